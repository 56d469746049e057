package dev.coremill.api.tensor;

import java.lang.foreign.MemorySegment;

/**
 * Reads and writes the elements of tensors in chunks, converting between the packed form and plain
 * arrays. A chunk of some ten thousand elements is the fast size: it stays in the processor's
 * cache.
 *
 * <p>Writing a chunk of a sub-byte type changes only the bits of its elements, but not atomically:
 * two threads may write to one tensor at the same time only if their chunks share no byte.
 */
public final class Elements {
  private Elements() {}

  /**
   * Reads elements as float32. float16, bfloat16, the 8-bit floats, and integers of up to 24 bits
   * come exactly; larger integers and float64 are rounded.
   *
   * @param start the row-major index of the first element
   * @throws IndexOutOfBoundsException if elements or array do not reach that far
   * @throws IllegalArgumentException if the type is 64 bits wide and no float, or no number
   */
  public static void readFloats(Tensor tensor, long start, int count, float[] into, int offset) {
    readFloats(tensor.type(), tensor.data(), start, count, into, offset);
  }

  /** The same for packed elements in any memory. */
  public static void readFloats(
      DataType type, MemorySegment from, long start, int count, float[] into, int offset) {
    switch (type) {
      case FLOAT16, BFLOAT16, FLOAT32, FLOAT64, FLOAT8E4M3FN, FLOAT8E5M2 ->
          FloatElements.read(type, from, start, count, into, offset);
      case BOOL, INT4, INT8, UINT1, UINT2, UINT3, UINT4, UINT6, UINT8 ->
          IntegerElements.readFloats(type, from, start, count, into, offset);
      case INT16, INT32, UINT16, UINT32 -> {
        int[] integers = new int[count];
        readIntegers(type, from, start, count, integers, 0);
        if (type == DataType.UINT32) {
          for (int i = 0; i < count; i++) {
            into[offset + i] = (float) Integer.toUnsignedLong(integers[i]);
          }
        } else {
          for (int i = 0; i < count; i++) {
            into[offset + i] = integers[i];
          }
        }
      }
      case STRING, INT64, UINT64 ->
          throw new IllegalArgumentException(type.text() + " elements cannot be read as floats");
    }
  }

  /**
   * Reads the elements of an integer type of at most 32 bits, or booleans as 0 and 1. The largest
   * half of uint32 comes as negative numbers.
   *
   * @param start the row-major index of the first element
   * @throws IndexOutOfBoundsException if elements or array do not reach that far
   * @throws IllegalArgumentException if the type is another one
   */
  public static void readIntegers(Tensor tensor, long start, int count, int[] into, int offset) {
    readIntegers(tensor.type(), tensor.data(), start, count, into, offset);
  }

  /** The same for packed elements in any memory. */
  public static void readIntegers(
      DataType type, MemorySegment from, long start, int count, int[] into, int offset) {
    IntegerElements.read(type, from, start, count, into, offset);
  }

  /**
   * Writes elements of a floating-point type, each rounded half to even. What is too large for the
   * type becomes infinity, and for {@link DataType#FLOAT8E4M3FN}, which has none, NaN.
   *
   * @param start the row-major index of the first element
   * @throws IndexOutOfBoundsException if elements or array do not reach that far
   * @throws IllegalArgumentException if the type is no float type
   */
  public static void writeFloats(
      DataType type, MemorySegment to, long start, float[] from, int offset, int count) {
    FloatElements.write(type, to, start, from, offset, count);
  }

  /**
   * Writes elements of an integer type of at most 32 bits, or booleans. Only the low bits that the
   * type has are written: ranges are the caller's to check.
   *
   * @param start the row-major index of the first element
   * @throws IndexOutOfBoundsException if elements or array do not reach that far
   * @throws IllegalArgumentException if the type is another one
   */
  public static void writeIntegers(
      DataType type, MemorySegment to, long start, int[] from, int offset, int count) {
    IntegerElements.write(type, to, start, from, offset, count);
  }

  /**
   * Writes elements of an integer type of at most 8 bits, or booleans, from the low bits of bytes:
   * the fast way for codes and indices.
   *
   * @param start the row-major index of the first element
   * @throws IndexOutOfBoundsException if elements or array do not reach that far
   * @throws IllegalArgumentException if the type is another one
   */
  public static void writeIntegers(
      DataType type, MemorySegment to, long start, byte[] from, int offset, int count) {
    IntegerElements.writeBytes(type, to, start, from, offset, count);
  }

  /** All elements of a small tensor as float32. */
  public static float[] floats(Tensor tensor) {
    float[] all = new float[Math.toIntExact(tensor.elementCount())];
    readFloats(tensor, 0, all.length, all, 0);
    return all;
  }

  /** All elements of a small tensor of an integer type of at most 32 bits. */
  public static int[] integers(Tensor tensor) {
    int[] all = new int[Math.toIntExact(tensor.elementCount())];
    readIntegers(tensor, 0, all.length, all, 0);
    return all;
  }

  /** A float32 rounded to a floating-point type and back, half to even. */
  public static float round(DataType type, float value) {
    return switch (type) {
      case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16(value));
      case BFLOAT16 -> FloatElements.fromBfloat16(FloatElements.toBfloat16(value));
      case FLOAT32, FLOAT64 -> value;
      case FLOAT8E4M3FN -> FloatElements.fromFloat8E4M3(FloatElements.toFloat8E4M3(value));
      case FLOAT8E5M2 -> FloatElements.fromFloat8E5M2(FloatElements.toFloat8E5M2(value));
      case BOOL,
          STRING,
          INT4,
          INT8,
          INT16,
          INT32,
          INT64,
          UINT1,
          UINT2,
          UINT3,
          UINT4,
          UINT6,
          UINT8,
          UINT16,
          UINT32,
          UINT64 ->
          throw new IllegalArgumentException(type.text() + " is no float type");
    };
  }
}
