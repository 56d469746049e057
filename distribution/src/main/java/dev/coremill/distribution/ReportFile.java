package dev.coremill.distribution;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.HtmlReport;
import dev.coremill.core.report.JsonReport;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.TextReport;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;

/** Reports on the terminal and in files. */
final class ReportFile {
  private ReportFile() {}

  /** Checks before any work that a report can be written. */
  static void check(Optional<Path> file) {
    if (file.isPresent()) {
      Path path = file.get();
      if (!isHtml(path) && !path.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
        throw new ProblemException(
            Problem.input(
                path.toString(),
                "unknown kind of report",
                "use a name that ends in .html or .json"));
      }
      if (Files.isDirectory(path)) {
        throw new ProblemException(
            Problem.input(path.toString(), "a folder, not a report file", "name a file in it"));
      }
    }
  }

  /** Writes a report in one step, so that a reader never sees half of it. */
  static void write(Optional<Path> file, PipelineReport report) {
    if (file.isEmpty()) {
      return;
    }
    Path path = file.get().toAbsolutePath();
    try {
      Files.createDirectories(path.getParent());
      Path temporary = Files.createTempFile(path.getParent(), "." + path.getFileName(), ".tmp");
      try {
        Files.writeString(temporary, isHtml(path) ? HtmlReport.of(report) : json(report));
        Files.move(
            temporary, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException unwritable) {
      throw new ProblemException(
          Problem.failed(
              file.get().toString(),
              "the report cannot be written (" + unwritable.getMessage() + ")",
              "check the folder and its permissions"),
          unwritable);
    }
  }

  /** Prints a report. */
  static void show(PipelineReport report, boolean json, Terminal terminal) {
    if (json) {
      JsonReport.write(report, terminal.document());
    } else {
      terminal.print(TextReport.of(report));
    }
  }

  private static String json(PipelineReport report) {
    StringWriter text = new StringWriter();
    JsonReport.write(report, text);
    return text.toString();
  }

  private static boolean isHtml(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".html") || name.endsWith(".htm");
  }
}
