package dev.coremill.api.algorithm;

import dev.coremill.api.weight.WeightExpression;

/** What an algorithm did to a weight. */
public sealed interface Outcome {
  /**
   * It stores the weight otherwise.
   *
   * @param expression the result, of the type and shape that the weight had
   */
  record Rewritten(WeightExpression expression) implements Outcome {}

  /**
   * It leaves the weight as it is.
   *
   * @param reason why, as a sentence for the report
   */
  record Skipped(String reason) implements Outcome {}
}
