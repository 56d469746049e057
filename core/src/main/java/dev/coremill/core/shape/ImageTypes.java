package dev.coremill.core.shape;

import dev.coremill.api.program.Opset;

/** Types of what operators give that resize and crop images. */
final class ImageTypes {
  private ImageTypes() {}

  static Known upsample(Arguments arguments) {
    long[] x = image(arguments);
    double height = arguments.number("scale_factor_height", 1);
    double width = arguments.number("scale_factor_width", 1);
    return sized(
        arguments,
        (long) Math.floor(height * x[x.length - 2]),
        (long) Math.floor(width * x[x.length - 1]));
  }

  static Known sized(Arguments arguments, long height, long width) {
    long[] x = image(arguments);
    x[x.length - 2] = height;
    x[x.length - 1] = width;
    return Known.tensor(arguments.type("x"), x);
  }

  static Known crop(Arguments arguments) {
    long[] x = image(arguments);
    long[] height = arguments.integers("crop_height");
    long[] width = arguments.integers("crop_width");
    return sized(
        arguments, x[x.length - 2] - height[0] - height[1], x[x.length - 1] - width[0] - width[1]);
  }

  static Known cropResize(Arguments arguments, Opset opset) {
    long[] x = image(arguments);
    long height = arguments.integer("target_height", 1);
    long width = arguments.integer("target_width", 1);
    return opset.isAtLeast(Opset.CORE_ML_7)
        ? Known.tensor(arguments.type("x"), arguments.shape("boxes")[0], x[1], height, width)
        : Known.tensor(arguments.type("x"), arguments.shape("roi")[0], x[0], x[1], height, width);
  }

  static Known resample(Arguments arguments) {
    long[] coordinates = arguments.shape("coordinates");
    Dimensions.requireRank(coordinates, 4);
    return sized(arguments, coordinates[1], coordinates[2]);
  }

  static Known resize(Arguments arguments) {
    long[] x = arguments.shape("x").clone();
    long[] shape = arguments.integers("shape");
    int resized = Math.toIntExact(arguments.integer("resized_dims"));
    if (resized > shape.length || resized > x.length) {
      throw new Unresolved(resized + " dimensions are resized to a shape of " + shape.length);
    }
    for (int i = 1; i <= resized; i++) {
      long size = shape[shape.length - i];
      x[x.length - i] = size == 0 ? x[x.length - i] : size;
    }
    return Known.tensor(arguments.type("x"), x);
  }

  private static long[] image(Arguments arguments) {
    long[] x = arguments.shape("x").clone();
    if (x.length < 3) {
      throw new Unresolved("an image of rank " + x.length);
    }
    return x;
  }
}
