package dev.coremill.plugins.quantization;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The largest magnitudes of float16 elements, found without converting any: their bits order as the
 * magnitudes do.
 */
final class HalfMagnitudes {
  /** The length of a block is a multiple of this. */
  static final int UNIT = 4;

  private static final ValueLayout.OfInt PAIRS =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong WORDS =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final long[] words;
  private final int[] largest;

  /**
   * @param elements the most elements that are worked on at a time
   */
  HalfMagnitudes(int elements) {
    this.words = new long[elements / UNIT];
    this.largest = new int[elements / 2];
  }

  /**
   * The largest magnitude of some elements; infinite or NaN where one of them is.
   *
   * @param elements the memory of the elements
   * @param start the number of the first element
   * @param count how many elements, a multiple of {@link #UNIT}
   */
  float of(MemorySegment elements, long start, int count) {
    MemorySegment.copy(elements, PAIRS, start * 2, largest, 0, count / 2);
    return magnitude(ofPairs(largest, count / 2));
  }

  /**
   * The largest magnitude of each of some short blocks that follow one another. Loops over a short
   * block are left before they are fast, so all blocks shrink together, four elements to one and
   * then two to one, until each is one number or has an odd number of them.
   *
   * @param elements the memory of the elements
   * @param start the number of the first element
   * @param count how many blocks there are
   * @param length the elements of a block, a multiple of {@link #UNIT}
   * @param into receives the magnitudes; infinite or NaN where a block has such elements
   */
  void ofBlocks(MemorySegment elements, long start, int count, int length, float[] into) {
    int left = length / UNIT;
    MemorySegment.copy(elements, WORDS, start * 2, words, 0, count * left);
    ofFour(words, largest, count * left);
    while (left % 2 == 0) {
      left /= 2;
      MemorySegment.copy(MemorySegment.ofArray(largest), WORDS, 0, words, 0, count * left);
      ofTwo(words, largest, count * left);
    }
    if (left > 1) {
      ofMany(largest, count, left);
    }
    for (int block = 0; block < count; block++) {
      into[block] = magnitude(largest[block]);
    }
  }

  // An integer holds a magnitude in its upper half; what is below does not change the order.

  private static float magnitude(int bits) {
    return Float.float16ToFloat((short) (bits >>> 16));
  }

  private static int ofPairs(int[] pairs, int count) {
    int odd = 0;
    int even = 0;
    for (int i = 0; i < count; i++) {
      odd = Math.max(odd, pairs[i] & 0x7fffffff);
      even = Math.max(even, pairs[i] << 16 & 0x7fffffff);
    }
    return Math.max(odd, even);
  }

  private static void ofFour(long[] words, int[] largest, int count) {
    for (int i = 0; i < count; i++) {
      long word = words[i];
      int odd = Math.max((int) (word >>> 32) & 0x7fffffff, (int) word & 0x7fffffff);
      int even = Math.max((int) (word >>> 16) & 0x7fffffff, (int) (word << 16) & 0x7fffffff);
      largest[i] = Math.max(odd, even);
    }
  }

  private static void ofTwo(long[] words, int[] largest, int count) {
    for (int i = 0; i < count; i++) {
      largest[i] = Math.max((int) (words[i] >>> 32), (int) words[i]);
    }
  }

  private static void ofMany(int[] largest, int count, int length) {
    int at = 0;
    for (int block = 0; block < count; block++) {
      int most = largest[at++];
      for (int i = 1; i < length; i++) {
        most = Math.max(most, largest[at++]);
      }
      largest[block] = most;
    }
  }
}
