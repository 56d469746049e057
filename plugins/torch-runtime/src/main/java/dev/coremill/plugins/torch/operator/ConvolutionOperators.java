package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Convolutions over one to three spatial dimensions. */
final class ConvolutionOperators {
  private ConvolutionOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes("conv", ConvolutionOperators::convolution, PackedConvolution::of);
    registry.computes("conv_transpose", TransposedConvolution::compute);
  }

  private static Tensor convolution(OperationContext context) {
    Tensor x = context.tensor("x");
    Tensor weight = context.tensor("weight");
    int spatial = spatial(x, weight);
    long[] strides = context.integersOr("strides", repeated(1, spatial));
    long[] dilations = context.integersOr("dilations", repeated(1, spatial));
    long[] kernel = Arrays.copyOfRange(weight.shape(), 2, 2 + spatial);
    Padding padding = Padding.of(context, x, kernel, strides, dilations);
    checkResult(x, weight, padding, strides, dilations);
    boolean left = padding.isLeftToConvolutions(x, kernel, dilations);
    Tensor extended = left ? x : padding.applied(x, 0);
    long groups = context.integer("groups", 1);
    boolean single = weight.size(1) * groups == 1;
    return torch.convolution(
        single ? rowByRow(extended) : extended,
        single ? rowByRow(weight) : weight,
        context.optional("bias"),
        strides,
        left ? padding.before() : repeated(0, spatial),
        dilations,
        false,
        repeated(0, spatial),
        groups);
  }

  /**
   * A tensor of one channel that cannot be taken for one whose channels lie side by side, as it can
   * after it was transposed: with those, oneDNN computes a result of one column wrong where columns
   * are skipped.
   */
  private static Tensor rowByRow(Tensor tensor) {
    return tensor.reshape(-1).reshape(tensor.shape());
  }

  /**
   * How many spatial dimensions a convolution has.
   *
   * @throws OperatorException if its input and its weight do not have the same number of them, or
   *     are no floats
   */
  static int spatial(Tensor x, Tensor weight) {
    requireFloats("x", x);
    requireFloats("weight", weight);
    if (x.dim() < 3 || x.dim() > 5) {
      throw new OperatorException(
          "x has rank " + x.dim() + "; it must have a batch, channels, and 1 to 3 more dimensions");
    }
    if (weight.dim() != x.dim()) {
      throw new OperatorException(
          "weight has rank " + weight.dim() + ", and x has rank " + x.dim() + "; make them equal");
    }
    return (int) x.dim() - 2;
  }

  static void requireFloats(String argument, Tensor tensor) {
    if (!tensor.is_floating_point()) {
      throw new OperatorException(argument + " holds no floats");
    }
  }

  private static void checkResult(
      Tensor x, Tensor weight, Padding padding, long[] strides, long[] dilations) {
    long[] shape = x.shape();
    shape[1] = weight.size(0);
    for (int i = 0; i < strides.length; i++) {
      long length = shape[2 + i] + padding.before()[i] + padding.after()[i];
      shape[2 + i] = outputs(length, weight.size(2 + i), strides[i], dilations[i]);
    }
    Sizes.checked(shape);
  }

  /** How many outputs a dimension has, whose input has a length with its padding. */
  static long outputs(long length, long kernel, long stride, long dilation) {
    long covered = (kernel - 1) * dilation + 1;
    if (length < covered) {
      throw new OperatorException(
          "its kernel covers " + covered + " elements, and the padded input has " + length);
    }
    return (length - covered) / stride + 1;
  }

  static long[] repeated(long value, int count) {
    long[] all = new long[count];
    Arrays.fill(all, value);
    return all;
  }
}
