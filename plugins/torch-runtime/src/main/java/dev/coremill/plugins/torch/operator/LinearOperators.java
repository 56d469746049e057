package dev.coremill.plugins.torch.operator;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Matrix products. */
final class LinearOperators {
  private LinearOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes(
        "linear",
        context ->
            torch.linear(context.tensor("x"), context.tensor("weight"), context.optional("bias")));
    registry.computes("matmul", LinearOperators::matmul);
  }

  private static Tensor matmul(OperationContext context) {
    Tensor x = context.tensor("x");
    Tensor y = context.tensor("y");
    if (context.flag("transpose_x", false) && x.dim() > 1) {
      x = x.transpose(-1, -2);
    }
    if (context.flag("transpose_y", false) && y.dim() > 1) {
      y = y.transpose(-1, -2);
    }
    return x.matmul(y);
  }
}
