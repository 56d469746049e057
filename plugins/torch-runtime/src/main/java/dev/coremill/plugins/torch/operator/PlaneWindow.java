package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The window of a convolution, in two spatial dimensions: that of a sequence gets a first one of
 * size 1.
 *
 * @param spatial how many spatial dimensions the operation has, 1 or 2
 * @param inputs channels of what it slides over
 * @param outputs channels of the result
 * @param kernel its size
 * @param strides its steps
 * @param dilations the distance of its elements
 * @param groups groups of channels that do not see each other
 */
@SuppressWarnings("ArrayRecordComponent") // Nothing compares them or changes the arrays.
record PlaneWindow(
    int spatial,
    long inputs,
    long outputs,
    long[] kernel,
    long[] strides,
    long[] dilations,
    long groups) {
  private static final int PLANE = 2;

  /** The window of a {@code conv}; null if it is none of this kind, or damaged. */
  static @Nullable PlaneWindow of(
      OperationContext constants, Tensor weight, @Nullable Tensor bias) {
    int spatial = (int) weight.dim() - 2;
    if (spatial < 1
        || spatial > PLANE
        || weight.numel() == 0
        || !Tensors.hasType(weight, ScalarType.Float)) {
      return null;
    }
    long[] ones = ConvolutionOperators.repeated(1, spatial);
    long[] strides = constants.integersOr("strides", ones);
    long[] dilations = constants.integersOr("dilations", ones);
    long groups = constants.integer("groups", 1);
    long outputs = weight.size(0);
    boolean sound =
        arePositive(strides, spatial)
            && arePositive(dilations, spatial)
            && groups > 0
            && outputs % groups == 0
            && (bias == null || bias.dim() == 1 && bias.size(0) == outputs)
            && (bias == null || Tensors.hasType(bias, ScalarType.Float));
    if (!sound) {
      return null;
    }
    long inputs = weight.size(1) * groups;
    // Of a single channel, oneDNN computes a result of one column wrong where columns are skipped.
    if (inputs == 1 && strides[spatial - 1] > 1) {
      return null;
    }
    long[] kernel = Arrays.copyOfRange(weight.shape(), 2, 2 + spatial);
    return new PlaneWindow(
        spatial,
        inputs,
        outputs,
        inTwo(kernel, spatial, 1),
        inTwo(strides, spatial, 1),
        inTwo(dilations, spatial, 1),
        groups);
  }

  private static boolean arePositive(long[] values, int count) {
    return values.length == count && Arrays.stream(values).allMatch(value -> value > 0);
  }

  private static long[] inTwo(long[] values, int spatial, long first) {
    return spatial == PLANE ? values : new long[] {first, values[0]};
  }

  /** A number for each spatial dimension of the operation, in two dimensions. */
  long[] inTwo(long[] values, long first) {
    return inTwo(values, spatial, first);
  }

  /** A tensor with the spatial dimensions of the operation, in two. */
  Tensor inTwo(Tensor tensor) {
    return spatial == PLANE ? tensor : tensor.unsqueeze(2);
  }

  /** A result in two spatial dimensions, in those of the operation. */
  Tensor asGiven(Tensor result) {
    return spatial == PLANE ? result : result.squeeze(2);
  }

  /** A number for each spatial dimension of the operation, of two. */
  private long[] asGiven(long[] two) {
    return Arrays.copyOfRange(two, PLANE - spatial, PLANE);
  }

  /** No padding. */
  long[] zeros() {
    return new long[spatial];
  }

  /** How far an input is extended, in the dimensions of the operation. */
  Padding padding(OperationContext context, Tensor x) {
    return Padding.of(context, x, asGiven(kernel), asGiven(strides), asGiven(dilations));
  }

  /** Whether a padding is left to the convolution. */
  boolean leaves(Padding padding, Tensor x) {
    return padding.isLeftToConvolutions(x, asGiven(kernel), asGiven(dilations));
  }

  /** Whether the window can slide over a shape, by its dimensions and channels. */
  boolean fits(long... shape) {
    return shape.length == 2 + spatial && shape[1] == inputs;
  }

  /** Refuses what the window cannot slide over. */
  void requireFits(Tensor x) {
    ConvolutionOperators.requireFloats("x", x);
    if (!fits(x.shape())) {
      throw new OperatorException(
          "its weight is for " + inputs + " channels and " + spatial + " spatial dimensions");
    }
  }

  /**
   * The shape of a result.
   *
   * @param image what the window slides over, in two spatial dimensions
   * @param around how far that is extended on both sides
   */
  long[] resultShape(Tensor image, long[] around) {
    long[] shape = {image.size(0), outputs, 0, 0};
    for (int i = 0; i < PLANE; i++) {
      long length = image.size(2 + i) + 2 * around[i];
      shape[2 + i] = ConvolutionOperators.outputs(length, kernel[i], strides[i], dilations[i]);
    }
    return Sizes.checked(shape);
  }
}
