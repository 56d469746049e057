package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Normalizations. */
final class NormalizationOperators {
  private NormalizationOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes("batch_norm", NormalizationOperators::batchNorm);
    registry.computes("instance_norm", NormalizationOperators::instanceNorm);
    registry.computes("l2_norm", NormalizationOperators::l2Norm);
    registry.computes("layer_norm", NormalizationOperators::layerNorm);
    registry.computes("local_response_norm", NormalizationOperators::localResponseNorm);
  }

  private static Tensor batchNorm(OperationContext context) {
    return torch.batch_norm(
        context.tensor("x"),
        context.optional("gamma"),
        context.optional("beta"),
        context.optional("mean"),
        context.optional("variance"),
        false,
        0,
        context.number("epsilon", 1e-5),
        false);
  }

  private static Tensor instanceNorm(OperationContext context) {
    return torch.instance_norm(
        ofRankThreeOrMore(context),
        context.optional("gamma"),
        context.optional("beta"),
        new TensorOptional(),
        new TensorOptional(),
        true,
        0,
        context.number("epsilon", 1e-5),
        false);
  }

  private static Tensor ofRankThreeOrMore(OperationContext context) {
    Tensor x = context.tensor("x");
    if (x.dim() < 3) {
      throw new OperatorException("x has rank " + x.dim() + "; it must be at least 3");
    }
    return x;
  }

  /** Divides by the root of the sum of squares over the last three dimensions. */
  private static Tensor l2Norm(OperationContext context) {
    Tensor x = ofRankThreeOrMore(context);
    if (x.numel() == 0) {
      // There may be many sums of nothing, of which none is needed.
      return x;
    }
    Tensor squares = x.square().sum(new long[] {-3, -2, -1}, true, new ScalarTypeOptional());
    return x.div(squares.add(Tensors.scalar(context.number("epsilon", 1e-6))).sqrt());
  }

  private static Tensor layerNorm(OperationContext context) {
    Tensor x = context.tensor("x");
    int rank = (int) x.dim();
    boolean[] normalized = Axes.chosen(context, "axes", rank);
    long[] sizes = new long[rank];
    boolean trailing = true;
    int count = 0;
    for (int axis = 0; axis < rank; axis++) {
      trailing &= normalized[axis] || count == 0;
      if (normalized[axis]) {
        sizes[count++] = x.size(axis);
      }
    }
    long[] shape = Arrays.copyOf(sizes, count);
    Tensor gamma = parameter(context, "gamma", shape);
    Tensor beta = parameter(context, "beta", shape);
    if (x.numel() == 0) {
      return x;
    }
    if (!trailing) {
      return overAny(context, x, normalized, gamma, beta);
    }
    return torch.layer_norm(
        x,
        shape,
        Tensors.optional(gamma),
        Tensors.optional(beta),
        context.number("epsilon", 1e-5),
        false);
  }

  /** A parameter, which has the axes that are normalized; null if it is not given. */
  private static @Nullable Tensor parameter(
      OperationContext context, String argument, long[] shape) {
    Tensor parameter = context.tensorOrNull(argument);
    if (parameter != null && !Arrays.equals(parameter.shape(), shape)) {
      throw new OperatorException(
          argument
              + " is "
              + Arrays.toString(parameter.shape())
              + ", and the axes that are normalized are "
              + Arrays.toString(shape));
    }
    return parameter;
  }

  private static Tensor overAny(
      OperationContext context,
      Tensor x,
      boolean[] normalized,
      @Nullable Tensor gamma,
      @Nullable Tensor beta) {
    long[] axes = Axes.numbers(normalized);
    long[] shape = new long[normalized.length];
    for (int axis = 0; axis < normalized.length; axis++) {
      shape[axis] = normalized[axis] ? x.size(axis) : 1;
    }
    Tensor centered = x.sub(x.mean(axes, true, new ScalarTypeOptional()));
    Tensor variance = centered.square().mean(axes, true, new ScalarTypeOptional());
    Tensor result =
        centered.mul(variance.add(Tensors.scalar(context.number("epsilon", 1e-5))).rsqrt());
    if (gamma != null) {
      result = result.mul(gamma.reshape(shape));
    }
    return beta == null ? result : result.add(beta.reshape(shape));
  }

  /**
   * Divides by {@code (k + alpha / size * sum of squares) ^ beta}, where the sum runs over {@code
   * size} neighbouring channels, the larger half of them before.
   */
  private static Tensor localResponseNorm(OperationContext context) {
    Tensor x = ofRankThreeOrMore(context);
    long size = context.integer("size");
    if (size < 1) {
      throw new OperatorException("size is " + size);
    }
    // Nothing lies further away than there are channels, however large the window is.
    long channels = x.size(1);
    long before = Math.min(size / 2, channels);
    long after = Math.min((size - 1) / 2, channels);
    long[] pad = new long[2 * ((int) x.dim() - 1)];
    pad[pad.length - 2] = before;
    pad[pad.length - 1] = after;
    Tensor squares = torch.constant_pad_nd(x.square(), pad);
    Tensor sum = squares.narrow(1, 0, channels);
    for (long i = 1; i <= before + after; i++) {
      sum = sum.add(squares.narrow(1, i, channels));
    }
    Tensor divisor =
        sum.mul(Tensors.scalar(context.number("alpha", 1e-4) / size))
            .add(Tensors.scalar(context.number("k", 1)))
            .pow(Tensors.scalar(context.number("beta", 0.75)));
    return x.div(divisor);
  }
}
