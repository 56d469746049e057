package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Convolutions over one to three spatial dimensions. */
final class ConvolutionOperators {
  private ConvolutionOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes("conv", ConvolutionOperators::convolution, PackedConvolution::of);
    registry.computes("conv_transpose", ConvolutionOperators::transposed);
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

  /**
   * A transposed convolution: every input element lays the kernel down at its stride, and padding
   * cuts the result. Padding of the kind "same" leaves {@code stride} outputs for each input, and
   * {@code output_shape} overrules what would be left; where the kernels reach less far than that,
   * the rest has the bias alone.
   */
  private static Tensor transposed(OperationContext context) {
    Tensor x = context.tensor("x");
    Tensor weight = context.tensor("weight");
    int spatial = (int) x.dim() - 2;
    long[] strides = context.integersOr("strides", repeated(1, spatial));
    long[] dilations = context.integersOr("dilations", repeated(1, spatial));
    long[] none = repeated(0, spatial);
    Tensor full =
        torch.convolution(
            x,
            weight,
            new TensorOptional(),
            strides,
            none,
            dilations,
            true,
            none,
            context.integer("groups", 1));
    long[] extension = new long[2 * spatial];
    for (int i = 0; i < spatial; i++) {
      long excess = full.size(2 + i) - outputs(context, x, full, i, strides[i]);
      long before = cutBefore(context, i, excess);
      extension[2 * (spatial - 1 - i)] = -before;
      extension[2 * (spatial - 1 - i) + 1] = before - excess;
    }
    Tensor cut = torch.constant_pad_nd(full, extension);
    Tensor bias = context.tensorOrNull("bias");
    return bias == null ? cut : cut.add(alongChannels(bias, spatial));
  }

  /** How many outputs a spatial dimension has. */
  private static long outputs(
      OperationContext context, Tensor x, Tensor full, int dimension, long stride) {
    long @Nullable [] shape = context.has("output_shape") ? context.integers("output_shape") : null;
    if (shape != null) {
      return shape[shape.length - ((int) x.dim() - 2) + dimension];
    }
    String type = context.text("pad_type", "valid");
    return switch (type) {
      case "valid" -> full.size(2 + dimension);
      case "same", "same_lower" -> x.size(2 + dimension) * stride;
      case "custom" -> {
        long[] pad = context.integersOr("pad", repeated(0, 2 * ((int) x.dim() - 2)));
        yield full.size(2 + dimension) - pad[2 * dimension] - pad[2 * dimension + 1];
      }
      default -> throw new OperatorException("pad_type is '" + type + "'");
    };
  }

  /** How much is cut before the first output. */
  private static long cutBefore(OperationContext context, int dimension, long excess) {
    return switch (context.text("pad_type", "valid")) {
      case "custom" -> context.has("pad") ? context.integers("pad")[2 * dimension] : 0;
      case "same" -> Math.max(0, excess) / 2;
      case "same_lower" -> Math.max(0, excess) - Math.max(0, excess) / 2;
      default -> 0;
    };
  }

  private static Tensor alongChannels(Tensor bias, int spatial) {
    long[] shape = repeated(1, spatial + 2);
    shape[1] = bias.numel();
    return bias.reshape(shape);
  }

  static long[] repeated(long value, int count) {
    long[] all = new long[count];
    Arrays.fill(all, value);
    return all;
  }
}
