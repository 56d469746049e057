package dev.coremill.plugins.quantization;

import dev.coremill.api.tensor.DataType;

/** Adds up the errors that the two choices for a block make with a run of its elements. */
final class RunErrors {
  private static final int LANES = 512;

  private final float[] values = new float[LANES];
  private final float[] back = new float[LANES];
  private final double[] sums = new double[LANES];

  /** Adds the errors of elements that lie one after another. */
  void add(BlockScales scales, int block, float[] from, int offset, int count) {
    float scale = scales.scale[block];
    float rival = scales.rivalScale[block];
    for (int done = 0; done < count; done += LANES) {
      int length = Math.min(LANES, count - done);
      System.arraycopy(from, offset + done, values, 0, length);
      readBack(length, scale, scales.zero[block], scales.range(), scales.type());
      scales.error[block] += squaredDifferences(length);
      readBack(length, rival, scales.rivalZero[block], scales.range(), scales.type());
      scales.rivalError[block] += squaredDifferences(length);
    }
  }

  /** What is read back for the values. */
  private void readBack(int count, float scale, int zero, IntegerRange range, DataType type) {
    int lowest = range.minimum() - zero;
    int highest = range.maximum() - zero;
    for (int i = 0; i < count; i++) {
      int whole = (int) (values[i] / scale + Rounding.WHOLE - Rounding.WHOLE);
      back[i] = scale * Math.max(lowest, Math.min(highest, whole));
    }
    if (type == DataType.FLOAT16) {
      for (int i = 0; i < count; i++) {
        back[i] = Float.float16ToFloat(Float.floatToFloat16(back[i]));
      }
    }
  }

  private double squaredDifferences(int count) {
    for (int i = 0; i < count; i++) {
      double difference = (double) values[i] - (double) back[i];
      sums[i] = difference * difference;
    }
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      a += sums[i];
      b += sums[i + 1];
      c += sums[i + 2];
      d += sums[i + 3];
    }
    for (; i < count; i++) {
      a += sums[i];
    }
    return a + b + (c + d);
  }
}
