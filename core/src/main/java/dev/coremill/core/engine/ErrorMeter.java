package dev.coremill.core.engine;

import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.report.WeightError;

/**
 * Compares the values of two expressions, a chunk at a time. Sums run in double and in a fixed
 * order.
 */
public final class ErrorMeter {
  private static final int INFINITY_BITS = 0x7f800000;

  private ErrorMeter() {}

  /**
   * How far a compressed weight is from the original.
   *
   * @param original the original, of the same shape; its values are finite
   */
  public static Measured measure(WeightExpression original, WeightExpression compressed) {
    ExpressionValues expected = ExpressionValues.of(original);
    ExpressionValues actual = ExpressionValues.of(compressed);
    long count = expected.shape().elementCount();
    float[] left = new float[(int) Math.min(ExpressionValues.CHUNK, count)];
    float[] right = new float[left.length];
    double squares = 0;
    double energy = 0;
    float largest = 0;
    for (long start = 0; start < count; start += left.length) {
      int length = (int) Math.min(left.length, count - start);
      expected.read(start, length, left, 0);
      actual.read(start, length, right, 0);
      squares += squaredDifferences(left, right, length);
      energy += squares(left, length);
      largest = Math.max(largest, largestDifference(left, right, length));
    }
    return new Measured(squares, energy, largest, count);
  }

  private static double squaredDifferences(float[] left, float[] right, int length) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      double first = (double) left[i] - right[i];
      double second = (double) left[i + 1] - right[i + 1];
      double third = (double) left[i + 2] - right[i + 2];
      double fourth = (double) left[i + 3] - right[i + 3];
      a += first * first;
      b += second * second;
      c += third * third;
      d += fourth * fourth;
    }
    for (; i < length; i++) {
      double difference = (double) left[i] - right[i];
      a += difference * difference;
    }
    return a + b + (c + d);
  }

  private static double squares(float[] values, int length) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < length; i += 4) {
      a += (double) values[i] * values[i];
      b += (double) values[i + 1] * values[i + 1];
      c += (double) values[i + 2] * values[i + 2];
      d += (double) values[i + 3] * values[i + 3];
    }
    for (; i < length; i++) {
      a += (double) values[i] * values[i];
    }
    return a + b + (c + d);
  }

  private static float largestDifference(float[] left, float[] right, int length) {
    float largest = 0;
    for (int i = 0; i < length; i++) {
      largest = Math.max(largest, Math.abs(left[i] - right[i]));
    }
    return largest;
  }

  /** The first element that is NaN or infinite; -1 where all are finite. */
  public static long firstNonFinite(WeightExpression expression) {
    ExpressionValues values = ExpressionValues.of(expression);
    long count = values.shape().elementCount();
    float[] chunk = new float[(int) Math.min(ExpressionValues.CHUNK, count)];
    for (long start = 0; start < count; start += chunk.length) {
      int length = (int) Math.min(chunk.length, count - start);
      values.read(start, length, chunk, 0);
      // The bits of magnitudes order as the magnitudes do, with infinity and NaN above all others.
      int largest = 0;
      for (int i = 0; i < length; i++) {
        largest = Math.max(largest, Float.floatToRawIntBits(chunk[i]) & Integer.MAX_VALUE);
      }
      if (largest >= INFINITY_BITS) {
        for (int i = 0; i < length; i++) {
          if (!Float.isFinite(chunk[i])) {
            return start + i;
          }
        }
      }
    }
    return -1;
  }

  /**
   * Sums over a weight.
   *
   * @param squaredError sum of the squared differences
   * @param energy sum of the squares of the original
   * @param largest the largest difference
   * @param elements how many elements
   */
  public record Measured(double squaredError, double energy, float largest, long elements) {
    /** Mean squared error, largest error, and signal to noise. */
    public WeightError error() {
      double decibels =
          squaredError == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(energy / squaredError);
      return new WeightError(elements == 0 ? 0 : squaredError / elements, largest, decibels);
    }
  }
}
