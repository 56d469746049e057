package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Pooling over one to three spatial dimensions. */
final class PoolingOperators {
  private PoolingOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes("avg_pool", PoolingOperators::average);
    registry.computes("l2_pool", PoolingOperators::euclidean);
    registry.moves("max_pool", PoolingOperators::maximum);
  }

  private static Tensor maximum(OperationContext context) {
    PoolingWindow window = PoolingWindow.of(context);
    long[] kernel = window.kernel();
    long[] strides = window.strides();
    boolean direct = window.padding().isSymmetric() && window.isPlain();
    for (int i = 0; i < kernel.length; i++) {
      long before = window.padding().before()[i];
      direct &= before >= 0 && before <= kernel[i] / 2;
    }
    Tensor x =
        direct
            ? context.tensor("x")
            : window.reached().applied(context.tensor("x"), Double.NEGATIVE_INFINITY);
    long[] padding = direct ? window.padding().before() : new long[kernel.length];
    long[] ones = ConvolutionOperators.repeated(1, kernel.length);
    return switch (kernel.length) {
      case 1 -> torch.max_pool1d(x, kernel, strides, padding, ones, false);
      case 2 -> torch.max_pool2d(x, kernel, strides, padding, ones, false);
      case 3 -> torch.max_pool3d(x, kernel, strides, padding, ones, false);
      default -> throw new OperatorException(kernel.length + " spatial dimensions");
    };
  }

  /** Means of windows; outside of input and padding nothing counts. */
  private static Tensor average(OperationContext context) {
    PoolingWindow window = PoolingWindow.of(context);
    boolean excluding = context.flag("exclude_padding_from_average", false);
    Tensor x = context.tensor("x");
    Tensor means = means(window.reached().applied(x, 0), window);
    if (x.numel() == 0 || window.isPlain() && (!excluding || window.padding().isNone())) {
      return means;
    }
    long[] shape = x.shape();
    shape[0] = 1;
    shape[1] = 1;
    Tensor counted = torch.ones(shape, new TensorOptions(ScalarType.Float));
    Padding beyond = window.reached();
    if (!excluding) {
      counted = window.padding().applied(counted, 1);
      beyond = window.beyondPadding();
    }
    return means.div(means(beyond.applied(counted, 0), window));
  }

  /** Roots of the sums of squares of windows. */
  private static Tensor euclidean(OperationContext context) {
    PoolingWindow window = PoolingWindow.of(context);
    Tensor squares = window.reached().applied(context.tensor("x").square(), 0);
    double elements = 1;
    for (long size : window.kernel()) {
      elements *= size;
    }
    return means(squares, window).mul(Tensors.scalar(elements)).sqrt();
  }

  private static Tensor means(Tensor x, PoolingWindow window) {
    long[] kernel = window.kernel();
    long[] strides = window.strides();
    long[] none = new long[kernel.length];
    LongOptional divisor = new LongOptional();
    return switch (kernel.length) {
      case 1 -> torch.avg_pool1d(x, kernel, strides, none, false, true);
      case 2 -> torch.avg_pool2d(x, kernel, strides, none, false, true, divisor);
      case 3 -> torch.avg_pool3d(x, kernel, strides, none, false, true, divisor);
      default -> throw new OperatorException("a window of the sizes " + Arrays.toString(kernel));
    };
  }
}
