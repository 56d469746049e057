package dev.coremill.core.sample;

import dev.coremill.api.program.Value;
import java.io.IOException;

/** An array of a file whose first axis is the sample. */
interface Column extends AutoCloseable {
  /** How many samples it has. */
  long count();

  /**
   * One sample, without the axis of the samples.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is damaged there
   */
  Value read(long index) throws IOException;

  @Override
  void close();
}
