package dev.coremill.api.weight;

import dev.coremill.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Random access to unsigned values of at most 8 bits. */
final class PackedIndices {
  private final MemorySegment data;
  private final int bits;
  private final int mask;

  PackedIndices(Tensor tensor) {
    this.data = tensor.data();
    this.bits = tensor.type().bits();
    this.mask = (1 << bits) - 1;
  }

  int at(long position) {
    long bit = position * bits;
    int shift = (int) (bit & 7);
    int value = data.get(ValueLayout.JAVA_BYTE, bit >>> 3) & 0xff;
    if (shift + bits > 8) {
      value |= (data.get(ValueLayout.JAVA_BYTE, (bit >>> 3) + 1) & 0xff) << 8;
    }
    return value >>> shift & mask;
  }
}
