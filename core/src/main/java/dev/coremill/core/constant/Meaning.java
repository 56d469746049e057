package dev.coremill.core.constant;

import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;

/** What the outputs of a constant operation stand for. */
sealed interface Meaning {
  /** One output with a value of its own. */
  record Whole(WeightExpression expression) implements Meaning {}

  /**
   * Two outputs, the mask of a sparse weight and its packed non-zeros.
   *
   * @param mask the mask of the stored values; where they are indices of vectors, the first output
   *     is this mask stretched along the vector axis
   */
  record Packed(Tensor mask, WeightExpression nonZeros) implements Meaning {}

  /** No expression can be made of it. */
  record None(String reason) implements Meaning {}
}
