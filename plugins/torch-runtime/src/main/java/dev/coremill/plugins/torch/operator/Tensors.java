package dev.coremill.plugins.torch.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Small conveniences around libtorch's tensors. */
public final class Tensors {
  private Tensors() {}

  /** The memory of a contiguous tensor; valid as long as the tensor is. */
  @SuppressWarnings("restricted")
  public static MemorySegment memory(Tensor contiguous) {
    long bytes = contiguous.numel() * contiguous.element_size();
    return bytes == 0
        ? MemorySegment.ofArray(new byte[0])
        : MemorySegment.ofAddress(contiguous.data_ptr().address()).reinterpret(bytes);
  }

  /** A new tensor whose elements are not set. */
  public static Tensor empty(ScalarType type, long... shape) {
    return torch.empty(shape, new TensorOptions(type), null);
  }

  /** Whether libtorch holds the elements of a tensor in a type. */
  public static boolean hasType(Tensor tensor, ScalarType type) {
    // Each call makes an object of its own, which is never the constant.
    return tensor.scalar_type().value == type.value;
  }

  /** All elements of a tensor of integers or booleans. */
  public static long[] integers(Tensor tensor) {
    if (tensor.numel() == 1) {
      return new long[] {tensor.item_long()};
    }
    if (hasType(tensor, ScalarType.Int)) {
      // What says how to go on is mostly a few numbers of this type, and another tensor for them
      // would take longer than all else here.
      int[] values = memory(tensor.contiguous()).toArray(ValueLayout.JAVA_INT_UNALIGNED);
      return Arrays.stream(values).asLongStream().toArray();
    }
    Tensor contiguous = tensor.to(ScalarType.Long).contiguous();
    return memory(contiguous).toArray(ValueLayout.JAVA_LONG_UNALIGNED);
  }

  /** All elements as float32. */
  public static float[] floats(Tensor tensor) {
    Tensor contiguous = tensor.to(ScalarType.Float).contiguous();
    return memory(contiguous).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  /** A float32 tensor with these elements. */
  public static Tensor ofFloats(long[] shape, float... values) {
    Tensor tensor = empty(ScalarType.Float, shape);
    memory(tensor).copyFrom(MemorySegment.ofArray(values));
    return tensor;
  }

  /** An int64 tensor with these elements. */
  public static Tensor ofIntegers(long[] shape, long... values) {
    Tensor tensor = empty(ScalarType.Long, shape);
    memory(tensor).copyFrom(MemorySegment.ofArray(values));
    return tensor;
  }

  /** The tensors of a vector, each by itself. */
  public static List<Tensor> list(TensorVector vector) {
    int size = Math.toIntExact(vector.size());
    List<Tensor> tensors = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      tensors.add(new Tensor(vector.get(i)));
    }
    return tensors;
  }

  /** Tensors as libtorch takes several of them. */
  public static TensorVector vector(List<Tensor> tensors) {
    return new TensorVector(tensors.toArray(new Tensor[0]));
  }

  /** A tensor that may be missing. */
  public static TensorOptional optional(@Nullable Tensor tensor) {
    return tensor == null ? new TensorOptional() : new TensorOptional(tensor);
  }

  /** A number as libtorch takes it. */
  public static Scalar scalar(double value) {
    return new Scalar(value);
  }

  /** An integer as libtorch takes it; integers that it meets stay integers. */
  static Scalar whole(long value) {
    return new Scalar(value);
  }

  /** An int64 tensor of zeros. */
  static Tensor zeros(long... shape) {
    return torch.zeros(shape, new TensorOptions(ScalarType.Long));
  }

  /** An axis counted from the front. */
  public static int axis(long axis, long rank) {
    if (axis < -rank || axis >= rank) {
      throw new OperatorException("there is no axis " + axis + " in a tensor of rank " + rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }
}
