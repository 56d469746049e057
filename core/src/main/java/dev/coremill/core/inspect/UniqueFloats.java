package dev.coremill.core.inspect;

import java.util.Arrays;

/** Counts different floats up to a limit, in an open hash table of their bits. */
final class UniqueFloats {
  /** Bits of a NaN that no arithmetic gives: an empty place. */
  private static final int EMPTY = 0x7fbadbad;

  private final int limit;
  private final int[] table;
  private int count;

  UniqueFloats(int limit) {
    this.limit = limit;
    table = new int[Integer.highestOneBit(Math.max(limit, 8)) * 4];
    Arrays.fill(table, EMPTY);
  }

  void addAll(float[] values, int length) {
    int mask = table.length - 1;
    for (int i = 0; i < length && count < limit; i++) {
      float value = values[i];
      if (Float.isNaN(value)) {
        continue;
      }
      // Adding zero makes the negative zero positive.
      int bits = Float.floatToRawIntBits(value + 0f);
      int place = (bits * 0x9e3779b9 >>> 11) & mask;
      while (table[place] != EMPTY && table[place] != bits) {
        place = (place + 1) & mask;
      }
      if (table[place] == EMPTY) {
        table[place] = bits;
        count++;
      }
    }
  }

  int count() {
    return count;
  }
}
