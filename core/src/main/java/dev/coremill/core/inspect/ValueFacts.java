package dev.coremill.core.inspect;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import java.util.Optional;

/**
 * Facts about the values of a constant.
 *
 * @param uniqueValues how many different values there are, counted up to {@link #COUNTED}; the two
 *     zeros count as one, and NaN as none
 * @param sparsity the fraction of elements that are zero, from 0 to 1
 * @param minimum the smallest value; positive infinity where there are no numbers
 * @param maximum the largest value; negative infinity where there are no numbers
 * @param notFinite how many elements are NaN or infinite
 */
public record ValueFacts(
    int uniqueValues, double sparsity, float minimum, float maximum, long notFinite) {
  /** Unique values are counted up to here: as many as a float16 can have. */
  public static final int COUNTED = 1 << 16;

  /**
   * The facts about an expression, in one pass over its values.
   *
   * @return empty for types whose values have no float form
   */
  public static Optional<ValueFacts> of(WeightExpression expression) {
    if (!isReadable(expression.type())) {
      return Optional.empty();
    }
    if (expression instanceof WeightExpression.Dense(Tensor tensor)
        && tensor.type() == DataType.FLOAT16) {
      return Optional.of(HalfFacts.of(tensor));
    }
    ExpressionValues values = ExpressionValues.of(expression);
    long count = values.shape().elementCount();
    float[] chunk = new float[(int) Math.min(ExpressionValues.CHUNK, count)];
    UniqueFloats unique = new UniqueFloats(COUNTED);
    long zeros = 0;
    long notFinite = 0;
    float minimum = Float.POSITIVE_INFINITY;
    float maximum = Float.NEGATIVE_INFINITY;
    for (long start = 0; start < count; start += chunk.length) {
      int length = (int) Math.min(chunk.length, count - start);
      values.read(start, length, chunk, 0);
      for (int i = 0; i < length; i++) {
        // Adding zero makes the negative zero positive.
        float value = chunk[i] + 0f;
        zeros += value == 0 ? 1 : 0;
        notFinite += Float.isFinite(value) ? 0 : 1;
        minimum = value < minimum ? value : minimum;
        maximum = value > maximum ? value : maximum;
      }
      unique.addAll(chunk, length);
    }
    double sparsity = count == 0 ? 0 : (double) zeros / count;
    return Optional.of(new ValueFacts(unique.count(), sparsity, minimum, maximum, notFinite));
  }

  /** Whether values of a type can be read as floats. */
  static boolean isReadable(DataType type) {
    return type != DataType.STRING && type != DataType.INT64 && type != DataType.UINT64;
  }
}
