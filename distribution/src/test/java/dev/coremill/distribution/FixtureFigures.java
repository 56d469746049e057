package dev.coremill.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Keeps what optional checks measure, in files of the build folder. */
final class FixtureFigures {
  private FixtureFigures() {}

  /** Adds a line to a table. */
  static void note(String table, String subject, double value, String remark) throws IOException {
    Files.writeString(
        Path.of("target", table + ".txt"),
        String.format(Locale.ROOT, "%-48s %.6g  %s%n", subject, value, remark),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
