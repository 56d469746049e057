package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Matrix products, and attention, which is made of them. */
final class LinearOperators {
  private LinearOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes("einsum", Einsum::compute);
    registry.computes("linear", LinearOperators::linear, PackedProduct::ofLinear);
    registry.computes("matmul", LinearOperators::matmul, PackedProduct::ofMatmul);
    registry.computes("scaled_dot_product_attention", Attention::compute);
  }

  private static Tensor linear(OperationContext context) {
    Tensor x = context.tensor("x");
    Tensor weight = context.tensor("weight");
    Tensor bias = context.tensorOrNull("bias");
    if (weight.dim() != 2) {
      throw new OperatorException("weight has rank " + weight.dim() + ", not 2");
    }
    requireInner(x, weight.t(), "a row of x", "a row of weight");
    if (bias != null && (bias.dim() != 1 || bias.size(0) != weight.size(0))) {
      throw new OperatorException(
          "bias has the shape "
              + Arrays.toString(bias.shape())
              + ", not ["
              + weight.size(0)
              + "], one number for each output");
    }
    Sizes.checkProduct(x, weight.t());
    boolean floats = x.is_floating_point() || weight.is_floating_point();
    floats |= bias != null && bias.is_floating_point();
    return torch.linear(
        alike(x, floats),
        alike(weight, floats),
        Tensors.optional(bias == null ? null : alike(bias, floats)));
  }

  private static Tensor matmul(OperationContext context) {
    Tensor x = context.tensor("x");
    Tensor y = context.tensor("y");
    boolean floats = x.is_floating_point() || y.is_floating_point();
    if (context.flag("transpose_x", false) && x.dim() > 1) {
      x = x.transpose(-1, -2);
    }
    if (context.flag("transpose_y", false) && y.dim() > 1) {
      y = y.transpose(-1, -2);
    }
    requireInner(x, y, "a row of x", "a column of y");
    Sizes.checkProduct(x, y);
    return alike(x, floats).matmul(alike(y, floats));
  }

  private static void requireInner(Tensor x, Tensor y, String row, String column) {
    if (x.dim() == 0 || y.dim() == 0) {
      throw new OperatorException("a product takes no scalars; use mul");
    }
    long inner = x.size(-1);
    long other = y.size(y.dim() == 1 ? 0 : -2);
    if (inner != other) {
      throw new OperatorException(
          row + " has " + inner + " elements, and " + column + " has " + other);
    }
  }

  /**
   * From CoreML7 on a constant factor may be of another type than the other one. libtorch
   * multiplies floats with floats, and integers with integers.
   */
  private static Tensor alike(Tensor factor, boolean floats) {
    return floats && !factor.is_floating_point() ? factor.to(ScalarType.Float) : factor;
  }
}
