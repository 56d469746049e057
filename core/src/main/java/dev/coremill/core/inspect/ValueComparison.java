package dev.coremill.core.inspect;

import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.report.WeightError;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compares the values of two constants of one shape. */
final class ValueComparison {
  private ValueComparison() {}

  /** Whether two expressions are stored alike, bit for bit. */
  static boolean isSame(@Nullable WeightExpression a, @Nullable WeightExpression b) {
    if (a == null || b == null) {
      return a == null && b == null;
    }
    return switch (a) {
      case WeightExpression.Dense(Tensor tensor) ->
          b instanceof WeightExpression.Dense(Tensor other) && tensor.contentEquals(other);
      case WeightExpression.Affine(var data, var scale, var offset) ->
          b instanceof WeightExpression.Affine other
              && isSame(data, other.data())
              && isSame(scale, other.scale())
              && isSame(offset, other.offset());
      case WeightExpression.Lookup(Tensor indices, var table, int vectorAxis) ->
          b instanceof WeightExpression.Lookup other
              && indices.contentEquals(other.indices())
              && isSame(table, other.table())
              && (table.shape().dimension(-1) == 1 || vectorAxis == other.vectorAxis());
      case WeightExpression.Sparse(Tensor mask, var nonZeros) ->
          b instanceof WeightExpression.Sparse other
              && mask.contentEquals(other.mask())
              && isSame(nonZeros, other.nonZeros());
      case WeightExpression.Cast(var source, var target) ->
          b instanceof WeightExpression.Cast other
              && target == other.target()
              && isSame(source, other.source());
    };
  }

  /**
   * How far the values of the second are from those of the first, reading both a chunk at a time.
   *
   * @return empty where the shapes differ, or the types have no float form
   */
  static Optional<WeightError> error(WeightExpression before, WeightExpression after) {
    if (!Objects.equals(before.shape(), after.shape())
        || !ValueFacts.isReadable(before.type())
        || !ValueFacts.isReadable(after.type())) {
      return Optional.empty();
    }
    ExpressionValues first = ExpressionValues.of(before);
    ExpressionValues second = ExpressionValues.of(after);
    long count = first.shape().elementCount();
    int chunk = (int) Math.min(ExpressionValues.CHUNK, count);
    float[] original = new float[chunk];
    float[] changed = new float[chunk];
    double signal = 0;
    double noise = 0;
    double largest = 0;
    for (long start = 0; start < count; start += chunk) {
      int length = (int) Math.min(chunk, count - start);
      first.read(start, length, original, 0);
      second.read(start, length, changed, 0);
      for (int i = 0; i < length; i++) {
        // Equal infinities differ by nothing, though their difference is no number.
        double difference =
            original[i] == changed[i] ? 0 : (double) changed[i] - (double) original[i];
        signal += (double) original[i] * original[i];
        noise += difference * difference;
        largest = Math.max(largest, Math.abs(difference));
      }
    }
    double decibels = noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
    return Optional.of(new WeightError(count == 0 ? 0 : noise / count, largest, decibels));
  }
}
