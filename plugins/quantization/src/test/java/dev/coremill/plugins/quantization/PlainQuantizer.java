package dev.coremill.plugins.quantization;

import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import java.util.Arrays;

/**
 * Quantization step by step in the weight's type, as array libraries compute it: the yardstick that
 * errors are held against.
 */
final class PlainQuantizer {
  private PlainQuantizer() {}

  /** The sum of squared errors; infinite where the formulas overflow or divide by zero. */
  static double squaredError(
      float[] values, DataType type, BlockGrid grid, QuantizationConfiguration configuration) {
    int blocks = (int) grid.blockCount();
    float[] minimum = new float[blocks];
    float[] maximum = new float[blocks];
    Arrays.fill(minimum, Float.POSITIVE_INFINITY);
    Arrays.fill(maximum, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < values.length; i++) {
      int block = (int) grid.blockOf(i);
      minimum[block] = Math.min(minimum[block], values[i]);
      maximum[block] = Math.max(maximum[block], values[i]);
    }
    boolean symmetric = configuration.mode() == QuantizationMode.LINEAR_SYMMETRIC;
    DataType stored = configuration.dtype().dataType();
    int low = (int) stored.minimum() + (symmetric && stored.isSigned() ? 1 : 0);
    int high = (int) stored.maximum() - (symmetric && !stored.isSigned() ? 1 : 0);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      int block = (int) grid.blockOf(i);
      float least = Math.min(0, minimum[block]);
      float most = Math.max(0, maximum[block]);
      if (symmetric) {
        most = Math.max(Math.abs(minimum[block]), Math.abs(maximum[block]));
        least = -most;
      }
      float width = Elements.round(type, most - least);
      float scale = Elements.round(type, width / (high - low));
      float zero = symmetric ? (low + high) / 2 : 0;
      if (!symmetric) {
        float above = Elements.round(type, low * most);
        float below = Elements.round(type, high * least);
        zero = (float) Math.rint(Elements.round(type, Elements.round(type, above - below) / width));
        zero = Math.clamp(zero, low, high);
      }
      double code =
          Math.clamp(Math.rint(Elements.round(type, values[i] / scale)) + zero, (double) low, high);
      double difference = values[i] - (double) Elements.round(type, (float) (code - zero) * scale);
      sum += difference * difference;
    }
    return Double.isNaN(sum) ? Double.POSITIVE_INFINITY : sum;
  }
}
