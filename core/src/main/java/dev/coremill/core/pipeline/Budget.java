package dev.coremill.core.pipeline;

import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.Position;
import java.util.List;
import java.util.Optional;

/**
 * What the weights of a stage may take together, and what it chooses from for each of them.
 *
 * @param key the key that gives it: {@code bits_per_weight} or {@code max_bytes}
 * @param text its value, as it is written
 * @param position where it stands
 * @param bitsPerWeight stored bits for each element; empty where it is given in bytes
 * @param maxBytes stored bytes; empty where it is given in bits for each element
 * @param candidates what may be done to a weight, at least one thing
 */
public record Budget(
    String key,
    String text,
    Position position,
    Optional<Double> bitsPerWeight,
    Optional<Long> maxBytes,
    List<Candidate> candidates) {
  /** Copies the list. */
  public Budget {
    candidates = List.copyOf(candidates);
  }

  /** The most bytes that weights with so many elements may take. */
  public long bytes(long elements) {
    return maxBytes.isPresent()
        ? maxBytes.get()
        : (long) Math.floor(bitsPerWeight.orElseThrow() * elements / 8);
  }

  /** The bits for each element of weights that have so many together. */
  public double bits(long elements) {
    return bitsPerWeight.orElseGet(() -> bytes(elements) * 8.0 / elements);
  }

  /** The budget in words: its key and value. */
  public String words() {
    return key + " " + text;
  }

  /**
   * One thing that may be done to a weight.
   *
   * @param parameters the parameters that differ from the stage's
   * @param label the same in words
   * @param treatment the algorithm with all its parameters
   * @param mostBitsPerWeight it is left out where the budget has more bits for each element
   */
  public record Candidate(
      Node.Mapping parameters, String label, Treatment treatment, double mostBitsPerWeight) {}
}
