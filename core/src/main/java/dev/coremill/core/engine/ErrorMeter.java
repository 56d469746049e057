package dev.coremill.core.engine;

import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.report.WeightError;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Compares the values of two expressions, a chunk at a time. Sums run in double and in a fixed
 * order.
 */
public final class ErrorMeter {
  private static final int LANES = 512;

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
    int[] bits = new int[left.length];
    double[] squares = new double[LANES];
    double[] energy = new double[LANES];
    float largest = 0;
    for (long start = 0; start < count; start += left.length) {
      int length = (int) Math.min(left.length, count - start);
      expected.read(start, length, left, 0);
      actual.read(start, length, right, 0);
      for (int from = 0; from < length; from += LANES) {
        int lanes = Math.min(LANES, length - from);
        addSquaredDifferences(left, right, from, lanes, squares);
        addSquares(left, from, lanes, energy);
      }
      largest = Math.max(largest, largestDifference(left, right, length, bits));
    }
    return new Measured(sum(squares), sum(energy), largest, count);
  }

  // Each sum runs in lanes, an element in the lane of its index modulo their number. Lanes are
  // independent of each other, so that the compiler adds many at a time.

  private static void addSquaredDifferences(
      float[] left, float[] right, int from, int lanes, double[] sums) {
    for (int i = 0; i < lanes; i++) {
      double difference = (double) left[from + i] - (double) right[from + i];
      sums[i] += difference * difference;
    }
  }

  private static void addSquares(float[] values, int from, int lanes, double[] sums) {
    for (int i = 0; i < lanes; i++) {
      double value = values[from + i];
      sums[i] += value * value;
    }
  }

  private static double sum(double[] lanes) {
    double sum = 0;
    for (double lane : lanes) {
      sum += lane;
    }
    return sum;
  }

  /** Takes the second array for the differences. */
  private static float largestDifference(float[] left, float[] right, int length, int[] bits) {
    for (int i = 0; i < length; i++) {
      right[i] = left[i] - right[i];
    }
    MemorySegment.copy(MemorySegment.ofArray(right), ValueLayout.JAVA_INT, 0, bits, 0, length);
    // The bits of magnitudes order as the magnitudes do, and their maximum is found faster.
    int largest = 0;
    for (int i = 0; i < length; i++) {
      largest = Math.max(largest, bits[i] & Integer.MAX_VALUE);
    }
    return Float.intBitsToFloat(largest);
  }

  /** The first element that is NaN or infinite; -1 where all are finite. */
  public static long firstNonFinite(WeightExpression expression) {
    return FiniteCheck.firstNonFinite(expression);
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
