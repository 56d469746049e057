package dev.coremill.core.sample;

import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/** Elements of tensors of any type of numbers, 64-bit ones too, and values made of plain arrays. */
public final class Numbers {
  /** As many elements as are worth converting at once. */
  public static final int CHUNK = 1 << 13;

  private static final ValueLayout.OfLong LONGS =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble DOUBLES =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Numbers() {}

  /**
   * Reads elements as doubles; all but integers beyond 2^53 come exactly.
   *
   * @param start the row-major index of the first element
   * @throws IllegalArgumentException if they are strings
   */
  public static void read(Tensor tensor, long start, int count, double[] into, int offset) {
    MemorySegment data = tensor.data();
    switch (tensor.type()) {
      case FLOAT64 -> {
        for (int i = 0; i < count; i++) {
          into[offset + i] = data.get(DOUBLES, (start + i) * 8);
        }
      }
      case INT64 -> {
        for (int i = 0; i < count; i++) {
          into[offset + i] = data.get(LONGS, (start + i) * 8);
        }
      }
      case UINT64 -> {
        for (int i = 0; i < count; i++) {
          long bits = data.get(LONGS, (start + i) * 8);
          into[offset + i] = bits >= 0 ? bits : (bits >>> 1) * 2.0;
        }
      }
      case INT32, UINT32 -> {
        int[] integers = new int[count];
        Elements.readIntegers(tensor, start, count, integers, 0);
        boolean unsigned = tensor.type() == DataType.UINT32;
        for (int i = 0; i < count; i++) {
          into[offset + i] = unsigned ? Integer.toUnsignedLong(integers[i]) : integers[i];
        }
      }
      case BOOL,
          FLOAT16,
          FLOAT32,
          BFLOAT16,
          FLOAT8E4M3FN,
          FLOAT8E5M2,
          INT4,
          INT8,
          INT16,
          UINT1,
          UINT2,
          UINT3,
          UINT4,
          UINT6,
          UINT8,
          UINT16 -> {
        float[] floats = new float[count];
        Elements.readFloats(tensor, start, count, floats, 0);
        for (int i = 0; i < count; i++) {
          into[offset + i] = floats[i];
        }
      }
      case STRING -> throw new IllegalArgumentException("strings are no numbers");
    }
  }

  /** All elements of a tensor that fits into an array. */
  public static double[] all(Tensor tensor) {
    double[] all = new double[Math.toIntExact(tensor.elementCount())];
    for (int start = 0; start < all.length; start += CHUNK) {
      read(tensor, start, Math.min(CHUNK, all.length - start), all, start);
    }
    return all;
  }

  /**
   * A tensor of a type with these values.
   *
   * @throws IllegalArgumentException if a value does not fit the type; the message names it
   */
  public static Tensor tensor(DataType type, Shape shape, double... values) {
    MemorySegment data =
        MemorySegment.ofArray(new byte[Math.toIntExact(Tensor.packedSize(type, values.length))]);
    if (type.isFloat()) {
      writeFloats(type, values, data);
    } else {
      writeIntegers(type, values, data);
    }
    return Tensor.of(type, shape, data);
  }

  private static void writeFloats(DataType type, double[] values, MemorySegment data) {
    if (type == DataType.FLOAT64) {
      for (int i = 0; i < values.length; i++) {
        data.set(DOUBLES, i * 8L, values[i]);
      }
      return;
    }
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
      if (Float.isInfinite(Elements.round(type, floats[i])) && !Double.isInfinite(values[i])) {
        throw new IllegalArgumentException(values[i] + " is too large for " + type.text());
      }
    }
    Elements.writeFloats(type, data, 0, floats, 0, floats.length);
  }

  private static void writeIntegers(DataType type, double[] values, MemorySegment data) {
    boolean truth = type == DataType.BOOL;
    double lowest = truth ? 0 : type.minimum();
    double highest = truth ? 1 : type.maximum();
    int[] integers = new int[type.bits() == 64 ? 0 : values.length];
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= lowest && values[i] <= highest) || values[i] != Math.rint(values[i])) {
        throw new IllegalArgumentException(shown(values[i]) + " is no value of " + type.text());
      }
      if (type.bits() == 64) {
        data.set(LONGS, i * 8L, (long) values[i]);
      } else {
        integers[i] = (int) (long) values[i];
      }
    }
    if (type.bits() < 64) {
      Elements.writeIntegers(type, data, 0, integers, 0, integers.length);
    }
  }

  /** A number as people write it: whole numbers without a fraction. */
  public static String shown(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** A value of strings. */
  public static Value.OfStrings strings(Shape shape, List<String> strings) {
    return new Value.OfStrings(ValueType.OfTensor.of(DataType.STRING, shape), strings);
  }
}
