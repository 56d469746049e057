package dev.coremill.core.sample;

import dev.coremill.api.runtime.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files for reading, and sees to it that none stays open after a failure. */
final class Channels {
  private Channels() {}

  /** What reads a file that is open. */
  interface Reader {
    /** The samples of an open file; closing them closes it. */
    Samples read(FileChannel channel) throws IOException;
  }

  /** Opens a file and reads it. */
  static Samples open(Path path, Reader reader) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    boolean opened = false;
    try {
      Samples samples = reader.read(channel);
      opened = true;
      return samples;
    } finally {
      if (!opened) {
        channel.close();
      }
    }
  }

  /** Closes a file that was only read. */
  static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException unclosable) {
      throw new UncheckedIOException("a file cannot be closed", unclosable);
    }
  }
}
