package dev.coremill.api.runtime;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads samples from files of some format. A plugin names its implementation in {@code
 * META-INF/services}; it has a public constructor without parameters.
 */
public interface SampleSource {
  /** The name of the format, such as {@code npz}. */
  String format();

  /** Whether a path looks like this format, by its name or what kind of file it is. */
  boolean accepts(Path path);

  /**
   * Opens a file or folder. Nothing is trusted: sizes are checked before memory is taken.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is not of this format; the message says where and why
   */
  Samples open(Path path) throws IOException;
}
