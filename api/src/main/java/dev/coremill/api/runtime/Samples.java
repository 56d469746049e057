package dev.coremill.api.runtime;

import dev.coremill.api.program.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A sequence of samples that can be read in any order, one at a time, by one thread at a time.
 * Reading them one after another is the fast way.
 */
public interface Samples extends AutoCloseable {
  /**
   * The names of the values of each sample: inputs of the model (also as {@code in.NAME}), labels,
   * expected outputs ({@code out.NAME}). The empty name is for the model's only input.
   */
  List<String> names();

  /** How many samples there are. */
  long count();

  /**
   * The names of values that are pictures: uint8[height, width, channels] of any size, with 1
   * channel (gray) or 3 (red, green, blue). Whoever uses them brings them to the size and colors of
   * an input.
   */
  default Set<String> pictures() {
    return Set.of();
  }

  /**
   * One sample.
   *
   * @param index 0 to {@link #count()} - 1
   * @return its values by name
   * @throws IllegalArgumentException if the file turns out to be damaged there; the message says
   *     where and why
   */
  Map<String, Value> sample(long index);

  /** Releases the files. */
  @Override
  void close();
}
