package dev.coremill.plugins.torch.operator;

import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

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
    Tensor squares = x.square().sum(new long[] {-3, -2, -1}, true, new ScalarTypeOptional());
    return x.div(squares.add(Tensors.scalar(context.number("epsilon", 1e-6))).sqrt());
  }

  private static Tensor layerNorm(OperationContext context) {
    Tensor x = context.tensor("x");
    int rank = (int) x.dim();
    boolean[] normalized = Axes.chosen(context, "axes", rank);
    boolean trailing = true;
    int count = 0;
    for (int axis = 0; axis < rank; axis++) {
      trailing &= normalized[axis] || count == 0;
      count += normalized[axis] ? 1 : 0;
    }
    return trailing ? overTrailing(context, x, count) : overAny(context, x, normalized, count);
  }

  private static Tensor overTrailing(OperationContext context, Tensor x, int count) {
    long[] shape = new long[count];
    for (int i = 0; i < count; i++) {
      shape[i] = x.size(x.dim() - count + i);
    }
    return torch.layer_norm(
        x,
        shape,
        context.optional("gamma"),
        context.optional("beta"),
        context.number("epsilon", 1e-5),
        false);
  }

  private static Tensor overAny(
      OperationContext context, Tensor x, boolean[] normalized, int count) {
    long[] axes = new long[count];
    long[] shape = new long[normalized.length];
    int at = 0;
    for (int axis = 0; axis < normalized.length; axis++) {
      shape[axis] = normalized[axis] ? x.size(axis) : 1;
      if (normalized[axis]) {
        axes[at++] = axis;
      }
    }
    Tensor centered = x.sub(x.mean(axes, true, new ScalarTypeOptional()));
    Tensor variance = centered.square().mean(axes, true, new ScalarTypeOptional());
    Tensor result =
        centered.mul(variance.add(Tensors.scalar(context.number("epsilon", 1e-5))).rsqrt());
    Tensor gamma = context.tensorOrNull("gamma");
    Tensor beta = context.tensorOrNull("beta");
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
