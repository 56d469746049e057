package dev.coremill.api.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The packed forms of the floating-point types. */
final class FloatElements {
  private static final ValueLayout.OfShort SHORTS =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOATS =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLES =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * Halves pass through an array of this length, which stays in the first-level cache. A loop over
   * the segment itself would be fast once compiled, but very slow until then.
   */
  private static final int PIECE = 2048;

  private FloatElements() {}

  static void read(
      DataType type, MemorySegment from, long start, int count, float[] into, int offset) {
    switch (type) {
      case FLOAT16 -> {
        short[] halves = new short[Math.min(count, PIECE)];
        for (int done = 0; done < count; done += PIECE) {
          int length = Math.min(PIECE, count - done);
          MemorySegment.copy(from, SHORTS, (start + done) * 2, halves, 0, length);
          fromHalves(halves, length, into, offset + done);
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < count; i++) {
          into[offset + i] = fromBfloat16(from.get(SHORTS, (start + i) * 2));
        }
      }
      case FLOAT32 -> MemorySegment.copy(from, FLOATS, start * 4, into, offset, count);
      case FLOAT64 -> {
        for (int i = 0; i < count; i++) {
          into[offset + i] = (float) from.get(DOUBLES, (start + i) * 8);
        }
      }
      case FLOAT8E4M3FN -> {
        for (int i = 0; i < count; i++) {
          into[offset + i] = fromFloat8E4M3(from.get(ValueLayout.JAVA_BYTE, start + i));
        }
      }
      case FLOAT8E5M2 -> {
        for (int i = 0; i < count; i++) {
          into[offset + i] = fromFloat8E5M2(from.get(ValueLayout.JAVA_BYTE, start + i));
        }
      }
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
    }
  }

  private static void fromHalves(short[] halves, int count, float[] into, int offset) {
    for (int i = 0; i < count; i++) {
      into[offset + i] = Float.float16ToFloat(halves[i]);
    }
  }

  static void write(
      DataType type, MemorySegment to, long start, float[] from, int offset, int count) {
    switch (type) {
      case FLOAT16 -> {
        short[] halves = new short[Math.min(count, PIECE)];
        for (int done = 0; done < count; done += PIECE) {
          int length = Math.min(PIECE, count - done);
          toHalves(from, offset + done, length, halves);
          MemorySegment.copy(halves, 0, to, SHORTS, (start + done) * 2, length);
        }
      }
      case BFLOAT16 -> {
        for (int i = 0; i < count; i++) {
          to.set(SHORTS, (start + i) * 2, toBfloat16(from[offset + i]));
        }
      }
      case FLOAT32 -> MemorySegment.copy(from, offset, to, FLOATS, start * 4, count);
      case FLOAT64 -> {
        for (int i = 0; i < count; i++) {
          to.set(DOUBLES, (start + i) * 8, from[offset + i]);
        }
      }
      case FLOAT8E4M3FN -> {
        for (int i = 0; i < count; i++) {
          to.set(ValueLayout.JAVA_BYTE, start + i, toFloat8E4M3(from[offset + i]));
        }
      }
      case FLOAT8E5M2 -> {
        for (int i = 0; i < count; i++) {
          to.set(ValueLayout.JAVA_BYTE, start + i, toFloat8E5M2(from[offset + i]));
        }
      }
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
    }
  }

  private static void toHalves(float[] from, int offset, int count, short[] halves) {
    for (int i = 0; i < count; i++) {
      halves[i] = Float.floatToFloat16(from[offset + i]);
    }
  }

  static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }

  static float fromFloat8E5M2(byte bits) {
    return Float.float16ToFloat((short) (bits << 8));
  }

  static byte toFloat8E5M2(float value) {
    if (Float.isNaN(value)) {
      return (byte) (Float.floatToRawIntBits(value) >>> 24 & 0x80 | 0x7f);
    }
    // Rounding twice (to float16, then to 3 significant bits) could break ties wrongly, so the grid
    // is applied to the float.
    return (byte) roundToGrid(value, 3, -14, 57344f, 0x7c, 2);
  }

  static float fromFloat8E4M3(byte bits) {
    int magnitude = bits & 0x7f;
    float value =
        magnitude == 0x7f ? Float.NaN : Float.float16ToFloat((short) (magnitude << 7)) * 256;
    return bits < 0 ? -value : value;
  }

  static byte toFloat8E4M3(float value) {
    if (Float.isNaN(value)) {
      return (byte) (Float.floatToRawIntBits(value) >>> 24 & 0x80 | 0x7f);
    }
    return (byte) roundToGrid(value, 4, -6, 448f, 0x7f, 3);
  }

  /**
   * The bits of the nearest value with so many significant bits, half to even; {@code overflow}
   * where it is above the largest.
   */
  private static int roundToGrid(
      float value,
      int significantBits,
      int minimumExponent,
      float largest,
      int overflow,
      int mantissaBits) {
    int sign = Float.floatToRawIntBits(value) >>> 24 & 0x80;
    double magnitude = Math.abs((double) value);
    if (Double.isInfinite(magnitude)) {
      return sign | overflow;
    }
    int exponent =
        Math.max(magnitude == 0 ? minimumExponent : Math.getExponent(magnitude), minimumExponent);
    double unit = Math.scalb(1.0, exponent - significantBits + 1);
    double rounded = Math.rint(magnitude / unit) * unit;
    if (rounded > largest) {
      return sign | overflow;
    }
    long units = (long) (rounded / unit);
    int biased = exponent - minimumExponent;
    // A normal number's leading one counts as the lowest exponent bit, so that rounding up carries
    // into the exponent by itself.
    return sign | (int) ((long) biased << mantissaBits) + (int) units;
  }
}
