package dev.coremill.api.weight;

import dev.coremill.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Counts the ones of a mask before any position, with one stored count for each 4,096 elements. */
final class MaskRanks {
  private static final ValueLayout.OfLong WORDS =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int STEP_BYTES = 512;

  private final MemorySegment data;
  private final long[] before;
  private final long total;

  MaskRanks(Tensor mask) {
    this.data = mask.data();
    long size = data.byteSize();
    this.before = new long[Math.toIntExact(size / STEP_BYTES + 1)];
    long ones = 0;
    for (long at = 0; at < size; at += STEP_BYTES) {
      before[(int) (at / STEP_BYTES)] = ones;
      ones += count(at, Math.min(at + STEP_BYTES, size));
    }
    if (size % STEP_BYTES == 0) {
      before[before.length - 1] = ones;
    }
    this.total = ones;
  }

  long total() {
    return total;
  }

  /** How many ones there are before a position. */
  long before(long position) {
    long step = position / (STEP_BYTES * 8L);
    long ones = before[(int) step] + count(step * STEP_BYTES, position / 8);
    int rest = (int) (position % 8);
    if (rest != 0) {
      ones += Integer.bitCount(data.get(ValueLayout.JAVA_BYTE, position / 8) & (1 << rest) - 1);
    }
    return ones;
  }

  private long count(long from, long to) {
    long ones = 0;
    long at = from;
    for (; at + 8 <= to; at += 8) {
      ones += Long.bitCount(data.get(WORDS, at));
    }
    for (; at < to; at++) {
      ones += Integer.bitCount(data.get(ValueLayout.JAVA_BYTE, at) & 0xff);
    }
    return ones;
  }
}
