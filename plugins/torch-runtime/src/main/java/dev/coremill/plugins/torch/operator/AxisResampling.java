package dev.coremill.plugins.torch.operator;

import org.bytedeco.pytorch.Tensor;

/** Takes samples along one axis of a tensor. */
final class AxisResampling {
  private AxisResampling() {}

  /**
   * Interpolates linearly.
   *
   * @param points places between the elements of the axis; 0 is the first one
   */
  static Tensor linear(Tensor x, long axis, double[] points) {
    long last = x.size(axis) - 1;
    long[] lower = new long[points.length];
    long[] upper = new long[points.length];
    double[] weights = new double[points.length];
    boolean whole = true;
    for (int i = 0; i < points.length; i++) {
      lower[i] = Math.min(last, (long) Math.floor(points[i]));
      upper[i] = Math.min(last, lower[i] + 1);
      weights[i] = points[i] - lower[i];
      whole &= weights[i] == 0;
    }
    Tensor below = elements(x, axis, lower);
    if (whole) {
      return below;
    }
    long[] shape = ConvolutionOperators.repeated(1, (int) x.dim());
    shape[Tensors.axis(axis, x.dim())] = points.length;
    return below.lerp(
        elements(x, axis, upper), Tensors.ofDoubles(shape, weights).to(x.scalar_type()));
  }

  /** How many samples an axis is to have, if there can be so many. */
  static int samples(Tensor x, long axis, long target) {
    if (target < 1) {
      throw new OperatorException("a target size of " + target + "; it must be at least 1");
    }
    long[] shape = x.shape();
    shape[Tensors.axis(axis, x.dim())] = target;
    Sizes.checked(shape);
    return Sizes.listed(target);
  }

  /** Takes whole elements. */
  static Tensor elements(Tensor x, long axis, long[] indices) {
    return x.index_select(axis, Tensors.ofIntegers(new long[] {indices.length}, indices));
  }
}
