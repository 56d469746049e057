package dev.coremill.api.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The packed forms of the integer types of at most 32 bits, and of booleans. */
final class IntegerElements {
  private static final ValueLayout.OfShort SHORTS =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INTEGERS =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private IntegerElements() {}

  static void read(
      DataType type, MemorySegment from, long start, int count, int[] into, int offset) {
    switch (type) {
      case INT8 -> {
        byte[] bytes = bytes(from, start, count);
        for (int i = 0; i < count; i++) {
          into[offset + i] = bytes[i];
        }
      }
      case UINT8, BOOL -> {
        byte[] bytes = bytes(from, start, count);
        for (int i = 0; i < count; i++) {
          into[offset + i] = bytes[i] & 0xff;
        }
      }
      case INT16 -> {
        for (int i = 0; i < count; i++) {
          into[offset + i] = from.get(SHORTS, (start + i) * 2);
        }
      }
      case UINT16 -> {
        for (int i = 0; i < count; i++) {
          into[offset + i] = from.get(SHORTS, (start + i) * 2) & 0xffff;
        }
      }
      case INT32, UINT32 -> MemorySegment.copy(from, INTEGERS, start * 4, into, offset, count);
      case INT4 -> {
        BitPacking.unpack(4, from, start, count, into, offset);
        for (int i = 0; i < count; i++) {
          into[offset + i] = (into[offset + i] ^ 8) - 8;
        }
      }
      case UINT1, UINT2, UINT3, UINT4, UINT6 ->
          BitPacking.unpack(type.bits(), from, start, count, into, offset);
      case STRING, FLOAT16, FLOAT32, FLOAT64, BFLOAT16, FLOAT8E4M3FN, FLOAT8E5M2, INT64, UINT64 ->
          throw new IllegalArgumentException(
              type.text() + " elements cannot be read as 32-bit integers");
    }
  }

  static void write(
      DataType type, MemorySegment to, long start, int[] from, int offset, int count) {
    switch (type) {
      case INT8, UINT8, BOOL -> {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
          bytes[i] = (byte) from[offset + i];
        }
        MemorySegment.copy(bytes, 0, to, ValueLayout.JAVA_BYTE, start, count);
      }
      case INT16, UINT16 -> {
        for (int i = 0; i < count; i++) {
          to.set(SHORTS, (start + i) * 2, (short) from[offset + i]);
        }
      }
      case INT32, UINT32 -> MemorySegment.copy(from, offset, to, INTEGERS, start * 4, count);
      case INT4, UINT1, UINT2, UINT3, UINT4, UINT6 ->
          BitPacking.pack(type.bits(), to, start, from, offset, count);
      case STRING, FLOAT16, FLOAT32, FLOAT64, BFLOAT16, FLOAT8E4M3FN, FLOAT8E5M2, INT64, UINT64 ->
          throw new IllegalArgumentException(
              type.text() + " elements cannot be written as 32-bit integers");
    }
  }

  private static byte[] bytes(MemorySegment from, long start, int count) {
    byte[] bytes = new byte[count];
    MemorySegment.copy(from, ValueLayout.JAVA_BYTE, start, bytes, 0, count);
    return bytes;
  }
}
