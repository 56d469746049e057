package dev.coremill.plugins.torch;

import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.plugins.torch.operator.StorageTypes;
import dev.coremill.plugins.torch.operator.Tensors;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Between the api's tensors, packed as the format packs them, and libtorch's. */
final class TensorConversion {
  private static final int CHUNK = ExpressionValues.CHUNK;

  /** The most that an array holds in every Java. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  private TensorConversion() {}

  /** A tensor of libtorch with the same elements, in memory of its own. */
  static org.bytedeco.pytorch.Tensor toTorch(Tensor tensor) {
    DataType type = tensor.type();
    org.bytedeco.pytorch.Tensor result =
        Tensors.empty(StorageTypes.of(type), tensor.shape().dimensions());
    MemorySegment memory = Tensors.memory(result);
    if (isHeldAsStored(type)) {
      memory.copyFrom(tensor.data());
    } else if (type.isFloat()) {
      copyFloats(tensor, memory);
    } else {
      copyIntegers(tensor, memory);
    }
    return result;
  }

  private static boolean isHeldAsStored(DataType type) {
    return switch (type) {
      case BOOL, FLOAT32, FLOAT64, INT8, INT16, INT32, INT64, UINT8, UINT64 -> true;
      case STRING,
          FLOAT16,
          BFLOAT16,
          FLOAT8E4M3FN,
          FLOAT8E5M2,
          INT4,
          UINT1,
          UINT2,
          UINT3,
          UINT4,
          UINT6,
          UINT16,
          UINT32 ->
          false;
    };
  }

  private static void copyFloats(Tensor tensor, MemorySegment to) {
    long count = tensor.elementCount();
    float[] chunk = new float[(int) Math.min(CHUNK, count)];
    for (long start = 0; start < count; start += CHUNK) {
      int length = (int) Math.min(CHUNK, count - start);
      Elements.readFloats(tensor, start, length, chunk, 0);
      MemorySegment.copy(chunk, 0, to, ValueLayout.JAVA_FLOAT, start * Float.BYTES, length);
    }
  }

  private static void copyIntegers(Tensor tensor, MemorySegment to) {
    long count = tensor.elementCount();
    int[] chunk = new int[(int) Math.min(CHUNK, count)];
    for (long start = 0; start < count; start += CHUNK) {
      int length = (int) Math.min(CHUNK, count - start);
      Elements.readIntegers(tensor, start, length, chunk, 0);
      for (int i = 0; i < length; i++) {
        switch (StorageTypes.bytes(tensor.type())) {
          case 1 -> to.set(ValueLayout.JAVA_BYTE, start + i, (byte) chunk[i]);
          case 4 -> to.setAtIndex(ValueLayout.JAVA_INT, start + i, chunk[i]);
          default ->
              to.setAtIndex(ValueLayout.JAVA_LONG, start + i, Integer.toUnsignedLong(chunk[i]));
        }
      }
    }
  }

  /** The value of a compressed constant: floats as float32, integers in their own type. */
  static org.bytedeco.pytorch.Tensor toTorch(WeightExpression expression) {
    ExpressionValues values = ExpressionValues.of(expression);
    Shape shape = values.shape();
    org.bytedeco.pytorch.Tensor result =
        Tensors.empty(StorageTypes.of(DataType.FLOAT32), shape.dimensions());
    MemorySegment to = Tensors.memory(result);
    long count = shape.elementCount();
    float[] chunk = new float[(int) Math.min(CHUNK, count)];
    for (long start = 0; start < count; start += CHUNK) {
      int length = (int) Math.min(CHUNK, count - start);
      values.read(start, length, chunk, 0);
      MemorySegment.copy(chunk, 0, to, ValueLayout.JAVA_FLOAT, start * Float.BYTES, length);
    }
    // A table or what is left of a pruned weight may be integers; operators rely on their type.
    return expression.type().isFloat() ? result : result.to(StorageTypes.of(expression.type()));
  }

  /** A tensor of the api with the same elements, on the heap. */
  static Tensor fromTorch(org.bytedeco.pytorch.Tensor tensor, DataType type) {
    org.bytedeco.pytorch.Tensor contiguous = tensor.to(StorageTypes.of(type)).contiguous();
    Shape shape = Shape.of(contiguous.shape());
    long count = shape.elementCount();
    MemorySegment from = Tensors.memory(contiguous);
    long bytes = Tensor.packedSize(type, count);
    if (bytes > MOST_BYTES) {
      throw new PredictionException(
          "a value of " + type.text() + shape + " is larger than the 2 GiB that can be given out");
    }
    MemorySegment to = MemorySegment.ofArray(new byte[(int) bytes]);
    if (isHeldAsStored(type)) {
      to.copyFrom(from);
    } else if (type.isFloat()) {
      copyFloats(from, count, type, to);
    } else {
      copyIntegers(from, count, type, to);
    }
    return Tensor.of(type, shape, to);
  }

  private static void copyFloats(MemorySegment from, long count, DataType type, MemorySegment to) {
    float[] chunk = new float[(int) Math.min(CHUNK, count)];
    for (long start = 0; start < count; start += CHUNK) {
      int length = (int) Math.min(CHUNK, count - start);
      MemorySegment.copy(
          from, ValueLayout.JAVA_FLOAT_UNALIGNED, start * Float.BYTES, chunk, 0, length);
      Elements.writeFloats(type, to, start, chunk, 0, length);
    }
  }

  private static void copyIntegers(
      MemorySegment from, long count, DataType type, MemorySegment to) {
    int[] chunk = new int[(int) Math.min(CHUNK, count)];
    for (long start = 0; start < count; start += CHUNK) {
      int length = (int) Math.min(CHUNK, count - start);
      for (int i = 0; i < length; i++) {
        chunk[i] =
            switch (StorageTypes.bytes(type)) {
              case 1 -> from.get(ValueLayout.JAVA_BYTE, start + i);
              case 4 -> from.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, start + i);
              default -> (int) from.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, start + i);
            };
      }
      Elements.writeIntegers(type, to, start, chunk, 0, length);
    }
  }
}
