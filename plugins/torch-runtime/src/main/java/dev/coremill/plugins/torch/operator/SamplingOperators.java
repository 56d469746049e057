package dev.coremill.plugins.torch.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Sampling of images at any places: {@code affine}, {@code crop_resize}, {@code resample}. */
final class SamplingOperators {
  private static final long BILINEAR = 0;
  private static final long NEAREST = 1;
  private static final long ZEROS = 0;
  private static final long BORDER = 1;

  private SamplingOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes("affine", SamplingOperators::affine);
    registry.computes("crop_resize", SamplingOperators::cropResize);
    registry.computes("resample", SamplingOperators::resample);
  }

  private static Tensor affine(OperationContext context) {
    Tensor x = context.tensor("x");
    requireImages(x);
    Tensor given = context.tensor("transform_matrix");
    if (given.dim() != 2
        || given.size(1) != 6
        || given.size(0) != 1 && given.size(0) != x.size(0)) {
      throw new OperatorException(
          "transform_matrix is "
              + Arrays.toString(given.shape())
              + ", not [1, 6] or ["
              + x.size(0)
              + ", 6]");
    }
    Tensor matrix = given.reshape(-1, 2, 3).expand(x.size(0), 2, 3);
    long[] size = {
      x.size(0), x.size(1), context.integer("output_height"), context.integer("output_width")
    };
    boolean aligned = context.flag("align_corners", true);
    Sizes.checked(size);
    // The places, and what they are computed from, take memory even for images without channels.
    Sizes.checked(size[0], size[2], size[3], 3);
    Tensor grid = torch.affine_grid_generator(matrix, size, aligned);
    double value = context.number("padding_value", 0);
    if (value == 0) {
      return torch.grid_sampler(x, grid, method(context), ZEROS, aligned);
    }
    Tensor across = inPixels(grid.select(3, 0), x.size(3), -1, 1, aligned);
    Tensor down = inPixels(grid.select(3, 1), x.size(2), -1, 1, aligned);
    return surrounded(x, across, down, method(context), value);
  }

  private static Tensor resample(OperationContext context) {
    Tensor x = context.tensor("x");
    requireImages(x);
    Tensor coordinates = context.tensor("coordinates").to(ScalarType.Float);
    if (coordinates.dim() != 4 || coordinates.size(0) != x.size(0) || coordinates.size(3) != 2) {
      throw new OperatorException(
          "coordinates is "
              + Arrays.toString(coordinates.shape())
              + ", not ["
              + x.size(0)
              + ", height, width, 2]");
    }
    boolean aligned = context.flag("align_corners", true);
    long width = x.size(3);
    long height = x.size(2);
    Tensor across = inPixels(context, coordinates.select(3, 0), width, aligned);
    Tensor down = inPixels(context, coordinates.select(3, 1), height, aligned);
    String padding = context.text("padding_mode");
    switch (padding) {
      case "constant", "border" -> {}
      case "reflection" -> {
        across = reflected(across, 0, width - 1.0);
        down = reflected(down, 0, height - 1.0);
      }
      case "symmetric" -> {
        across = reflected(across, -0.5, width - 0.5);
        down = reflected(down, -0.5, height - 0.5);
      }
      default -> throw new OperatorException("padding_mode is '" + padding + "'");
    }
    return padding.equals("constant")
        ? surrounded(x, across, down, method(context), context.number("padding_value", 0))
        : sampled(x, across, down, method(context), BORDER);
  }

  private static void requireImages(Tensor x) {
    if (x.dim() != 4) {
      throw new OperatorException("x has rank " + x.dim() + ", not 4");
    }
    if (x.size(2) == 0 || x.size(3) == 0) {
      throw new OperatorException("x has no pixels to take samples of");
    }
  }

  private static long method(OperationContext context) {
    String mode = context.text("sampling_mode").toLowerCase(Locale.ROOT);
    return switch (mode) {
      case "bilinear" -> BILINEAR;
      case "nearest" -> NEAREST;
      default -> throw new OperatorException("sampling_mode is '" + mode + "'");
    };
  }

  /** Places as pixels: 0 is the middle of the first one. */
  private static Tensor inPixels(
      OperationContext context, Tensor places, long length, boolean aligned) {
    String mode = context.text("coordinates_mode");
    return switch (mode) {
      case "unnormalized" -> places;
      case "normalized_minus_one_to_one" -> inPixels(places, length, -1, 1, aligned);
      case "normalized_zero_to_one" -> inPixels(places, length, 0, 1, aligned);
      default -> throw new OperatorException("coordinates_mode is '" + mode + "'");
    };
  }

  private static Tensor inPixels(
      Tensor places, long length, double from, double to, boolean aligned) {
    double first = aligned ? 0 : -0.5;
    double span = aligned ? length - 1 : length;
    return places
        .sub(Tensors.scalar(from))
        .mul(Tensors.scalar(span / (to - from)))
        .add(Tensors.scalar(first));
  }

  /** Pixels as libtorch counts them without aligned corners, which works for a single one too. */
  private static Tensor normalized(Tensor pixels, long length) {
    return pixels.add(Tensors.scalar(0.5)).mul(Tensors.scalar(2.0 / length)).sub(Tensors.scalar(1));
  }

  /** Brings places between two bounds by reflecting them at both. */
  private static Tensor reflected(Tensor places, double low, double high) {
    double span = high - low;
    if (span == 0) {
      return places.mul(Tensors.scalar(0));
    }
    Tensor phase = places.sub(Tensors.scalar(low)).abs().remainder(Tensors.scalar(2 * span));
    return phase.sub(Tensors.scalar(span)).abs().neg().add(Tensors.scalar(span + low));
  }

  private static Tensor sampled(Tensor x, Tensor across, Tensor down, long method, long padding) {
    Tensor grid =
        torch.stack(
            Tensors.vector(List.of(normalized(across, x.size(3)), normalized(down, x.size(2)))), 3);
    return torch.grid_sampler(x, grid, method, padding, false);
  }

  /** Samples an image that is surrounded by a value, which may be far larger than its pixels. */
  private static Tensor surrounded(
      Tensor x, Tensor across, Tensor down, long method, double value) {
    if (value == 0) {
      return sampled(x, across, down, method, ZEROS);
    }
    if (method == NEAREST) {
      Tensor inside = sampled(torch.ones_like(x), across, down, method, ZEROS);
      return torch.where(
          inside.to(ScalarType.Bool),
          sampled(x, across, down, method, ZEROS),
          Tensors.scalar(value));
    }
    Scalar one = Tensors.scalar(1);
    Tensor framed = torch.constant_pad_nd(x, new long[] {1, 1, 1, 1}, Tensors.scalar(value));
    return sampled(framed, across.add(one), down.add(one), method, BORDER);
  }

  /**
   * Boxes of images, resized. Until CoreML6 boxes come as {@code roi}, with the number of the image
   * or for all images, and the result has a dimension more.
   */
  private static Tensor cropResize(OperationContext context) {
    Tensor x = context.tensor("x");
    boolean older = context.has("roi");
    requireImages(x);
    Tensor given = context.tensor(older ? "roi" : "boxes");
    int width = requireBoxes(given.shape(), older);
    float[] boxes = Tensors.floats(given);
    int count = boxes.length / width;
    long[] images =
        older ? null : context.has("box_indices") ? context.integers("box_indices") : null;
    if (images != null && images.length != count) {
      throw new OperatorException(
          "there are " + images.length + " box_indices for " + count + " boxes");
    }
    List<Tensor> crops = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Box box = Box.of(context, boxes, i * width + width - 4, x);
      if (older && width == 4) {
        crops.add(box.cut(context, x));
      } else {
        long image = older ? (long) boxes[i * width] : images == null ? i : images[i];
        if (image < 0 || image >= x.size(0)) {
          throw new OperatorException("box " + i + " is of image " + image + " of " + x.size(0));
        }
        crops.add(box.cut(context, x.narrow(0, image, 1)));
      }
    }
    if (crops.isEmpty()) {
      return none(context, x, older, width);
    }
    return older ? torch.stack(Tensors.vector(crops), 0) : torch.cat(Tensors.vector(crops), 0);
  }

  /** How many numbers a box has; until CoreML6 they lie along the third of five axes. */
  private static int requireBoxes(long[] shape, boolean older) {
    boolean fits =
        older
            ? shape.length == 5 && (shape[2] == 4 || shape[2] == 5) && shape[1] == 1
            : shape.length == 2 && shape[1] == 4;
    if (!fits || older && (shape[3] != 1 || shape[4] != 1)) {
      throw new OperatorException(
          (older ? "roi" : "boxes")
              + " is "
              + Arrays.toString(shape)
              + ", not "
              + (older ? "[n, 1, 4 or 5, 1, 1]" : "[n, 4]"));
    }
    return (int) shape[older ? 2 : 1];
  }

  /** What becomes of no boxes at all. */
  private static Tensor none(OperationContext context, Tensor x, boolean older, int width) {
    long height = context.integer("target_height", 1);
    long across = context.integer("target_width", 1);
    long images = width == 4 ? x.size(0) : 1;
    return older
        ? x.new_zeros(0, images, x.size(1), height, across)
        : x.new_zeros(0, x.size(1), height, across);
  }

  /** A part of an image in pixels, from the middle of one to the middle of another. */
  private record Box(double top, double left, double bottom, double right) {
    static Box of(OperationContext context, float[] numbers, int at, Tensor x) {
      double scale = context.number("spatial_scale", 1);
      boolean normalized = context.flag("normalized_coordinates", false);
      String mode = context.text("box_coordinate_mode", "CORNERS_HEIGHT_FIRST");
      boolean heightFirst = mode.endsWith("HEIGHT_FIRST");
      double down = scale * (normalized ? x.size(2) - 1 : 1);
      double across = scale * (normalized ? x.size(3) - 1 : 1);
      double a = numbers[at + (heightFirst ? 0 : 1)] * down;
      double b = numbers[at + (heightFirst ? 1 : 0)] * across;
      double c = numbers[at + (heightFirst ? 2 : 3)] * down;
      double d = numbers[at + (heightFirst ? 3 : 2)] * across;
      return switch (mode) {
        case "CORNERS_HEIGHT_FIRST", "CORNERS_WIDTH_FIRST" -> new Box(a, b, c, d);
        case "CENTER_SIZE_HEIGHT_FIRST", "CENTER_SIZE_WIDTH_FIRST" ->
            new Box(a - c / 2, b - d / 2, a + c / 2, b + d / 2);
        default -> throw new OperatorException("box_coordinate_mode is '" + mode + "'");
      };
    }

    Tensor cut(OperationContext context, Tensor images) {
      SamplingMode mode = SamplingMode.of(context);
      double padding = context.number("pad_value", 0);
      Tensor rows =
          along(images, 2, context.integer("target_height", 1), top, bottom, mode, padding);
      return along(rows, 3, context.integer("target_width", 1), left, right, mode, padding);
    }

    /** Samples outside of the image are the padding. */
    private static Tensor along(
        Tensor x,
        long axis,
        long samples,
        double start,
        double end,
        SamplingMode mode,
        double padding) {
      int count = AxisResampling.samples(x, axis, samples);
      long[] shape = ConvolutionOperators.repeated(1, (int) x.dim());
      shape[(int) axis] = count;
      Tensor outside = Tensors.empty(ScalarType.Bool, shape);
      MemorySegment marks = Tensors.memory(outside);
      double last = x.size(axis) - 1;
      Tensor sampled =
          AxisResampling.linear(
              x,
              axis,
              count,
              i -> {
                double point = place(start, end, mode, i, count);
                boolean beyond = point < 0 || point > last;
                marks.set(ValueLayout.JAVA_BOOLEAN, i, beyond);
                return Math.clamp(point, 0, last);
              });
      return torch.where(outside, Tensors.scalar(padding), sampled);
    }

    private static double place(double start, double end, SamplingMode mode, int i, int count) {
      double length = Math.abs(end - start) + 1;
      double offset = mode.point(i, count, length);
      return end < start ? start - offset : start + offset;
    }
  }
}
