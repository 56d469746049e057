package dev.coremill.plugins.testkit;

import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import org.jspecify.annotations.Nullable;

/** Compares expressions bit by bit, and reads their values. */
final class Expressions {
  private Expressions() {}

  /** Whether two expressions store the same bits in the same form. */
  static boolean same(@Nullable WeightExpression one, @Nullable WeightExpression other) {
    if (one == null || other == null) {
      return one == null && other == null;
    }
    return one.encoding().equals(other.encoding())
        && switch (one) {
          case WeightExpression.Dense dense ->
              other instanceof WeightExpression.Dense(Tensor tensor)
                  && dense.tensor().contentEquals(tensor);
          case WeightExpression.Affine affine ->
              other instanceof WeightExpression.Affine second
                  && same(affine.data(), second.data())
                  && same(affine.scale(), second.scale())
                  && same(affine.offset(), second.offset());
          case WeightExpression.Lookup lookup ->
              other instanceof WeightExpression.Lookup second
                  && lookup.indices().contentEquals(second.indices())
                  && same(lookup.table(), second.table());
          case WeightExpression.Sparse sparse ->
              other instanceof WeightExpression.Sparse second
                  && sparse.mask().contentEquals(second.mask())
                  && same(sparse.nonZeros(), second.nonZeros());
          case WeightExpression.Cast cast ->
              other instanceof WeightExpression.Cast second && same(cast.source(), second.source());
        };
  }

  /** The values, row-major. */
  static float[] values(WeightExpression expression) {
    float[] values = new float[Math.toIntExact(expression.shape().elementCount())];
    ExpressionValues.of(expression).read(0, values.length, values, 0);
    return values;
  }
}
