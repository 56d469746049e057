package dev.coremill.plugins.torch.operator;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A transposed convolution: every input element lays the kernel down at its stride, and padding
 * cuts the result. Padding of the kind "same" leaves {@code stride} outputs for each input, and
 * {@code output_shape} overrules what would be left; where the kernels reach less far than that,
 * the rest has the bias alone.
 */
final class TransposedConvolution {
  private final OperationContext context;
  private final Tensor x;
  private final Tensor weight;
  private final int spatial;
  private final long[] strides;
  private final long[] dilations;
  private final long groups;
  private final String padType;
  private final long[] pad;
  private final long @Nullable [] outputShape;

  private TransposedConvolution(OperationContext context) {
    this.context = context;
    x = context.tensor("x");
    weight = context.tensor("weight");
    spatial = ConvolutionOperators.spatial(x, weight);
    long[] ones = ConvolutionOperators.repeated(1, spatial);
    strides = context.integersOr("strides", ones);
    dilations = context.integersOr("dilations", ones);
    Padding.checkSizes("strides", strides, spatial);
    Padding.checkSizes("dilations", dilations, spatial);
    groups = context.integer("groups", 1);
    if (groups < 1) {
      throw new OperatorException("groups is " + groups + "; it must be at least 1");
    }
    padType = context.text("pad_type", "valid");
    pad = context.integersOr("pad", new long[2 * spatial]);
    if (pad.length != 2 * spatial) {
      throw new OperatorException("pad has " + pad.length + " elements, not " + 2 * spatial);
    }
    outputShape = context.has("output_shape") ? context.integers("output_shape") : null;
    if (outputShape != null && outputShape.length != spatial && outputShape.length != spatial + 2) {
      throw new OperatorException(
          "output_shape has " + outputShape.length + " elements, not " + (spatial + 2));
    }
  }

  static Tensor compute(OperationContext context) {
    return new TransposedConvolution(context).computed();
  }

  private Tensor computed() {
    long[] whole = whole();
    long[] left = whole.clone();
    long[] extension = new long[2 * spatial];
    for (int i = 0; i < spatial; i++) {
      left[2 + i] = outputs(i, whole[2 + i]);
      long excess = whole[2 + i] - left[2 + i];
      long before = cutBefore(i, excess);
      if (left[2 + i] < 1 || before >= whole[2 + i] || excess - before >= whole[2 + i]) {
        throw new OperatorException(
            "nothing is left of the "
                + whole[2 + i]
                + " outputs of spatial dimension "
                + i
                + "; make pad smaller");
      }
      extension[2 * (spatial - 1 - i)] = -before;
      extension[2 * (spatial - 1 - i) + 1] = before - excess;
    }
    Sizes.checked(left);
    Tensor bias = context.tensorOrNull("bias");
    if (bias != null && (bias.dim() != 1 || bias.size(0) != whole[1])) {
      throw new OperatorException(
          "bias has " + bias.numel() + " elements for " + whole[1] + " output channels");
    }
    long[] none = new long[spatial];
    Tensor laid =
        torch.convolution(
            x, weight, new TensorOptional(), strides, none, dilations, true, none, groups);
    Tensor cut = torch.constant_pad_nd(laid, extension);
    return bias == null ? cut : cut.add(alongChannels(bias));
  }

  /** The shape of all that the kernels cover. */
  private long[] whole() {
    long[] shape = x.shape();
    shape[1] = weight.size(1) * groups;
    for (int i = 0; i < spatial; i++) {
      shape[2 + i] = (shape[2 + i] - 1) * strides[i] + (weight.size(2 + i) - 1) * dilations[i] + 1;
    }
    return Sizes.checked(shape);
  }

  /** How many outputs a spatial dimension has. */
  private long outputs(int dimension, long whole) {
    if (outputShape != null) {
      return outputShape[outputShape.length - spatial + dimension];
    }
    return switch (padType) {
      case "valid" -> whole;
      case "same", "same_lower" -> x.size(2 + dimension) * strides[dimension];
      case "custom" -> whole - pad[2 * dimension] - pad[2 * dimension + 1];
      default -> throw new OperatorException("pad_type is '" + padType + "'");
    };
  }

  /** How much is cut before the first output. */
  private long cutBefore(int dimension, long excess) {
    return switch (padType) {
      case "custom" -> pad[2 * dimension];
      case "same" -> Math.max(0, excess) / 2;
      case "same_lower" -> Math.max(0, excess) - Math.max(0, excess) / 2;
      default -> 0;
    };
  }

  private Tensor alongChannels(Tensor bias) {
    long[] shape = ConvolutionOperators.repeated(1, spatial + 2);
    shape[1] = bias.numel();
    return bias.reshape(shape);
  }
}
