package dev.coremill.api.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * {@link BitPacking} for 4 bits, the width that most compressed weights have. Eight values are the
 * bytes of a {@code long} on one side and an {@code int} on the other, which are moved through
 * arrays of these types: loops over such arrays are those that the compiler vectorizes.
 */
final class NibblePacking {
  private static final ValueLayout.OfLong LONGS =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INTEGERS =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int GROUP = 8;

  /** Groups that are worked on at a time; they stay in the first-level cache. */
  private static final int PIECE = 1024;

  private static final long LOW_NIBBLES = 0x0f0f0f0f0f0f0f0fL;
  private static final long LOW_BYTES = 0x00ff00ff00ff00ffL;
  private static final long LOW_SHORTS = 0x0000ffff0000ffffL;
  private static final long LOW_INTEGER = 0x00000000ffffffffL;

  private NibblePacking() {}

  /**
   * Packs groups of eight values.
   *
   * @param firstByte where the first group goes
   */
  static void pack(byte[] from, int offset, int groups, MemorySegment to, long firstByte) {
    MemorySegment values = MemorySegment.ofArray(from);
    long[] words = new long[Math.min(groups, PIECE)];
    int[] packed = new int[words.length];
    for (int group = 0; group < groups; group += PIECE) {
      int count = Math.min(PIECE, groups - group);
      MemorySegment.copy(values, LONGS, offset + (long) group * GROUP, words, 0, count);
      pack(words, packed, count);
      MemorySegment.copy(packed, 0, to, INTEGERS, firstByte + (long) group * Integer.BYTES, count);
    }
  }

  private static void pack(long[] words, int[] packed, int count) {
    for (int i = 0; i < count; i++) {
      long word = words[i] & LOW_NIBBLES;
      word = (word | word >>> 4) & LOW_BYTES;
      word = (word | word >>> 8) & LOW_SHORTS;
      packed[i] = (int) (word | word >>> 16);
    }
  }

  /**
   * Unpacks groups of eight values.
   *
   * @param firstByte where the first group is
   */
  static void unpack(MemorySegment from, long firstByte, int groups, byte[] into, int offset) {
    MemorySegment values = MemorySegment.ofArray(into);
    int[] packed = new int[Math.min(groups, PIECE)];
    long[] words = new long[packed.length];
    for (int group = 0; group < groups; group += PIECE) {
      int count = Math.min(PIECE, groups - group);
      MemorySegment.copy(
          from, INTEGERS, firstByte + (long) group * Integer.BYTES, packed, 0, count);
      unpack(packed, words, count);
      MemorySegment.copy(words, 0, values, LONGS, offset + (long) group * GROUP, count);
    }
  }

  private static void unpack(int[] packed, long[] words, int count) {
    for (int i = 0; i < count; i++) {
      long word = packed[i] & LOW_INTEGER;
      word = (word | word << 16) & LOW_SHORTS;
      word = (word | word << 8) & LOW_BYTES;
      words[i] = (word | word << 4) & LOW_NIBBLES;
    }
  }
}
