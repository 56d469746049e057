package dev.coremill.core.sample;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What names of files say about their contents. */
final class FileNames {
  private FileNames() {}

  /** Whether the name has this ending, in capitals or not. */
  static boolean endsWith(Path path, String ending) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(ending);
  }

  /** Whether the name has one of these endings, in capitals or not. */
  static boolean endsWith(Path path, List<String> endings) {
    return endings.stream().anyMatch(ending -> endsWith(path, ending));
  }
}
