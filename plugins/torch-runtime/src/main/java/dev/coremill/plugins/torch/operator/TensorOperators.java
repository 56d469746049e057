package dev.coremill.plugins.torch.operator;

import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Changes of type and shape. */
final class TensorOperators {
  private TensorOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes("cast", TensorOperators::cast);
    registry.moves("expand_dims", TensorOperators::expandDims);
    registry.moves("flatten2d", TensorOperators::flatten);
    registry.values("identity", context -> List.of(context.value("x")));
    registry.moves("reshape", TensorOperators::reshape);
    registry.moves("reshape_like", TensorOperators::reshapeLike);
    registry.moves("shape", TensorOperators::shape);
    registry.moves("squeeze", TensorOperators::squeeze);
    registry.moves("tile", TensorOperators::tile);
    registry.moves("transpose", TensorOperators::transpose);
  }

  /**
   * To the type of the output, which is what the parameter dtype asks for. Floats lose their
   * fraction and stop at the bounds of an integer type, and no number becomes 0; integers keep
   * their lowest bits. The executor does the rest.
   */
  private static Tensor cast(OperationContext context) {
    Tensor x = context.tensor("x");
    DataType type = context.outputType(0);
    if (type.isFloat() || type == DataType.BOOL) {
      return x;
    }
    if (x.is_floating_point()) {
      Tensor exact = x.to(ScalarType.Double);
      Tensor numbers = torch.where(exact.isnan(), torch.zeros_like(exact), exact);
      if (type == DataType.INT64) {
        // The largest number below 2^63 that a double can hold.
        return ActivationOperators.clamp(numbers, Long.MIN_VALUE, Math.nextDown(0x1p63))
            .to(ScalarType.Long);
      }
      return ActivationOperators.clamp(numbers, (double) type.minimum(), (double) type.maximum())
          .to(ScalarType.Long);
    }
    // libtorch has no unsigned type of 16 bits: it is held as a wider one.
    return type == DataType.UINT16
        ? x.to(ScalarType.Long).remainder(Tensors.whole(1 << Short.SIZE))
        : x;
  }

  private static Tensor expandDims(OperationContext context) {
    Tensor x = context.tensor("x");
    long[] axes = context.integers("axes");
    long rank = x.dim() + axes.length;
    for (int i = 0; i < axes.length; i++) {
      axes[i] = Tensors.axis(axes[i], rank);
    }
    Arrays.sort(axes);
    Tensor expanded = x;
    for (long axis : axes) {
      expanded = expanded.unsqueeze(axis);
    }
    return expanded;
  }

  /** The axis may also stand behind the last one. */
  private static Tensor flatten(OperationContext context) {
    Tensor x = context.tensor("x");
    long axis = context.integer("axis", 1);
    long[] shape = x.shape();
    int front = axis == shape.length ? shape.length : Tensors.axis(axis, shape.length);
    return x.reshape(product(shape, 0, front), product(shape, front, shape.length));
  }

  /** The product of the sizes from one axis up to another one. */
  static long product(long[] shape, int from, int to) {
    long product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= shape[axis];
    }
    return product;
  }

  /**
   * 0 keeps the size of the same axis, -1 stands for what is left. From CoreML7 on the axes of a 0
   * are counted from the last one, and it is 1 where there is none.
   */
  private static Tensor reshape(OperationContext context) {
    Tensor x = context.tensor("x");
    long[] shape = context.integers("shape");
    int ahead = shape.length - (int) x.dim();
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] == 0) {
        if (ahead != 0 && !context.opset().isAtLeast(Opset.CORE_ML_7)) {
          throw new OperatorException(
              "shape "
                  + Arrays.toString(shape)
                  + " has a 0, which "
                  + context.opset().text()
                  + " allows only where the rank stays the same");
        }
        shape[axis] = axis < ahead ? 1 : x.size(axis - ahead);
      }
    }
    return laidOut(x, shape);
  }

  /** The elements in another shape, of which one size may be -1, and stand for what is left. */
  private static Tensor laidOut(Tensor x, long[] shape) {
    long left = x.numel();
    boolean fits = true;
    int open = 0;
    boolean empty = false;
    for (long size : shape) {
      if (size < -1) {
        throw new OperatorException("shape " + Arrays.toString(shape) + " has a " + size);
      }
      empty |= size == 0;
      open += size == -1 ? 1 : 0;
      if (size > 0) {
        fits &= left % size == 0;
        left /= size;
      }
    }
    if (open > 1) {
      throw new OperatorException("shape " + Arrays.toString(shape) + " leaves two sizes open");
    }
    fits &= empty ? x.numel() == 0 && open == 0 : open == 1 || left == 1;
    if (!fits) {
      throw new OperatorException(
          x.numel() + " elements cannot be laid out as " + Arrays.toString(shape));
    }
    return x.reshape(shape);
  }

  private static Tensor reshapeLike(OperationContext context) {
    List<Tensor> references = context.tensors("ref_tensors");
    long[] begins = context.integers("begins");
    long[] ends = context.integers("ends");
    long[] masks = context.integers("end_masks");
    if (begins.length != references.size()
        || ends.length != references.size()
        || masks.length != references.size()) {
      throw new OperatorException("begins, ends and end_masks are not one for each of ref_tensors");
    }
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < begins.length; i++) {
      long[] sizes = references.get(i).shape();
      long begin = fromFront(begins[i], sizes.length);
      long end = masks[i] != 0 ? sizes.length : fromFront(ends[i], sizes.length);
      for (long axis = begin; axis < end; axis++) {
        shape.add(sizes[(int) axis]);
      }
    }
    long[] target = new long[shape.size()];
    for (int i = 0; i < target.length; i++) {
      target[i] = shape.get(i);
    }
    return laidOut(context.tensor("x"), target);
  }

  private static long fromFront(long axis, int rank) {
    return Math.clamp(axis < 0 ? axis + rank : axis, 0, rank);
  }

  private static Tensor shape(OperationContext context) {
    long[] shape = context.tensor("x").shape();
    return Tensors.ofIntegers(new long[] {shape.length}, shape);
  }

  private static Tensor tile(OperationContext context) {
    Tensor x = context.tensor("x");
    long[] reps = context.integers("reps");
    if (reps.length != x.dim()) {
      throw new OperatorException(
          "reps has " + reps.length + " numbers for a tensor of rank " + x.dim());
    }
    for (long count : reps) {
      if (count < 0) {
        throw new OperatorException("reps has a " + count + "; it must be at least 0");
      }
    }
    Sizes.checked(reps);
    Sizes.checked(x.numel(), product(reps, 0, reps.length));
    return x.repeat(reps);
  }

  private static Tensor transpose(OperationContext context) {
    Tensor x = context.tensor("x");
    long[] perm = context.integers("perm");
    boolean[] named = new boolean[(int) x.dim()];
    boolean each = perm.length == named.length;
    for (long axis : perm) {
      int front = Tensors.axis(axis, named.length);
      each &= !named[front];
      named[front] = true;
    }
    if (!each) {
      throw new OperatorException(
          "perm "
              + Arrays.toString(perm)
              + " does not name each axis of a tensor of rank "
              + named.length
              + " once");
    }
    return x.permute(perm);
  }

  /** Axes of more than one element stay, even where they are named. */
  private static Tensor squeeze(OperationContext context) {
    Tensor x = context.tensor("x");
    if (!context.has("axes")) {
      return x.squeeze();
    }
    long[] shape = x.shape();
    boolean[] chosen = Axes.chosen(context, "axes", shape.length);
    long[] left = new long[shape.length];
    int count = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      if (!chosen[axis] || shape[axis] != 1) {
        left[count++] = shape[axis];
      }
    }
    return x.reshape(Arrays.copyOf(left, count));
  }
}
