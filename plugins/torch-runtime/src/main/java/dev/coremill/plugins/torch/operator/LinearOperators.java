package dev.coremill.plugins.torch.operator;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Matrix products, and attention, which is made of them. */
final class LinearOperators {
  private LinearOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes("einsum", LinearOperators::einsum);
    registry.computes(
        "linear",
        context ->
            torch.linear(context.tensor("x"), context.tensor("weight"), context.optional("bias")),
        PackedProduct::ofLinear);
    registry.computes("matmul", LinearOperators::matmul, PackedProduct::ofMatmul);
    registry.computes("scaled_dot_product_attention", LinearOperators::attention);
  }

  private static Tensor einsum(OperationContext context) {
    return torch.einsum(context.text("equation"), Tensors.vector(context.tensors("values")));
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

  /** {@code softmax(query key^T / sqrt(E) + mask) value}; a boolean mask says what takes part. */
  private static Tensor attention(OperationContext context) {
    return torch.scaled_dot_product_attention(
        context.tensor("query"),
        context.tensor("key"),
        context.tensor("value"),
        context.optional("attn_mask"),
        0,
        false,
        new DoubleOptional(),
        false);
  }
}
