package dev.coremill.plugins.quantization;

/**
 * The loops over a chunk of short runs. A loop over each run would be left before it is warm, so
 * these go through the whole chunk: maxima of runs are found by doubling the width of a window that
 * starts at each element, and scales are laid out one for each element.
 */
final class ShortRuns {
  /** Windows are widened in pieces that stay in the first-level cache. */
  private static final int PIECE = 2048;

  private final int runLength;
  private final int[] windows = new int[PIECE];
  private final int[] shifted = new int[PIECE];
  private final float[] scales;
  private final float[] points;

  /**
   * @param runLength at most {@link #PIECE}
   * @param chunkLength the most elements of a chunk
   */
  ShortRuns(int runLength, int chunkLength) {
    this.runLength = runLength;
    this.scales = new float[chunkLength];
    this.points = new float[chunkLength];
  }

  /**
   * Widens the ranges of blocks.
   *
   * @param bits elements as the bits of float32; whole runs
   * @param blocks the block of each run
   */
  void widen(BlockScales ranges, int[] bits, int count, int[] blocks) {
    int step = PIECE / runLength * runLength;
    for (int from = 0; from < count; from += step) {
      int length = Math.min(step, count - from);
      int run = from / runLength;
      if (ranges.range().symmetric()) {
        magnitudes(bits, from, length);
        widenWindows(length);
        for (int at = 0; at < length; at += runLength, run++) {
          int largest = Math.max(ranges.highest[blocks[run]], windows[at]);
          ranges.highest[blocks[run]] = largest;
          ranges.lowest[blocks[run]] = ~largest;
        }
      } else {
        keys(bits, from, length, 0);
        widenWindows(length);
        for (int at = 0, i = run; at < length; at += runLength, i++) {
          ranges.highest[blocks[i]] = Math.max(ranges.highest[blocks[i]], windows[at]);
        }
        // The complement reverses the order.
        keys(bits, from, length, -1);
        widenWindows(length);
        for (int at = 0, i = run; at < length; at += runLength, i++) {
          ranges.lowest[blocks[i]] = Math.min(ranges.lowest[blocks[i]], ~windows[at]);
        }
      }
    }
  }

  private void magnitudes(int[] bits, int from, int length) {
    System.arraycopy(bits, from, windows, 0, length);
    for (int i = 0; i < length; i++) {
      windows[i] &= Integer.MAX_VALUE;
    }
  }

  private void keys(int[] bits, int from, int length, int complement) {
    System.arraycopy(bits, from, windows, 0, length);
    for (int i = 0; i < length; i++) {
      windows[i] = BlockScales.key(windows[i]) ^ complement;
    }
  }

  /** Replaces each element by the largest of it and those after it, as many as a run has. */
  private void widenWindows(int length) {
    int width = 1;
    while (width < runLength) {
      int more = Math.min(width, runLength - width);
      System.arraycopy(windows, more, shifted, 0, length - more);
      larger(windows, shifted, length - more);
      width += more;
    }
  }

  private static void larger(int[] into, int[] others, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = Math.max(into[i], others[i]);
    }
  }

  /** The integers of a chunk that starts with a whole run. */
  void encode(BlockScales from, float[] values, int count, int[] blocks, byte[] codes) {
    boolean zeros = !from.range().symmetric();
    for (int at = 0, run = 0; at < count; run++) {
      float scale = from.scale[blocks[run]];
      float point = from.zero[blocks[run]];
      int end = Math.min(count, at + runLength);
      for (int i = at; i < end; i++) {
        scales[i] = scale;
      }
      for (int i = at; zeros && i < end; i++) {
        points[i] = point;
      }
      at = end;
    }
    if (zeros) {
      encode(values, count, from.range(), codes);
    } else if (!from.mayClip()) {
      encode(values, count, from.range().middle(), codes);
    } else {
      encode(values, count, from.range(), from.range().middle(), codes);
    }
  }

  private void encode(float[] values, int count, IntegerRange range, int point, byte[] codes) {
    int minimum = range.minimum();
    int maximum = range.maximum();
    for (int i = 0; i < count; i++) {
      float whole = values[i] / scales[i] + Rounding.WHOLE - Rounding.WHOLE;
      codes[i] = (byte) (float) Math.max(minimum, Math.min(maximum, (int) whole + point));
    }
  }

  private void encode(float[] values, int count, int point, byte[] codes) {
    float back = Rounding.WHOLE - point;
    for (int i = 0; i < count; i++) {
      codes[i] = (byte) (values[i] / scales[i] + Rounding.WHOLE - back);
    }
  }

  private void encode(float[] values, int count, IntegerRange range, byte[] codes) {
    int minimum = range.minimum();
    int maximum = range.maximum();
    for (int i = 0; i < count; i++) {
      float whole = values[i] / scales[i] + Rounding.WHOLE - Rounding.WHOLE + points[i];
      codes[i] = (byte) (float) Math.max(minimum, Math.min(maximum, (int) whole));
    }
  }
}
