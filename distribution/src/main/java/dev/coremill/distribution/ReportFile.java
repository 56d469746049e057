package dev.coremill.distribution;

import dev.coremill.core.pipeline.Pipeline;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.HtmlReport;
import dev.coremill.core.report.JsonReport;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.TextReport;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reports on the terminal and in files. */
final class ReportFile {
  private ReportFile() {}

  /** Checks before any work that a report can be written, and that no package would swallow it. */
  static void check(Optional<Path> file, Pipeline pipeline) {
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
      Path absolute = path.toAbsolutePath().normalize();
      if (absolute.startsWith(pipeline.model().toAbsolutePath().normalize())
          || absolute.startsWith(pipeline.output().toAbsolutePath().normalize())) {
        throw new ProblemException(
            Problem.input(
                path.toString(),
                "the report lies inside a package",
                "name a file beside the package"));
      }
      probe(path, absolute);
    }
  }

  /** Makes a file where the report's folder is or will be, because permissions alone say little. */
  private static void probe(Path shown, Path absolute) {
    Path folder = absolute.getParent();
    while (folder != null && !Files.exists(folder)) {
      folder = folder.getParent();
    }
    try {
      Files.delete(Files.createTempFile(folder, ".coremill-report", ".tmp"));
    } catch (IOException unwritable) {
      throw unwritable(shown, folder, unwritable);
    }
  }

  private static ProblemException unwritable(Path shown, @Nullable Path folder, IOException cause) {
    String reason =
        folder != null && !Files.isDirectory(folder)
            ? folder + " is no folder"
            : cause instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : "its folder takes no files";
    return new ProblemException(
        Problem.failed(
            shown.toString(),
            "the report cannot be written: " + reason,
            "name a file in a folder that you may write to"),
        cause);
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
      throw unwritable(file.get(), path.getParent(), unwritable);
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
