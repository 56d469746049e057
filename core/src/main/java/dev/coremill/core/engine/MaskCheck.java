package dev.coremill.core.engine;

import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that the masks of sparse weights have as many ones as there are non-zeros. No other part
 * of a plan looks at values; this one must, because the shapes alone cannot tell.
 */
final class MaskCheck {
  private MaskCheck() {}

  /**
   * Checks the masks of weights.
   *
   * @throws ProblemException if one has other ones than non-zeros
   */
  static void check(List<Weight> weights) {
    List<Problem> problems = new ArrayList<>();
    for (Weight weight : weights) {
      check(weight.name(), weight.expression(), problems);
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
  }

  private static void check(String name, WeightExpression expression, List<Problem> problems) {
    switch (expression) {
      case WeightExpression.Dense _ -> {}
      case WeightExpression.Affine affine -> check(name, affine.data(), problems);
      case WeightExpression.Lookup lookup -> check(name, lookup.table(), problems);
      case WeightExpression.Cast cast -> check(name, cast.source(), problems);
      case WeightExpression.Sparse sparse -> {
        long ones = ones(sparse.mask());
        long stored = stored(sparse.nonZeros());
        if (ones != stored) {
          problems.add(
              Problem.input(
                  name,
                  "its mask has " + ones + " ones, and there are " + stored + " non-zeros",
                  "the package is damaged; save or copy it again"));
        }
        check(name, sparse.nonZeros(), problems);
      }
    }
  }

  /** How many non-zeros there are; where the table holds vectors, how many vectors. */
  private static long stored(WeightExpression nonZeros) {
    return nonZeros instanceof WeightExpression.Lookup lookup
        ? lookup.indices().elementCount()
        : nonZeros.shape().elementCount();
  }

  private static long ones(Tensor mask) {
    MemorySegment data = mask.data();
    long size = data.byteSize();
    long ones = 0;
    long at = 0;
    for (; at + 8 <= size; at += 8) {
      ones += Long.bitCount(data.get(ValueLayout.JAVA_LONG_UNALIGNED, at));
    }
    for (; at < size; at++) {
      ones += Integer.bitCount(data.get(ValueLayout.JAVA_BYTE, at) & 0xff);
    }
    return ones;
  }
}
