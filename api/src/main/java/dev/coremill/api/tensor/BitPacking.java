package dev.coremill.api.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Packs unsigned values of 1 to 7 bits one after another, least significant bits first. Eight
 * values fill exactly as many bytes as a value has bits, so whole groups of eight are the unit of
 * the fast loops.
 */
final class BitPacking {
  private static final int GROUP = 8;

  private BitPacking() {}

  static void unpack(int bits, MemorySegment from, long start, int count, int[] into, int offset) {
    if (count == 0) {
      return;
    }
    long firstGroup = start / GROUP;
    int skip = (int) (start % GROUP);
    long firstByte = firstGroup * bits;
    int size = (int) (((long) (skip + count) * bits + 7) / 8);
    // Padded to whole groups, so that the loops need no special case at the end.
    int groups = (skip + count + GROUP - 1) / GROUP;
    byte[] packed = new byte[groups * bits];
    MemorySegment.copy(from, ValueLayout.JAVA_BYTE, firstByte, packed, 0, size);
    if (skip == 0 && count == groups * GROUP) {
      unpackGroups(bits, packed, groups, into, offset);
    } else {
      int[] values = new int[groups * GROUP];
      unpackGroups(bits, packed, groups, values, 0);
      System.arraycopy(values, skip, into, offset, count);
    }
  }

  static void pack(int bits, MemorySegment to, long start, int[] from, int offset, int count) {
    if (count == 0) {
      return;
    }
    long firstGroup = start / GROUP;
    int skip = (int) (start % GROUP);
    int groups = (skip + count + GROUP - 1) / GROUP;
    long firstByte = firstGroup * bits;
    long lastBit = (start + count) * bits;
    int size = (int) ((lastBit + 7) / 8 - firstByte);
    byte[] packed = new byte[groups * bits];
    if (skip == 0 && count == groups * GROUP) {
      packGroups(bits, from, offset, groups, packed);
    } else {
      int[] values = new int[groups * GROUP];
      System.arraycopy(from, offset, values, skip, count);
      packGroups(bits, values, 0, groups, packed);
      keepNeighbours(bits, to, firstByte, skip, lastBit, packed, size);
    }
    MemorySegment.copy(packed, 0, to, ValueLayout.JAVA_BYTE, firstByte, size);
  }

  /**
   * Takes over the bits before the first element and after the last one from what is already
   * stored.
   */
  private static void keepNeighbours(
      int bits, MemorySegment to, long firstByte, int skip, long lastBit, byte[] packed, int size) {
    int bitsBefore = skip * bits;
    for (int i = 0; i * 8 < bitsBefore; i++) {
      int mask = bitsBefore - i * 8 >= 8 ? 0xff : (1 << bitsBefore - i * 8) - 1;
      packed[i] = (byte) (packed[i] & ~mask | to.get(ValueLayout.JAVA_BYTE, firstByte + i) & mask);
    }
    int used = (int) (lastBit % 8);
    if (used != 0) {
      int mask = 0xff << used & 0xff;
      packed[size - 1] =
          (byte)
              (packed[size - 1] & ~mask
                  | to.get(ValueLayout.JAVA_BYTE, firstByte + size - 1) & mask);
    }
  }

  private static void unpackGroups(int bits, byte[] packed, int groups, int[] into, int offset) {
    int mask = (1 << bits) - 1;
    for (int group = 0; group < groups; group++) {
      long word = 0;
      for (int i = 0; i < bits; i++) {
        word |= (packed[group * bits + i] & 0xffL) << 8 * i;
      }
      int at = offset + group * GROUP;
      for (int i = 0; i < GROUP; i++) {
        into[at + i] = (int) (word >>> i * bits) & mask;
      }
    }
  }

  private static void packGroups(int bits, int[] from, int offset, int groups, byte[] packed) {
    long mask = (1L << bits) - 1;
    for (int group = 0; group < groups; group++) {
      long word = 0;
      int at = offset + group * GROUP;
      for (int i = 0; i < GROUP; i++) {
        word |= (from[at + i] & mask) << i * bits;
      }
      for (int i = 0; i < bits; i++) {
        packed[group * bits + i] = (byte) (word >>> 8 * i);
      }
    }
  }
}
