package dev.coremill.plugins.torch.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Takes samples along one axis of a tensor. */
final class AxisResampling {
  private AxisResampling() {}

  /**
   * Interpolates linearly.
   *
   * @param count how many samples there are
   * @param points their places between the elements of the axis; 0 is the first one
   */
  static Tensor linear(Tensor x, long axis, int count, IntToDoubleFunction points) {
    long last = x.size(axis) - 1;
    long[] shape = ConvolutionOperators.repeated(1, (int) x.dim());
    shape[Tensors.axis(axis, x.dim())] = count;
    // There may be so many that arrays of Java would not hold them.
    Tensor lower = Tensors.empty(ScalarType.Long, count);
    Tensor weights = Tensors.empty(ScalarType.Double, shape);
    MemorySegment lowers = Tensors.memory(lower);
    MemorySegment fractions = Tensors.memory(weights);
    boolean whole = true;
    for (int i = 0; i < count; i++) {
      double point = points.applyAsDouble(i);
      long below = Math.min(last, (long) Math.floor(point));
      lowers.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i, below);
      fractions.setAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i, point - below);
      whole &= point == below;
    }
    Tensor below = x.index_select(axis, lower);
    if (whole) {
      return below;
    }
    Tensor above = x.index_select(axis, lower.add(Tensors.whole(1)).clamp_max(Tensors.whole(last)));
    return below.lerp(above, weights.to(x.scalar_type()));
  }

  /** How many samples an axis is to have, if there can be so many. */
  static int samples(Tensor x, long axis, long target) {
    if (target < 1) {
      throw new OperatorException("a target size of " + target + "; it must be at least 1");
    }
    long[] shape = x.shape();
    int front = Tensors.axis(axis, x.dim());
    if (shape[front] == 0) {
      throw new OperatorException("axis " + front + " of x has no elements to take samples of");
    }
    shape[front] = target;
    Sizes.checked(shape);
    return Sizes.listed(target);
  }

  /** Takes whole elements, by the numbers of the samples. */
  static Tensor elements(Tensor x, long axis, int count, IntToLongFunction indices) {
    Tensor chosen = Tensors.empty(ScalarType.Long, count);
    MemorySegment memory = Tensors.memory(chosen);
    for (int i = 0; i < count; i++) {
      memory.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i, indices.applyAsLong(i));
    }
    return x.index_select(axis, chosen);
  }
}
