package dev.coremill.plugins.palettization;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Counts of the float16 numbers in a group, by their bits, and the table of the indices that stand
 * for them. Both have an entry for each of the 65,536 bit patterns; only the patterns that occur
 * are cleaned up after a group, so that small groups stay cheap.
 */
final class HalfHistogram {
  private static final ValueLayout.OfShort SHORTS =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int SIGN = 0x8000;

  /** Up to so many elements, sorting them is faster than looking at all patterns. */
  private static final int FEW = 4096;

  private final int[] counts = new int[1 << 16];
  private final byte[] indices = new byte[1 << 16];
  private final short[] chunk = new short[GroupRuns.Chunks.LARGEST];
  private int[] keys = new int[256];
  private int size;

  /**
   * Finds the distinct values of a group in ascending order; both zeros count as one.
   *
   * @param data float16 elements, fewer than 2^31 of them in the group
   */
  void collect(MemorySegment data, GroupRuns runs, int group, SortedValues into) {
    size = 0;
    into.clear();
    boolean few = runs.elements(group) <= FEW;
    for (GroupRuns.Chunks chunks = runs.chunks(group); chunks.next(); ) {
      int count = chunks.count();
      read(data, chunks.start(), count);
      if (few) {
        countFew(count);
      } else {
        for (int i = 0; i < count; i++) {
          counts[chunk[i] & 0xffff]++;
        }
      }
    }
    if (few) {
      Arrays.sort(keys, 0, size);
    } else {
      findKeys();
    }
    for (int i = 0; i < size; i++) {
      int bits = bits(keys[i]);
      int count = counts[bits];
      counts[bits] = 0;
      double value = Float.float16ToFloat((short) bits);
      if (value == 0 && into.size() > 0 && into.value(into.size() - 1) == 0) {
        into.addToLast(count);
      } else {
        into.add(value == 0 ? 0 : value, count);
      }
    }
  }

  private void countFew(int count) {
    for (int i = 0; i < count; i++) {
      int bits = chunk[i] & 0xffff;
      if (counts[bits]++ == 0) {
        addKey(key(bits));
      }
    }
  }

  private void findKeys() {
    for (int key = 0; key < 1 << 16; key++) {
      if (counts[bits(key)] != 0) {
        addKey(key);
      }
    }
  }

  private void addKey(int key) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
    }
    keys[size++] = key;
  }

  /** A number that ascends with the value, from 0 for the most negative pattern on. */
  private static int key(int bits) {
    return (bits & SIGN) == 0 ? bits | SIGN : ~bits & 0xffff;
  }

  private static int bits(int key) {
    return (key & SIGN) != 0 ? key & ~SIGN : ~key & 0xffff;
  }

  /** Prepares {@link #indices} for the values that were collected last. */
  void assign(float[] entries) {
    int entry = 0;
    for (int i = 0; i < size; i++) {
      int bits = bits(keys[i]);
      float value = Float.float16ToFloat((short) bits);
      while (entry + 1 < entries.length && value > Palette.middle(entries, entry)) {
        entry++;
      }
      indices[bits] = (byte) entry;
    }
  }

  /** The indices of elements of the group that was assigned last. */
  void indices(MemorySegment data, long start, int count, int[] into) {
    read(data, start, count);
    for (int i = 0; i < count; i++) {
      into[i] = indices[chunk[i] & 0xffff] & 0xff;
    }
  }

  private void read(MemorySegment data, long start, int count) {
    MemorySegment.copy(data, SHORTS, start * Short.BYTES, chunk, 0, count);
  }
}
