package dev.coremill.plugins.torch.operator;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Changes of type and shape. */
final class TensorOperators {
  private TensorOperators() {}

  static void register(OperatorRegistry registry) {
    // The executor converts to the declared type, which is what the parameter dtype asks for.
    registry.computes("cast", context -> context.tensor("x"));
    registry.moves(
        "concat",
        context -> torch.cat(Tensors.vector(context.tensors("values")), context.integer("axis")));
    registry.moves("expand_dims", TensorOperators::expandDims);
    registry.moves("reshape", TensorOperators::reshape);
    registry.moves("transpose", context -> context.tensor("x").permute(context.integers("perm")));
  }

  private static Tensor expandDims(OperationContext context) {
    Tensor x = context.tensor("x");
    long[] axes = context.integers("axes");
    long rank = x.dim() + axes.length;
    for (int i = 0; i < axes.length; i++) {
      axes[i] = Tensors.axis(axes[i], rank);
    }
    java.util.Arrays.sort(axes);
    Tensor expanded = x;
    for (long axis : axes) {
      expanded = expanded.unsqueeze(axis);
    }
    return expanded;
  }

  /** 0 keeps the size of the same axis, -1 stands for what is left. */
  private static Tensor reshape(OperationContext context) {
    Tensor x = context.tensor("x");
    long[] shape = context.integers("shape");
    for (int axis = 0; axis < shape.length; axis++) {
      if (shape[axis] == 0 && axis < x.dim()) {
        shape[axis] = x.size(axis);
      }
    }
    return x.reshape(shape);
  }
}
