package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * How far an input is extended before a window slides over it.
 *
 * @param before elements before the first one of each spatial dimension
 * @param after elements after the last one
 */
@SuppressWarnings("ArrayRecordComponent") // Nothing compares them or changes the arrays.
record Padding(long[] before, long[] after) {
  /** What {@code pad_type} and {@code pad} of an operation ask for. */
  static Padding of(
      OperationContext context, Tensor x, long[] kernel, long[] strides, long[] dilations) {
    int spatial = kernel.length;
    checkSizes("strides", strides, spatial);
    checkSizes("dilations", dilations, spatial);
    String type = context.text("pad_type", "valid").toLowerCase(Locale.ROOT);
    long[] before = new long[spatial];
    long[] after = new long[spatial];
    switch (type) {
      case "valid" -> {}
      case "custom" -> {
        long[] pad = context.integersOr("pad", new long[2 * spatial]);
        if (pad.length != 2 * spatial) {
          throw new OperatorException("pad has " + pad.length + " elements, not " + 2 * spatial);
        }
        for (int i = 0; i < spatial; i++) {
          before[i] = pad[2 * i];
          after[i] = pad[2 * i + 1];
        }
      }
      case "same", "same_lower" -> {
        for (int i = 0; i < spatial; i++) {
          long length = x.size(2 + i);
          long outputs = (length + strides[i] - 1) / strides[i];
          long covered = (outputs - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1;
          long total = Math.max(0, covered - length);
          long smaller = total / 2;
          before[i] = type.equals("same") ? smaller : total - smaller;
          after[i] = total - before[i];
        }
      }
      default -> throw new OperatorException("pad_type is '" + type + "'");
    }
    return new Padding(before, after);
  }

  /** Checks that a parameter has a size for each spatial dimension. */
  static void checkSizes(String parameter, long[] sizes, int spatial) {
    if (sizes.length != spatial) {
      throw new OperatorException(
          parameter + " has " + sizes.length + " elements for " + spatial + " spatial dimensions");
    }
    for (long size : sizes) {
      if (size < 1) {
        throw new OperatorException(parameter + " has a " + size + "; it must be at least 1");
      }
    }
  }

  /** Whether each dimension is extended by as much before as after. */
  boolean isSymmetric() {
    return Arrays.equals(before, after);
  }

  /**
   * Whether oneDNN may do the padding of a convolution: each dimension is extended by as much
   * before as after, none is cut, and wherever the window stands, it covers an element of the
   * input. For a window that stands in the padding alone, oneDNN reads memory of others.
   *
   * @param x what the window slides over
   */
  boolean isLeftToConvolutions(Tensor x, long[] kernel, long[] dilations) {
    for (int i = 0; i < before.length; i++) {
      boolean even = before[i] >= 0 && before[i] == after[i];
      boolean within = before[i] <= (kernel[i] - 1) * dilations[i];
      // The elements of a window may lie so far apart that the whole input falls between two.
      if (!even || before[i] > 0 && !(within && dilations[i] <= x.size(2 + i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether nothing is added or cut. */
  boolean isNone() {
    for (int i = 0; i < before.length; i++) {
      if (before[i] != 0 || after[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** The input, extended with a value; cut where an extension is negative. */
  Tensor applied(Tensor x, double value) {
    if (isNone()) {
      return x;
    }
    long[] shape = x.shape();
    long[] pad = new long[2 * before.length];
    Tensor result = x;
    for (int i = 0; i < before.length; i++) {
      pad[2 * (before.length - 1 - i)] = Math.max(0, before[i]);
      pad[2 * (before.length - 1 - i) + 1] = Math.max(0, after[i]);
      shape[2 + i] += Math.max(0, before[i]) + Math.max(0, after[i]);
    }
    Sizes.checked(shape);
    if (Arrays.stream(pad).anyMatch(amount -> amount > 0)) {
      result = torch.constant_pad_nd(x, pad, new Scalar(value));
    }
    // Only now, because a cut may take more than the input itself: its own extension, too.
    for (int i = 0; i < before.length; i++) {
      long first = Math.max(0, -before[i]);
      long left = shape[2 + i] - first - Math.max(0, -after[i]);
      if (left < 0) {
        throw new OperatorException(
            "its padding takes more than all of spatial dimension " + i + "; make it smaller");
      }
      result = left == shape[2 + i] ? result : result.narrow(2 + i, first, left).contiguous();
    }
    return result;
  }
}
