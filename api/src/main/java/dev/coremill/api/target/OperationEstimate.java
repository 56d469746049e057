package dev.coremill.api.target;

import java.util.List;

/**
 * What an operation is expected to cost.
 *
 * @param operation its index in the profile
 * @param unit the unit that it was placed on
 * @param latency milliseconds
 * @param terms what the latency is made of, such as compute, weight bytes, activation bytes and
 *     dispatch
 */
public record OperationEstimate(int operation, ComputeUnit unit, Figure latency, List<Term> terms) {
  /** Copies the list. */
  public OperationEstimate {
    terms = List.copyOf(terms);
  }

  /**
   * A part of a cost.
   *
   * @param name its name
   * @param milliseconds how much it is
   * @param explanation the numbers that it was made from, in words
   */
  public record Term(String name, double milliseconds, String explanation) {}
}
