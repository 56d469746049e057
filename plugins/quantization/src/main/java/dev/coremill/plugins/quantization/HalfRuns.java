package dev.coremill.plugins.quantization;

/**
 * The largest magnitudes of short runs of float16 elements. Their bits order as the magnitudes do,
 * so four elements are compared at a time within a {@code long}: with the place of the sign set on
 * one side, a subtraction borrows from it exactly where the other side is larger. Loops over a
 * short run are never vectorized, and this needs fewer instructions for each element than a
 * vectorized loop that goes over a whole chunk several times.
 */
final class HalfRuns {
  private static final long SIGNS = 0x8000_8000_8000_8000L;

  private HalfRuns() {}

  /**
   * Widens the ranges of blocks, symmetrically.
   *
   * @param words the elements, four in each
   * @param runWords how many words a run has
   * @param blocks the block of each run
   */
  static void widen(BlockScales ranges, long[] words, int runWords, int runs, int[] blocks) {
    int at = 0;
    for (int run = 0; run < runs; run++) {
      long largest = words[at++] & ~SIGNS;
      for (int i = 1; i < runWords; i++) {
        largest = larger(largest, words[at++] & ~SIGNS);
      }
      largest = larger(largest, largest >>> 32);
      int half = Math.max((int) largest & 0x7fff, (int) (largest >>> 16) & 0x7fff);
      int key = Float.floatToRawIntBits(Float.float16ToFloat((short) half));
      int block = blocks[run];
      int highest = Math.max(ranges.highest[block], key);
      ranges.highest[block] = highest;
      ranges.lowest[block] = ~highest;
    }
  }

  /** The larger of each two elements; no signs are set. */
  private static long larger(long left, long right) {
    long notLess = ((left | SIGNS) - right & SIGNS) >>> 15;
    long keep = (notLess << 15) - notLess;
    return right ^ (left ^ right) & keep;
  }
}
