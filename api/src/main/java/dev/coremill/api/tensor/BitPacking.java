package dev.coremill.api.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Packs unsigned values of 1 to 7 bits one after another, least significant bits first. Eight
 * values fill exactly as many bytes as a value has bits, so a group of eight is the unit of the
 * loops: as bytes of a {@code long} they are moved together in three steps, pairs first.
 */
final class BitPacking {
  private static final int GROUP = 8;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long LOW_BYTES = 0x00ff00ff00ff00ffL;
  private static final long LOW_SHORTS = 0x0000ffff0000ffffL;
  private static final long LOW_INTEGER = 0x00000000ffffffffL;

  private BitPacking() {}

  static void unpack(int bits, MemorySegment from, long start, int count, byte[] into, int offset) {
    if (count == 0) {
      return;
    }
    long firstGroup = start / GROUP;
    int skip = (int) (start % GROUP);
    if (bits == 4 && skip == 0 && count >= GROUP) {
      int whole = count / GROUP;
      NibblePacking.unpack(from, firstGroup * bits, whole, into, offset);
      int done = whole * GROUP;
      unpack(bits, from, start + done, count - done, into, offset + done);
      return;
    }
    int size = (int) (((long) (skip + count) * bits + 7) / 8);
    int groups = (skip + count + GROUP - 1) / GROUP;
    // Longer by a long, so that each group can be read as one.
    byte[] packed = new byte[groups * bits + Long.BYTES];
    MemorySegment.copy(from, ValueLayout.JAVA_BYTE, firstGroup * bits, packed, 0, size);
    if (skip == 0 && count == groups * GROUP) {
      unpackGroups(bits, packed, groups, into, offset);
    } else {
      byte[] values = new byte[groups * GROUP];
      unpackGroups(bits, packed, groups, values, 0);
      System.arraycopy(values, skip, into, offset, count);
    }
  }

  static void pack(int bits, MemorySegment to, long start, byte[] from, int offset, int count) {
    if (count == 0) {
      return;
    }
    long firstGroup = start / GROUP;
    int skip = (int) (start % GROUP);
    if (bits == 4 && skip == 0 && count >= GROUP) {
      int whole = count / GROUP;
      NibblePacking.pack(from, offset, whole, to, firstGroup * bits);
      int done = whole * GROUP;
      pack(bits, to, start + done, from, offset + done, count - done);
      return;
    }
    int groups = (skip + count + GROUP - 1) / GROUP;
    long firstByte = firstGroup * bits;
    long lastBit = (start + count) * bits;
    int size = (int) ((lastBit + 7) / 8 - firstByte);
    byte[] packed = new byte[groups * bits + Long.BYTES];
    if (skip == 0 && count == groups * GROUP) {
      packGroups(bits, from, offset, groups, packed);
    } else {
      byte[] values = new byte[groups * GROUP];
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

  private static void unpackGroups(int bits, byte[] packed, int groups, byte[] into, int offset) {
    int gap = 8 - bits;
    long four = (1L << 4 * bits) - 1;
    long two = ((1L << 2 * bits) - 1) * 0x0000000100000001L;
    long one = ((1L << bits) - 1) * 0x0001000100010001L;
    for (int group = 0; group < groups; group++) {
      long word = (long) LONGS.get(packed, group * bits);
      word = word & four | (word & four << 4 * bits) << 4 * gap;
      word = word & two | (word & two << 2 * bits) << 2 * gap;
      word = word & one | (word & one << bits) << gap;
      LONGS.set(into, offset + group * GROUP, word);
    }
  }

  private static void packGroups(int bits, byte[] from, int offset, int groups, byte[] packed) {
    int gap = 8 - bits;
    long mask = ((1L << bits) - 1) * 0x0101010101010101L;
    for (int group = 0; group < groups; group++) {
      long word = (long) LONGS.get(from, offset + group * GROUP) & mask;
      word = word & LOW_BYTES | (word & ~LOW_BYTES) >>> gap;
      word = word & LOW_SHORTS | (word & ~LOW_SHORTS) >>> 2 * gap;
      word = word & LOW_INTEGER | (word & ~LOW_INTEGER) >>> 4 * gap;
      // Its upper bytes are 0, and the next group overwrites them.
      LONGS.set(packed, group * bits, word);
    }
  }
}
