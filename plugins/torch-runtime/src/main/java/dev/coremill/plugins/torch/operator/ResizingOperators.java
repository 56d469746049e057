package dev.coremill.plugins.torch.operator;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Resizing and cropping of images along their axes. */
final class ResizingOperators {
  private ResizingOperators() {}

  static void register(OperatorRegistry registry) {
    registry.moves("crop", ResizingOperators::crop);
    registry.computes("resize", ResizingOperators::resize);
    registry.computes("resize_bilinear", ResizingOperators::resizeBilinear);
    registry.moves("resize_nearest_neighbor", ResizingOperators::resizeNearest);
    registry.computes("upsample_bilinear", ResizingOperators::upsampleBilinear);
    registry.moves("upsample_nearest_neighbor", ResizingOperators::upsampleNearest);
  }

  private static Tensor crop(OperationContext context) {
    return cropped(
        cropped(context.tensor("x"), -2, context.integers("crop_height")),
        -1,
        context.integers("crop_width"));
  }

  /** An axis without some elements at its beginning and some at its end. */
  static Tensor cropped(Tensor x, long axis, long[] amounts) {
    if (amounts.length != 2 || amounts[0] < 0 || amounts[1] < 0) {
      throw new OperatorException("a crop takes two amounts that are not negative");
    }
    if (amounts[0] + amounts[1] > x.size(axis)) {
      throw new OperatorException(
          "a crop of "
              + amounts[0]
              + " and "
              + amounts[1]
              + " elements is more than the "
              + x.size(axis)
              + " that there are");
    }
    return x.narrow(axis, amounts[0], x.size(axis) - amounts[0] - amounts[1]);
  }

  private static Tensor resizeBilinear(OperationContext context) {
    SamplingMode mode = SamplingMode.of(context);
    Tensor tall = linear(context.tensor("x"), -2, context.integer("target_size_height", 1), mode);
    return linear(tall, -1, context.integer("target_size_width", 1), mode);
  }

  private static Tensor resizeNearest(OperationContext context) {
    SamplingMode mode = SamplingMode.DEFAULT;
    Tensor tall = nearest(context.tensor("x"), -2, context.integer("target_size_height"), mode);
    return nearest(tall, -1, context.integer("target_size_width"), mode);
  }

  /** The scale is taken from the sizes, not from the parameters. */
  private static Tensor upsampleBilinear(OperationContext context) {
    boolean aligned = context.flag("align_corners", true);
    boolean halves = context.flag("half_pixel_centers", !aligned);
    SamplingMode mode =
        aligned
            ? SamplingMode.STRICT_ALIGN_CORNERS
            : halves ? SamplingMode.UNALIGN_CORNERS : SamplingMode.DEFAULT;
    Tensor x = context.tensor("x");
    Tensor tall = linear(x, -2, scaled(x.size(-2), factor(context, "height")), mode);
    return linear(tall, -1, scaled(x.size(-1), factor(context, "width")), mode);
  }

  /** Here too the factors only say how large the result is. */
  private static Tensor upsampleNearest(OperationContext context) {
    Tensor x = context.tensor("x");
    SamplingMode mode = SamplingMode.DEFAULT;
    Tensor tall = nearest(x, -2, scaled(x.size(-2), factor(context, "height")), mode);
    return nearest(tall, -1, scaled(x.size(-1), factor(context, "width")), mode);
  }

  private static float factor(OperationContext context, String dimension) {
    float factor = (float) context.number("scale_factor_" + dimension, 1);
    if (!(factor > 0) || Float.isInfinite(factor)) {
      throw new OperatorException("scale_factor_" + dimension + " is " + factor);
    }
    return factor;
  }

  /**
   * The product is one of float32, as where programs are made: 5/3 of 3 pixels are 5, although the
   * float32 next to 5/3 is a little less.
   */
  private static long scaled(long length, float factor) {
    return (long) Math.floor(length * factor);
  }

  /** Resizes the last dimensions to sizes of which 0 keeps what is there. */
  private static Tensor resize(OperationContext context) {
    Tensor x = context.tensor("x");
    long[] shape = context.integers("shape");
    long count = context.integer("resized_dims");
    SamplingMode mode = SamplingMode.of(context);
    String interpolation = context.text("interpolation_mode", "LINEAR");
    if (count < 0 || count > shape.length || shape.length > x.dim()) {
      throw new OperatorException(
          count + " resized_dims of " + shape.length + " sizes for rank " + x.dim());
    }
    Tensor result = x;
    for (long axis = -count; axis < 0; axis++) {
      long size = shape[(int) (shape.length + axis)];
      if (size != 0) {
        result =
            switch (interpolation) {
              case "LINEAR" -> linear(result, axis, size, mode);
              case "NEAREST_NEIGHBOR" -> nearest(result, axis, size, mode);
              default ->
                  throw new OperatorException("interpolation_mode is '" + interpolation + "'");
            };
      }
    }
    return x.is_floating_point() || !interpolation.equals("LINEAR") ? result : settled(result);
  }

  /**
   * Interpolated integers without the last digits, which rounding may have brought below a whole
   * number: two thirds between 10 and 40 are 30, and would lose their fraction as 29.999.
   */
  private static Tensor settled(Tensor interpolated) {
    Scalar resolution = Tensors.scalar(1 << 20);
    return interpolated.mul(resolution).round().div(resolution);
  }

  private static Tensor linear(Tensor x, long axis, long samples, SamplingMode mode) {
    int count = AxisResampling.samples(x, axis, samples);
    long length = x.size(axis);
    Tensor floating = x.is_floating_point() ? x : x.to(ScalarType.Double);
    return AxisResampling.linear(
        floating, axis, count, i -> mode.point(i, samples, (double) length));
  }

  private static Tensor nearest(Tensor x, long axis, long samples, SamplingMode mode) {
    int count = AxisResampling.samples(x, axis, samples);
    long length = x.size(axis);
    return AxisResampling.elements(x, axis, count, i -> mode.nearest(i, samples, length));
  }
}
