package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Normalizations. */
final class NormalizationOperators {
  private NormalizationOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes("layer_norm", NormalizationOperators::layerNorm);
  }

  private static Tensor layerNorm(OperationContext context) {
    Tensor x = context.tensor("x");
    long rank = x.dim();
    long[] axes = context.integersOr("axes", allAxes(rank));
    long[] shape = new long[axes.length];
    boolean trailing = true;
    for (int i = 0; i < axes.length; i++) {
      int axis = Tensors.axis(axes[i], rank);
      trailing &= axis == rank - axes.length + i;
      shape[i] = x.size(axis);
    }
    if (!trailing) {
      throw new OperatorException(
          "axes " + Arrays.toString(axes) + " are not the last ones of a tensor of rank " + rank);
    }
    return torch.layer_norm(
        x,
        shape,
        context.optional("gamma"),
        context.optional("beta"),
        context.number("epsilon", 1e-5),
        false);
  }

  private static long[] allAxes(long rank) {
    long[] axes = new long[(int) rank];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = i;
    }
    return axes;
  }
}
