package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Pooling over one to three spatial dimensions. */
final class PoolingOperators {
  private PoolingOperators() {}

  static void register(OperatorRegistry registry) {
    registry.moves("max_pool", PoolingOperators::maximum);
  }

  private static Tensor maximum(OperationContext context) {
    Tensor x = context.tensor("x");
    long[] kernel = context.integers("kernel_sizes");
    long[] ones = new long[kernel.length];
    Arrays.fill(ones, 1);
    long[] strides = context.integersOr("strides", ones);
    Padding padding = Padding.of(context, x, kernel, strides, ones);
    Tensor padded = padding.applied(x, Double.NEGATIVE_INFINITY);
    long[] none = new long[kernel.length];
    boolean ceil = context.flag("ceil_mode", false);
    return switch (kernel.length) {
      case 1 -> torch.max_pool1d(padded, kernel, strides, none, ones, ceil);
      case 2 -> torch.max_pool2d(padded, kernel, strides, none, ones, ceil);
      case 3 -> torch.max_pool3d(padded, kernel, strides, none, ones, ceil);
      default -> throw new OperatorException(kernel.length + " spatial dimensions");
    };
  }
}
