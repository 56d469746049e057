package dev.coremill.plugins.torch.operator;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/** Reductions along axes. */
final class ReductionOperators {
  private ReductionOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes(
        "reduce_mean",
        context -> reduced(context, x -> x.mean(new long[] {-1}, false, new ScalarTypeOptional())));
  }

  /** Reduces the axes of an operation, brought together as the last one. */
  private static Tensor reduced(OperationContext context, UnaryOperator<Tensor> lastAxis) {
    Tensor x = context.tensor("x");
    int rank = (int) x.dim();
    boolean[] goes = new boolean[rank];
    if (context.has("axes")) {
      for (long axis : context.integers("axes")) {
        goes[Tensors.axis(axis, rank)] = true;
      }
    } else {
      java.util.Arrays.fill(goes, true);
    }
    int going = 0;
    for (boolean one : goes) {
      going += one ? 1 : 0;
    }
    if (going == 0) {
      return lastAxis.apply(x.unsqueeze(-1));
    }
    long[] order = new long[rank];
    long[] merged = new long[rank - going + 1];
    long[] kept = new long[context.flag("keep_dims", false) ? rank : rank - going];
    int at = 0;
    int keptAt = 0;
    merged[rank - going] = 1;
    for (int axis = 0; axis < rank; axis++) {
      if (goes[axis]) {
        order[rank - going + axis - at] = axis;
        merged[rank - going] *= x.size(axis);
        if (kept.length == rank) {
          kept[keptAt++] = 1;
        }
      } else {
        order[at] = axis;
        merged[at++] = x.size(axis);
        kept[keptAt++] = x.size(axis);
      }
    }
    Tensor result = lastAxis.apply(x.permute(order).reshape(merged));
    return result.reshape(kept);
  }
}
