package dev.coremill.api.algorithm;

import dev.coremill.api.weight.Encoding;

/** What an algorithm would do to a weight. */
public sealed interface WeightPlan {
  /**
   * It would store the weight otherwise.
   *
   * @param encoding the encoding of the result
   * @param exact whether types and shapes are certain; false where they depend on values, such as
   *     the number of non-zeros
   */
  record Rewrite(Encoding encoding, boolean exact) implements WeightPlan {}

  /**
   * It would leave the weight as it is.
   *
   * @param reason why, as a sentence for the report
   */
  record Skip(String reason) implements WeightPlan {}

  /**
   * It cannot do what the configuration asks; the run must not start.
   *
   * @param problem what is wrong, with the sizes that clash
   * @param mend what to change in the configuration
   */
  record Refuse(String problem, String mend) implements WeightPlan {}

  /** Only the values will tell. */
  record Undetermined() implements WeightPlan {}
}
