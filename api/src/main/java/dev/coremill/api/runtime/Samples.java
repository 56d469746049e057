package dev.coremill.api.runtime;

import dev.coremill.api.program.Value;
import java.util.List;
import java.util.Map;

/** A sequence of samples that can be read in any order, one at a time. */
public interface Samples extends AutoCloseable {
  /** The names of the values of each sample: inputs of the model, labels, expected outputs. */
  List<String> names();

  /** How many samples there are. */
  long count();

  /**
   * One sample.
   *
   * @param index 0 to {@link #count()} - 1
   * @return its values by name
   */
  Map<String, Value> sample(long index);

  /** Releases the files. */
  @Override
  void close();
}
