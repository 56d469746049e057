package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.counting;
import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.Elements;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sampling at any places of an image, against plain loops and images that are planes. */
class SamplingCasesTest {
  private static final float PADDING = 2.5f;

  static Stream<Arguments> resamplings() {
    Stream.Builder<Arguments> all = Stream.builder();
    for (String method : new String[] {"bilinear", "nearest"}) {
      for (String padding : new String[] {"constant", "border", "reflection", "symmetric"}) {
        for (boolean aligned : new boolean[] {true, false}) {
          all.add(Arguments.of(method, padding, "unnormalized", aligned));
          all.add(Arguments.of(method, padding, "normalized_minus_one_to_one", aligned));
          all.add(Arguments.of(method, padding, "normalized_zero_to_one", aligned));
        }
      }
    }
    return all.build();
  }

  /** Two images of two channels, at places in and around them. */
  @ParameterizedTest(name = "{0}, {1}, {2}, corners aligned: {3}")
  @MethodSource("resamplings")
  void samplesAreTakenInAndAroundAnImage(
      String method, String padding, String mode, boolean aligned) {
    RandomGenerator random = new Random(17);
    int height = 3;
    int width = 4;
    int places = 12;
    float[] images = new float[2 * 2 * height * width];
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextInt(-9, 10);
    }
    float[] coordinates = new float[2 * places * 2];
    double[] pixels = new double[coordinates.length];
    for (int i = 0; i < coordinates.length; i++) {
      int length = i % 2 == 0 ? width : height;
      // Thirds of pixels: none of them lies between two pixels, where nearest is undecided.
      double pixel = random.nextInt(-3 * length, 6 * length) / 3.0;
      coordinates[i] = (float) place(pixel, length, mode, aligned);
      pixels[i] = pixel;
    }
    float[] expected = new float[2 * 2 * places];
    for (int plane = 0; plane < 4; plane++) {
      for (int i = 0; i < places; i++) {
        int at = (plane / 2 * places + i) * 2;
        expected[plane * places + i] =
            (float) sample(images, plane, height, width, pixels, at, method, padding);
      }
    }
    OperationRun.of("resample")
        .input("x", floats(shape(2, 2, height, width), images))
        .input("coordinates", floats(shape(2, 3, 4, 2), coordinates))
        .parameter("sampling_mode", method)
        .parameter("padding_mode", padding)
        .parameter("padding_value", PADDING)
        .parameter("coordinates_mode", mode)
        .parameter("align_corners", aligned)
        .run()
        .isClose(shape(2, 2, 3, 4), expected);
  }

  private static double place(double pixel, int length, String mode, boolean aligned) {
    if (mode.equals("unnormalized")) {
      return pixel;
    }
    double fraction = aligned ? pixel / (length - 1) : (pixel + 0.5) / length;
    return mode.equals("normalized_zero_to_one") ? fraction : 2 * fraction - 1;
  }

  private static double sample(
      float[] images,
      int plane,
      int height,
      int width,
      double[] pixels,
      int at,
      String method,
      String padding) {
    double x = pixels[at];
    double y = pixels[at + 1];
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    if (method.equals("nearest")) {
      left = (int) Math.rint(x);
      top = (int) Math.rint(y);
      return pixel(images, plane, height, width, top, left, padding);
    }
    double sum = 0;
    for (int corner = 0; corner < 4; corner++) {
      int row = top + corner / 2;
      int column = left + corner % 2;
      double weight = (1 - Math.abs(y - row)) * (1 - Math.abs(x - column));
      sum += weight * pixel(images, plane, height, width, row, column, padding);
    }
    return sum;
  }

  private static double pixel(
      float[] images, int plane, int height, int width, int row, int column, String padding) {
    int y = inside(row, height, padding);
    int x = inside(column, width, padding);
    return y < 0 || x < 0 ? PADDING : images[(plane * height + y) * width + x];
  }

  /** The pixel that stands for another one; -1 where none does. */
  private static int inside(int pixel, int length, String padding) {
    if (pixel >= 0 && pixel < length) {
      return pixel;
    }
    return switch (padding) {
      case "border" -> Math.clamp(pixel, 0, length - 1);
      case "reflection" -> {
        int phase = Math.floorMod(pixel, 2 * (length - 1));
        yield Math.min(phase, 2 * (length - 1) - phase);
      }
      case "symmetric" -> {
        int phase = Math.floorMod(pixel, 2 * length);
        yield Math.min(phase, 2 * length - 1 - phase);
      }
      default -> -1;
    };
  }

  /**
   * The image is the plane 10 y + x, so that each sample is what the plane is at its place, and the
   * padding where that is beyond the image. The box is given in units of the scale.
   */
  @ParameterizedTest
  @CsvSource({
    "CORNERS_HEIGHT_FIRST, 0.5 1 2.5 3.5, 1, 0.5 2.5, 1 3.5",
    "CORNERS_WIDTH_FIRST, 1 0.5 3.5 2.5, 1, 0.5 2.5, 1 3.5",
    "CENTER_SIZE_HEIGHT_FIRST, 1.5 2.25 2 2.5, 1, 0.5 2.5, 1 3.5",
    "CENTER_SIZE_WIDTH_FIRST, 2.25 1.5 2.5 2, 1, 0.5 2.5, 1 3.5",
    "CORNERS_HEIGHT_FIRST, 1 2 5 7, 0.5, 0.5 2.5, 1 3.5",
    "CENTER_SIZE_WIDTH_FIRST, 4.5 3 5 4, 0.5, 0.5 2.5, 1 3.5",
    "CORNERS_HEIGHT_FIRST, 2 3 0 1, 1, 2 0, 3 1",
    "CORNERS_HEIGHT_FIRST, -0.5 0 4 3, 1, -0.5 4, 0 3",
    "CORNERS_HEIGHT_FIRST, 1 -1 2 4, 1, 1 2, -1 4"
  })
  void aBoxIsSampledFromCornerToCorner(
      String mode, String box, float scale, String rows, String columns) {
    double[] y = numbers(rows);
    double[] x = numbers(columns);
    float[] expected = new float[4];
    for (int i = 0; i < 4; i++) {
      expected[i] = plane(y[i / 2], x[i % 2]);
    }
    crop(mode, box, scale, false, 2)
        .parameter("sampling_mode", "STRICT_ALIGN_CORNERS")
        .run()
        .isClose(shape(1, 1, 2, 2), expected);
    crop(mode, box, scale, false, 1)
        .parameter("sampling_mode", "STRICT_ALIGN_CORNERS")
        .run()
        .isClose(shape(1, 1, 1, 1), plane(y[0], x[0]));
    crop(mode, box, scale, false, 1)
        .parameter("sampling_mode", "ALIGN_CORNERS")
        .run()
        .isClose(shape(1, 1, 1, 1), plane((y[0] + y[1]) / 2, (x[0] + x[1]) / 2));
  }

  /** The last row is at 3 and the last column at 4; both are 1 in normalized coordinates. */
  @ParameterizedTest
  @CsvSource({
    "CORNERS_HEIGHT_FIRST, 0.5 0 1 0.75",
    "CORNERS_WIDTH_FIRST, 0 0.5 0.75 1",
    "CENTER_SIZE_HEIGHT_FIRST, 0.75 0.375 0.5 0.75",
    "CENTER_SIZE_WIDTH_FIRST, 0.375 0.75 0.75 0.5"
  })
  void aNormalizedBoxCountsFromTheFirstToTheLastPixel(String mode, String box) {
    float[] expected = {plane(1.5, 0), plane(1.5, 3), plane(3, 0), plane(3, 3)};
    crop(mode, box, 1, true, 2)
        .parameter("sampling_mode", "STRICT_ALIGN_CORNERS")
        .run()
        .isClose(shape(1, 1, 2, 2), expected);
  }

  @ParameterizedTest
  @CsvSource({"boxes, 1 5", "boxes, 4", "boxes, 0", "roi, 4", "roi, 1 1 1 1 4", "roi, 2 2 4 1 1"})
  void boxesOfAnotherShapeAreRefused(String argument, String sizes) {
    long[] shape = Stream.of(sizes.split(" ", -1)).mapToLong(Long::parseLong).toArray();
    assertThatThrownBy(() ->
            OperationRun.of("crop_resize")
                .input("x", counting(0, shape(1, 1, 2, 2)))
                .input(argument, counting(0, shape(shape)))
                .run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining(
            argument
                + " is "
                + Arrays.toString(shape)
                + (argument.equals("roi") ? ", not [n, 1, 4 or 5, 1, 1]" : ", not [n, 4]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bilinear", "nearest"})
  void pixelsBesideALargePaddingKeepTheirDigits(String method) {
    OperationRun run =
        OperationRun.of("resample")
            .input("x", floats(shape(1, 1, 1, 3), 0.001f, 0.002f, 0.003f))
            .input("coordinates", floats(shape(1, 1, 4, 2), 0, 0, 1, 0, 2, 0, 9, 0))
            .parameter("sampling_mode", method)
            .parameter("padding_mode", "constant")
            .parameter("padding_value", -1e6f)
            .parameter("coordinates_mode", "unnormalized")
            .parameter("align_corners", false);
    float[] samples = Elements.floats(run.run().tensor(0));
    assertThat(samples[0]).isCloseTo(0.001f, within(1e-6f));
    assertThat(samples[1]).isCloseTo(0.002f, within(1e-6f));
    assertThat(samples[2]).isCloseTo(0.003f, within(1e-6f));
    assertThat(samples[3]).isEqualTo(-1e6f);
  }

  private static OperationRun crop(
      String mode, String box, float scale, boolean normalized, int size) {
    float[] corners = new float[4];
    for (int i = 0; i < 4; i++) {
      corners[i] = (float) numbers(box)[i];
    }
    float[] pixels = new float[4 * 5];
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 5; column++) {
        pixels[5 * row + column] = plane(row, column);
      }
    }
    return OperationRun.of("crop_resize")
        .input("x", floats(shape(1, 1, 4, 5), pixels))
        .input("boxes", floats(shape(1, 4), corners))
        .input("box_indices", integers(0))
        .integer("target_height", size)
        .integer("target_width", size)
        .parameter("box_coordinate_mode", mode)
        .parameter("normalized_coordinates", normalized)
        .parameter("spatial_scale", scale)
        .parameter("pad_value", PADDING);
  }

  private static float plane(double y, double x) {
    return y < 0 || y > 3 || x < 0 || x > 4 ? PADDING : (float) (10 * y + x);
  }

  private static double[] numbers(String text) {
    return Stream.of(text.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  /**
   * The first image is turned over its diagonal, the second one moved by a pixel, which is the
   * whole range from -1 to 1 where its ends are the middles of two pixels, and half of it where
   * they are the edges of the image.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void eachImageMayHaveItsTransform(boolean aligned) {
    OperationRun.of("affine")
        .input("x", counting(1, shape(2, 1, 2, 2)))
        .input(
            "transform_matrix",
            floats(shape(2, 6), 0, 1, 0, 1, 0, 0, 1, 0, aligned ? 2 : 1, 0, 1, 0))
        .integer("output_height", 2)
        .integer("output_width", 2)
        .parameter("sampling_mode", "bilinear")
        .parameter("padding_mode", "constant")
        .parameter("padding_value", 0f)
        .parameter("coordinates_mode", "normalized_minus_one_to_one")
        .parameter("align_corners", aligned)
        .run()
        .isClose(shape(2, 1, 2, 2), 1, 3, 2, 4, 6, 0, 8, 0);
  }
}
