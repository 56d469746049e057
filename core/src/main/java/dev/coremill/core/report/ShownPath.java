package dev.coremill.core.report;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths as people want to read them. */
public final class ShownPath {
  private ShownPath() {}

  /** A path relative to the current directory where it is inside, otherwise as it is. */
  public static String of(String path) {
    try {
      Path here = Path.of("").toAbsolutePath();
      Path given = Path.of(path).toAbsolutePath().normalize();
      return given.startsWith(here) && !given.equals(here)
          ? here.relativize(given).toString()
          : path;
    } catch (InvalidPathException _) {
      return path;
    }
  }
}
