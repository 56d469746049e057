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
      case INT8, INT4 -> widen(bytes(type, from, start, count), count, into, offset);
      case UINT8, BOOL, UINT1, UINT2, UINT3, UINT4, UINT6 ->
          widenUnsigned(bytes(type, from, start, count), count, into, offset);
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
      case STRING, FLOAT16, FLOAT32, FLOAT64, BFLOAT16, FLOAT8E4M3FN, FLOAT8E5M2, INT64, UINT64 ->
          throw new IllegalArgumentException(
              type.text() + " elements cannot be read as 32-bit integers");
    }
  }

  static void write(
      DataType type, MemorySegment to, long start, int[] from, int offset, int count) {
    switch (type) {
      case INT8, UINT8, BOOL, INT4, UINT1, UINT2, UINT3, UINT4, UINT6 ->
          writeBytes(type, to, start, narrow(from, offset, count), 0, count);
      case INT16, UINT16 -> {
        for (int i = 0; i < count; i++) {
          to.set(SHORTS, (start + i) * 2, (short) from[offset + i]);
        }
      }
      case INT32, UINT32 -> MemorySegment.copy(from, offset, to, INTEGERS, start * 4, count);
      case STRING, FLOAT16, FLOAT32, FLOAT64, BFLOAT16, FLOAT8E4M3FN, FLOAT8E5M2, INT64, UINT64 ->
          throw new IllegalArgumentException(
              type.text() + " elements cannot be written as 32-bit integers");
    }
  }

  /** Writes elements of a type of at most 8 bits, each from the low bits of a byte. */
  static void writeBytes(
      DataType type, MemorySegment to, long start, byte[] from, int offset, int count) {
    if (type.bits() > 8 || !type.isInteger() && type != DataType.BOOL) {
      throw new IllegalArgumentException(type.text() + " elements cannot be written from bytes");
    }
    if (type.bits() == 8) {
      MemorySegment.copy(from, offset, to, ValueLayout.JAVA_BYTE, start, count);
    } else {
      BitPacking.pack(type.bits(), to, start, from, offset, count);
    }
  }

  /** Reads elements of a type of at most 8 bits as float32. */
  static void readFloats(
      DataType type, MemorySegment from, long start, int count, float[] into, int offset) {
    byte[] bytes = bytes(type, from, start, count);
    if (type == DataType.UINT8 || type == DataType.BOOL) {
      // Only signed bytes are converted many at a time, so the values are shifted there and back.
      for (int i = 0; i < count; i++) {
        bytes[i] = (byte) (bytes[i] ^ 0x80);
      }
      for (int i = 0; i < count; i++) {
        into[offset + i] = bytes[i] + 128f;
      }
    } else {
      for (int i = 0; i < count; i++) {
        into[offset + i] = bytes[i];
      }
    }
  }

  /** Elements of a type of at most 8 bits; those of signed types with their sign. */
  private static byte[] bytes(DataType type, MemorySegment from, long start, int count) {
    byte[] bytes = new byte[count];
    if (type.bits() == 8) {
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, start, bytes, 0, count);
      return bytes;
    }
    BitPacking.unpack(type.bits(), from, start, count, bytes, 0);
    if (type == DataType.INT4) {
      for (int i = 0; i < count; i++) {
        bytes[i] = (byte) ((bytes[i] ^ 8) - 8);
      }
    }
    return bytes;
  }

  // By way of float, which holds these integers exactly, the compiler converts many at a time;
  // between byte and int directly it does not.

  private static void widen(byte[] bytes, int count, int[] into, int offset) {
    for (int i = 0; i < count; i++) {
      into[offset + i] = (int) (float) bytes[i];
    }
  }

  private static void widenUnsigned(byte[] bytes, int count, int[] into, int offset) {
    for (int i = 0; i < count; i++) {
      into[offset + i] = (int) (float) bytes[i] & 0xff;
    }
  }

  private static byte[] narrow(int[] from, int offset, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (float) (from[offset + i] & 0xff);
    }
    return bytes;
  }
}
