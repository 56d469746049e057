package dev.coremill.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coremill.api.algorithm.ProgramTransform;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.core.pipeline.Pipeline;
import dev.coremill.core.pipeline.PipelineReader;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.StageOutcome;
import dev.coremill.core.report.WeightReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Runs pipelines with algorithms of a test, in a folder. */
final class Bench {
  static final Path CNN = fixture("digits-cnn");
  static final Path CNN_4_BIT = fixture("digits-cnn-4bit-ios16");
  static final Path MULTIFUNCTION = fixture("digits-multifunction");
  static final Path PARTS = fixture("digits-pipeline-classifier");

  private static final RunOptions OPTIONS = new RunOptions(2, 1 << 24);

  private final Path folder;
  private final Plugins plugins;

  private Bench(Path folder, Plugins plugins) {
    this.folder = folder;
    this.plugins = plugins;
  }

  static Bench with(Path folder, WeightAlgorithm<?>... algorithms) {
    return new Bench(folder, Plugins.of(List.of(), List.of(algorithms), List.of(), List.of()));
  }

  Bench and(ProgramTransform<?>... transforms) {
    return new Bench(
        folder,
        Plugins.of(
            List.of(), List.copyOf(plugins.algorithms().values()), List.of(transforms), List.of()));
  }

  private static Path fixture(String name) {
    return Path.of("src/test/resources/packages", name + ".mlpackage").toAbsolutePath();
  }

  Path output() {
    return folder.resolve("out.mlpackage");
  }

  /** A pipeline over a package; the rest is YAML, beginning with {@code stages}. */
  Pipeline pipeline(Path model, String yaml) {
    try {
      Path file = folder.resolve("pipeline.yaml");
      Files.writeString(
          file, "coremill: 1\nmodel: " + model + "\noutput: out.mlpackage\n" + yaml + "\n");
      return PipelineReader.read(file, plugins);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  PipelineReport plan(Path model, String yaml) {
    return new Engine(plugins).plan(pipeline(model, yaml));
  }

  PipelineReport run(Path model, String yaml) {
    return run(model, yaml, OPTIONS);
  }

  PipelineReport run(Path model, String yaml, RunOptions options) {
    return new Engine(plugins)
        .run(pipeline(model, yaml), options, Progress.SILENT, Optional.empty());
  }

  /** The first problem of a plan, which leaves no output. */
  String planProblem(Path model, String yaml) {
    ProblemException problem =
        catchThrowableOfType(ProblemException.class, () -> plan(model, yaml));
    assertThat(problem).as("the problem").isNotNull();
    return String.valueOf(problem.getMessage());
  }

  /** The problems of a run, which must leave what lies at the output untouched. */
  String problem(Path model, String yaml) {
    try {
      Files.createDirectories(output());
      Files.copy(CNN.resolve("Manifest.json"), output().resolve("Manifest.json"));
      ProblemException problem =
          catchThrowableOfType(ProblemException.class, () -> run(model, yaml));
      assertThat(files(folder)).containsOnlyKeys("pipeline.yaml", "out.mlpackage/Manifest.json");
      assertThat(output().resolve("Manifest.json"))
          .hasSameBinaryContentAs(CNN.resolve("Manifest.json"));
      Files.delete(output().resolve("Manifest.json"));
      Files.delete(output());
      assertThat(problem).as("the problem").isNotNull();
      return String.valueOf(problem.getMessage());
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  /** Relative paths to contents. */
  static Map<String, byte[]> files(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      Map<String, byte[]> contents = new TreeMap<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
      return contents;
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  static WeightReport weight(PipelineReport report, String name) {
    return report.weights().stream()
        .filter(weight -> weight.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static StageOutcome outcome(PipelineReport report, String name) {
    return weight(report, name).stages().getFirst();
  }
}
