package dev.coremill.plugins.pruning;

/**
 * A percentile of magnitudes as coremltools finds it: between the two elements around the position
 * {@code part * (count - 1)} in ascending order, linearly interpolated.
 *
 * <p>The elements are found exactly by counting: first by the leading 16 bits of the magnitudes,
 * then, within the one range that matters, by the others.
 */
final class Percentile {
  private static final int LOW = 1 << 16;

  private final Magnitudes magnitudes;

  Percentile(Magnitudes magnitudes) {
    this.magnitudes = magnitudes;
  }

  /**
   * @param part from 0 to 1
   * @param count how many elements the magnitudes stand for, at least 1
   */
  double of(double part, long count) {
    double position = part * (count - 1);
    long rank = Math.min((long) position, count - 1);
    long[] byHigh = new long[LOW];
    magnitudes.forEach(
        (values, length, elements) -> {
          for (int i = 0; i < length; i++) {
            byHigh[Float.floatToRawIntBits(values[i]) >>> 16] += elements;
          }
        });
    long before = 0;
    int range = 0;
    while (before + byHigh[range] <= rank) {
      before += byHigh[range++];
    }
    Range inRange = new Range(range);
    magnitudes.forEach(inRange);
    int low = 0;
    while (before + inRange.byLow[low] <= rank) {
      before += inRange.byLow[low++];
    }
    double lower = Float.intBitsToFloat(range << 16 | low);
    double upper = lower;
    if (before + inRange.byLow[low] <= rank + 1 && rank + 1 < count) {
      upper = inRange.after(low);
    }
    return lower + (upper - lower) * (position - rank);
  }

  /** Counts the magnitudes of one range by their low bits, and finds the smallest one above it. */
  private static final class Range implements Magnitudes.Receiver {
    final long[] byLow = new long[LOW];
    private final int range;
    private float above = Float.POSITIVE_INFINITY;

    Range(int range) {
      this.range = range;
    }

    @Override
    public void take(float[] values, int count, int elements) {
      for (int i = 0; i < count; i++) {
        int bits = Float.floatToRawIntBits(values[i]);
        if (bits >>> 16 == range) {
          byLow[bits & 0xffff] += elements;
        } else if (bits >>> 16 > range) {
          above = Math.min(above, values[i]);
        }
      }
    }

    double after(int low) {
      for (int next = low + 1; next < LOW; next++) {
        if (byLow[next] > 0) {
          return Float.intBitsToFloat(range << 16 | next);
        }
      }
      return above;
    }
  }
}
