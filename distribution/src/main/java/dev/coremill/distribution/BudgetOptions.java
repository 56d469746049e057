package dev.coremill.distribution;

import dev.coremill.core.engine.Engine;
import dev.coremill.core.engine.Progress;
import dev.coremill.core.pipeline.ExplicitPipeline;
import dev.coremill.core.pipeline.Pipeline;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** What becomes of budgets: the choice, and the file that says it. */
final class BudgetOptions {
  private static final String FILE_OPTION = "--budget-pipeline";

  private BudgetOptions() {}

  static void define(CommandSpec specification) {
    specification.addOption(
        OptionSpec.builder(FILE_OPTION)
            .paramLabel("FILE")
            .type(Path.class)
            .description("Write what a budget chose as a pipeline file without it.")
            .build());
  }

  /** The pipeline with its budgets decided; written to the file that the options name. */
  static Pipeline resolve(
      Pipeline pipeline, Engine engine, Progress progress, ParseResult options) {
    @Nullable Path file = options.matchedOptionValue(FILE_OPTION, (Path) null);
    if (!pipeline.hasBudget()) {
      if (file != null) {
        throw new ProblemException(
            Problem.input(
                FILE_OPTION + " " + file,
                "no stage has a budget",
                "give one bits_per_weight or max_bytes, or leave the option out"));
      }
      return pipeline;
    }
    Pipeline explicit = engine.withoutBudgets(pipeline, CommonOptions.work(options), progress);
    if (file != null) {
      write(file, explicit);
    }
    return explicit;
  }

  private static void write(Path file, Pipeline explicit) {
    Path path = file.toAbsolutePath().normalize();
    try {
      Path folder = path.getParent();
      if (folder == null) {
        throw new IOException("it has no folder");
      }
      Files.createDirectories(folder);
      Path temporary = Files.createTempFile(folder, "." + path.getFileName(), ".tmp");
      try {
        Files.writeString(temporary, ExplicitPipeline.text(explicit, folder));
        Files.move(
            temporary, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException unwritable) {
      throw new ProblemException(
          Problem.failed(
              file.toString(),
              "the pipeline cannot be written (" + unwritable.getMessage() + ")",
              "check the folder and its permissions"),
          unwritable);
    }
  }
}
