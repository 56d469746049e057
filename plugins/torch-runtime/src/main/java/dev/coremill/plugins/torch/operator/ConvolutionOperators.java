package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Convolutions over one to three spatial dimensions. */
final class ConvolutionOperators {
  private ConvolutionOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes("conv", ConvolutionOperators::convolution);
  }

  private static Tensor convolution(OperationContext context) {
    Tensor x = context.tensor("x");
    Tensor weight = context.tensor("weight");
    int spatial = (int) x.dim() - 2;
    long[] strides = context.integersOr("strides", repeated(1, spatial));
    long[] dilations = context.integersOr("dilations", repeated(1, spatial));
    long[] kernel = Arrays.copyOfRange(weight.shape(), 2, 2 + spatial);
    Padding padding = Padding.of(context, x, kernel, strides, dilations);
    return torch.convolution(
        padding.isSymmetric() ? x : padding.applied(x, 0),
        weight,
        context.optional("bias"),
        strides,
        padding.isSymmetric() ? padding.before() : repeated(0, spatial),
        dilations,
        false,
        repeated(0, spatial),
        context.integer("groups", 1));
  }

  static long[] repeated(long value, int count) {
    long[] all = new long[count];
    Arrays.fill(all, value);
    return all;
  }
}
