package dev.coremill.core.shape;

import dev.coremill.api.tensor.DataType;
import java.util.Locale;

/** Types of what convolutions and pools give: windows that slide over spatial axes. */
final class WindowTypes {
  private WindowTypes() {}

  static Known convolution(Arguments arguments) {
    long[] x = arguments.shape("x");
    long[] weight = arguments.shape("weight");
    int spatial = spatial(x, weight);
    long[] kernel = Dimensions.slice(weight, 2, weight.length);
    long[] dilations = arguments.integers("dilations", Dimensions.repeated(1, spatial));
    long[] result = new long[x.length];
    result[0] = x[0];
    result[1] = weight[0];
    slide(arguments, x, dilated(kernel, dilations), false, result);
    return Known.tensor(arguments.type("x"), result);
  }

  static Known pool(Arguments arguments) {
    long[] x = arguments.shape("x");
    long[] result = x.clone();
    slide(
        arguments,
        x,
        arguments.integers("kernel_sizes"),
        arguments.flag("ceil_mode", false),
        result);
    return Known.tensor(arguments.type("x"), result);
  }

  static Known transposedConvolution(Arguments arguments) {
    DataType type = arguments.type("x");
    if (arguments.has("output_shape")) {
      return Known.tensor(type, arguments.integers("output_shape"));
    }
    long[] x = arguments.shape("x");
    long[] weight = arguments.shape("weight");
    int spatial = spatial(x, weight);
    long[] strides = arguments.integers("strides", Dimensions.repeated(1, spatial));
    long[] kernel =
        dilated(
            Dimensions.slice(weight, 2, weight.length),
            arguments.integers("dilations", Dimensions.repeated(1, spatial)));
    String padType = padType(arguments);
    long[] pad = padType.equals("custom") ? arguments.integers("pad") : new long[2 * spatial];
    requireLength("strides", strides, spatial);
    requireLength("pad", pad, 2 * spatial);
    long[] result = new long[x.length];
    result[0] = x[0];
    result[1] = weight[1] * arguments.integer("groups", 1);
    for (int i = 0; i < spatial; i++) {
      result[2 + i] =
          padType.startsWith("same")
              ? strides[i] * x[2 + i]
              : strides[i] * (x[2 + i] - 1) + kernel[i] - pad[2 * i] - pad[2 * i + 1];
    }
    return Known.tensor(type, result);
  }

  private static int spatial(long[] x, long[] weight) {
    if (x.length < 3 || x.length != weight.length) {
      throw new Unresolved(
          "a weight of rank " + weight.length + " does not fit an input of rank " + x.length);
    }
    return x.length - 2;
  }

  private static void slide(
      Arguments arguments, long[] x, long[] kernel, boolean up, long[] result) {
    int spatial = kernel.length;
    Dimensions.requireRank(x, spatial + 2);
    long[] strides = arguments.integers("strides", Dimensions.repeated(1, spatial));
    String padType = padType(arguments);
    long[] pad = padType.equals("custom") ? arguments.integers("pad") : new long[2 * spatial];
    requireLength("strides", strides, spatial);
    requireLength("pad", pad, 2 * spatial);
    for (int i = 0; i < spatial; i++) {
      long size = x[2 + i];
      long stride = strides[i];
      if (stride < 1) {
        throw new Unresolved("a stride of " + stride);
      }
      if (padType.startsWith("same")) {
        result[2 + i] = Math.ceilDiv(size, stride);
        continue;
      }
      long padding = pad[2 * i] + pad[2 * i + 1];
      long span = size + padding - kernel[i];
      long out = (up ? Math.ceilDiv(span, stride) : Math.floorDiv(span, stride)) + 1;
      // A last window that would begin in the padding at the end is left out.
      if (up && padding > 0 && (out - 1) * stride >= size + padding / 2.0) {
        out--;
      }
      if (out < 1) {
        throw new Unresolved("a kernel of " + kernel[i] + " does not fit a dimension of " + size);
      }
      result[2 + i] = out;
    }
  }

  private static String padType(Arguments arguments) {
    return arguments.text("pad_type", "valid").toLowerCase(Locale.ROOT);
  }

  private static long[] dilated(long[] kernel, long[] dilations) {
    requireLength("dilations", dilations, kernel.length);
    long[] effective = new long[kernel.length];
    for (int i = 0; i < kernel.length; i++) {
      effective[i] = (kernel[i] - 1) * dilations[i] + 1;
    }
    return effective;
  }

  private static void requireLength(String argument, long[] values, int length) {
    if (values.length != length) {
      throw new Unresolved(argument + " has " + values.length + " values in place of " + length);
    }
  }
}
