package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.counting;
import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resizing and sampling, with the sampling points that the format's documentation lists. */
class ResizingCasesTest {
  /** The row 0, 10: a sample at the point p is 10 p. */
  private static final Tensor ROW = floats(shape(1, 1, 2), 0, 10);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UNALIGN_CORNERS      | 0, 1, 5, 9, 10",
        "STRICT_ALIGN_CORNERS | 0, 2.5, 5, 7.5, 10",
        "ALIGN_CORNERS        | 0, 2.5, 5, 7.5, 10",
        "DEFAULT              | 0, 4, 8, 10, 10",
        "OFFSET_CORNERS       | 1, 3, 5, 7, 9",
        "UNALIGN_CORNERS      | 0, 0, 3.333333, 6.666667, 10, 10",
        "STRICT_ALIGN_CORNERS | 0, 2, 4, 6, 8, 10",
        "DEFAULT              | 0, 3.333333, 6.666667, 10, 10, 10",
        "OFFSET_CORNERS       | 0.833333, 2.5, 4.166667, 5.833333, 7.5, 9.166667",
        "STRICT_ALIGN_CORNERS | 0",
        "ALIGN_CORNERS        | 5",
        "DEFAULT              | 0",
        "OFFSET_CORNERS       | 5",
        "UNALIGN_CORNERS      | 5"
      })
  void samplesLieWhereTheModeSays(String mode, String expected) {
    String[] numbers = expected.split(",", -1);
    float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(numbers[i].strip());
    }
    OperationRun.of("resize_bilinear")
        .input("x", ROW)
        .integer("target_size_height", 1)
        .integer("target_size_width", values.length)
        .parameter("sampling_mode", mode)
        .run()
        .isClose(shape(1, 1, values.length), values);
    OperationRun.of("resize")
        .input("x", ROW)
        .parameter("shape", new int[] {0, values.length})
        .integer("resized_dims", 2)
        .parameter("sampling_mode", mode)
        .run()
        .isClose(shape(1, 1, values.length), values);
    OperationRun.of("crop_resize")
        .input("x", floats(shape(1, 1, 1, 4), -5, 0, 10, 99))
        .input("boxes", floats(shape(1, 4), 0, 1, 0, 2))
        .integer("target_width", values.length)
        .parameter("sampling_mode", mode)
        .run()
        .isClose(shape(1, 1, 1, values.length), values);
  }

  @ParameterizedTest
  @CsvSource({"DEFAULT,0 0 1 1 2", "UNALIGN_CORNERS,0 0 1 2 2", "STRICT_ALIGN_CORNERS,0 1 1 2 2"})
  void theNearestPixelIsTaken(String mode, String expected) {
    String[] numbers = expected.split(" ", -1);
    float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(numbers[i]);
    }
    OperationRun.of("resize")
        .input("x", counting(0, shape(1, 3)))
        .parameter("shape", new int[] {values.length})
        .integer("resized_dims", 1)
        .parameter("interpolation_mode", "NEAREST_NEIGHBOR")
        .parameter("sampling_mode", mode)
        .run()
        .isClose(shape(1, values.length), values);
  }

  @Test
  void nearestNeighboursAreRepeated() {
    OperationRun.of("resize_nearest_neighbor")
        .input("x", counting(0, shape(1, 2, 2)))
        .integer("target_size_height", 3)
        .integer("target_size_width", 4)
        .run()
        .isClose(shape(1, 3, 4), 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 3, 3);
    OperationRun.of("upsample_nearest_neighbor")
        .input("x", counting(0, shape(1, 1, 3)))
        .parameter("scale_factor_height", 2f)
        .parameter("scale_factor_width", 1.5f)
        .run()
        .isClose(shape(1, 2, 4), 0, 0, 1, 2, 0, 0, 1, 2);
  }

  /** The factors only say how large the result is; where a pixel comes from the sizes say. */
  @ParameterizedTest
  @CsvSource({
    "3, 1.12,     0 1 2",
    "3, 0.67,     0 1",
    "4, 1.500025, 0 0 1 2 2 3",
    "5, 0.5,      0 2",
    "3, 1.6666666, 0 0 1 1 2"
  })
  void nearestNeighboursAreSpreadEvenly(int length, float factor, String expected) {
    String[] numbers = expected.split(" ", -1);
    float[] values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(numbers[i]);
    }
    OperationRun.of("upsample_nearest_neighbor")
        .input("x", counting(0, shape(1, 1, length)))
        .parameter("scale_factor_width", factor)
        .run()
        .isClose(shape(1, 1, values.length), values);
  }

  @ParameterizedTest
  @CsvSource({"true,,0 2.5 5 7.5 10", "false,,0 1 5 9 10", "false,false,0 4 8 10 10"})
  void upsamplingFollowsItsCorners(boolean aligned, Boolean halves, String expected) {
    String[] numbers = expected.split(" ", -1);
    float[] values = new float[5];
    for (int i = 0; i < 5; i++) {
      values[i] = Float.parseFloat(numbers[i]);
    }
    OperationRun operation =
        OperationRun.of("upsample_bilinear")
            .input("x", ROW)
            .parameter("scale_factor_width", 2.5f)
            .parameter("align_corners", aligned);
    if (halves != null) {
      operation.parameter("half_pixel_centers", halves);
    }
    operation.run().isClose(shape(1, 1, 5), values);
  }

  @Test
  void integersAreResizedToo() {
    OperationRun.of("resize")
        .input("x", integers(shape(1, 2), 0, 10))
        .parameter("shape", new int[] {3})
        .integer("resized_dims", 1)
        .parameter("sampling_mode", "STRICT_ALIGN_CORNERS")
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(1, 3), 0, 5, 10);
  }

  @Test
  void cropCutsBothEnds() {
    OperationRun.of("crop")
        .input("x", counting(0, shape(1, 3, 4)))
        .parameter("crop_height", 1, 0)
        .parameter("crop_width", 1, 2)
        .run()
        .isClose(shape(1, 2, 1), 5, 9);
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, 'a crop of 2 and 2 elements is more than the 3 that there are'",
    "-1, 0, 'two amounts that are not negative'"
  })
  void aCropThatDoesNotFitIsRefused(int top, int bottom, String message) {
    OperationRun run =
        OperationRun.of("crop")
            .input("x", counting(0, shape(1, 3, 4)))
            .parameter("crop_height", top, bottom)
            .parameter("crop_width", 0, 0);
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining(message);
    OperationRun batches =
        OperationRun.of("batch_to_space")
            .input("x", counting(0, shape(3, 1, 1, 2)))
            .parameter("block_shape", 3, 1)
            .parameter("crops", integers(shape(2, 2), top, bottom, 0, 0));
    assertThatThrownBy(batches::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({
    "CORNERS_HEIGHT_FIRST,0 1 1 3",
    "CORNERS_WIDTH_FIRST,1 0 3 1",
    "CENTER_SIZE_HEIGHT_FIRST,0.5 2 1 2",
    "CENTER_SIZE_WIDTH_FIRST,2 0.5 2 1"
  })
  void boxesAreWrittenInFourWays(String mode, String box) {
    String[] numbers = box.split(" ", -1);
    float[] roi = new float[5];
    for (int i = 0; i < 4; i++) {
      roi[i + 1] = Float.parseFloat(numbers[i]);
    }
    roi[0] = 1;
    float[] four = {roi[1], roi[2], roi[3], roi[4]};
    OperationRun older =
        OperationRun.of("crop_resize")
            .input("x", counting(0, shape(2, 1, 2, 4)))
            .input("roi", floats(shape(1, 1, 5, 1, 1), roi));
    cropped(older, mode).run().isClose(shape(1, 1, 1, 2, 2), 9, 11, 13, 15);
    OperationRun ofAll =
        OperationRun.of("crop_resize")
            .input("x", counting(0, shape(2, 1, 2, 4)))
            .input("roi", floats(shape(1, 1, 4, 1, 1), four));
    cropped(ofAll, mode).run().isClose(shape(1, 2, 1, 2, 2), 1, 3, 5, 7, 9, 11, 13, 15);
    OperationRun newer =
        OperationRun.of("crop_resize")
            .input("x", counting(0, shape(2, 1, 2, 4)))
            .input("boxes", floats(shape(1, 4), four))
            .input("box_indices", integers(1));
    cropped(newer, mode).run().isClose(shape(1, 1, 2, 2), 9, 11, 13, 15);
  }

  private static OperationRun cropped(OperationRun operation, String mode) {
    return operation
        .integer("target_height", 2)
        .integer("target_width", 2)
        .parameter("sampling_mode", "STRICT_ALIGN_CORNERS")
        .parameter("box_coordinate_mode", mode);
  }

  @Test
  void noBoxesGiveNoCrops() {
    OperationRun.of("crop_resize")
        .input("x", counting(0, shape(2, 3, 4, 4)))
        .input("boxes", floats(shape(0, 4)))
        .input("box_indices", integers())
        .integer("target_height", 2)
        .run()
        .isClose(shape(0, 3, 2, 1));
    OperationRun.of("crop_resize")
        .input("x", counting(0, shape(2, 3, 4, 4)))
        .input("roi", floats(shape(0, 1, 4, 1, 1)))
        .integer("target_height", 2)
        .run()
        .isClose(shape(0, 2, 3, 2, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 'there are 1 box_indices for 2 boxes'",
    "0 2, 'box 1 is of image 2 of 2'",
    "-1 0, 'box 0 is of image -1 of 2'"
  })
  void boxesOfImagesThatAreNotThereAreRefused(String images, String message) {
    int[] indices = Arrays.stream(images.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    OperationRun run =
        OperationRun.of("crop_resize")
            .input("x", counting(0, shape(2, 1, 2, 2)))
            .input("boxes", floats(shape(2, 4), 0, 0, 1, 1, 0, 0, 1, 1))
            .input("box_indices", integers(indices));
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining(message);
  }

  @Test
  void boxesMayBeNormalizedAndReachBeyondTheImage() {
    OperationRun.of("crop_resize")
        .input("x", counting(0, shape(1, 1, 1, 5)))
        .input("boxes", floats(shape(1, 4), 0, 0.5f, 0, 1.5f))
        .integer("target_width", 3)
        .parameter("normalized_coordinates", true)
        .parameter("pad_value", -7f)
        .parameter("sampling_mode", "STRICT_ALIGN_CORNERS")
        .run()
        .isClose(shape(1, 1, 1, 3), 2, 4, -7);
  }

  @ParameterizedTest
  @CsvSource({
    "constant,-9 -9 1 2 3 -9 -9",
    "border,1 1 1 2 3 3 3",
    "reflection,3 2 1 2 3 2 1",
    "symmetric,2 1 1 2 3 3 2"
  })
  void samplesOutsideOfAnImageFollowThePadding(String padding, String expected) {
    String[] numbers = expected.split(" ", -1);
    float[] values = new float[7];
    float[] places = new float[14];
    for (int i = 0; i < 7; i++) {
      values[i] = Float.parseFloat(numbers[i]);
      places[2 * i] = i - 2;
    }
    for (String method : new String[] {"bilinear", "nearest"}) {
      OperationRun.of("resample")
          .input("x", floats(shape(1, 1, 1, 3), 1, 2, 3))
          .input("coordinates", floats(shape(1, 1, 7, 2), places))
          .parameter("sampling_mode", method)
          .parameter("padding_mode", padding)
          .parameter("padding_value", -9f)
          .parameter("coordinates_mode", "unnormalized")
          .parameter("align_corners", true)
          .run()
          .isClose(shape(1, 1, 1, 7), values);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "normalized_minus_one_to_one,true,-1 0 1,1 3 5",
    "normalized_minus_one_to_one,false,-0.8 0 0.8,1 3 5",
    "normalized_zero_to_one,true,0 0.125 1,1 1.5 5",
    "normalized_zero_to_one,false,0.1 0.5 0.8,1 3 4.5",
    "unnormalized,false,0 1.5 4,1 2.5 5"
  })
  void placesAreNormalizedInThreeWays(
      String mode, boolean aligned, String places, String expected) {
    float[] coordinates = new float[6];
    float[] values = new float[3];
    for (int i = 0; i < 3; i++) {
      coordinates[2 * i] = Float.parseFloat(places.split(" ", -1)[i]);
      coordinates[2 * i + 1] = mode.endsWith("zero_to_one") && !aligned ? 0.5f : 0;
      values[i] = Float.parseFloat(expected.split(" ", -1)[i]);
    }
    OperationRun.of("resample")
        .input("x", floats(shape(1, 1, 1, 5), 1, 2, 3, 4, 5))
        .input("coordinates", floats(shape(1, 1, 3, 2), coordinates))
        .parameter("sampling_mode", "bilinear")
        .parameter("padding_mode", "border")
        .parameter("padding_value", 0f)
        .parameter("coordinates_mode", mode)
        .parameter("align_corners", aligned)
        .run()
        .isClose(shape(1, 1, 1, 3), values);
  }

  @Test
  void anAffineTransformMovesAnImage() {
    OperationRun operation =
        OperationRun.of("affine")
            .input("x", counting(0, shape(1, 1, 3, 3)))
            .input("transform_matrix", floats(shape(1, 6), 0, 1, 1, 1, 0, 0))
            .integer("output_height", 3)
            .integer("output_width", 3)
            .parameter("sampling_mode", "bilinear")
            .parameter("padding_mode", "constant")
            .parameter("padding_value", 0f)
            .parameter("coordinates_mode", "normalized_minus_one_to_one")
            .parameter("align_corners", true);
    operation.run().isClose(shape(1, 1, 3, 3), 1, 4, 7, 2, 5, 8, 0, 0, 0);
  }

  /** The product of ten and the float32 next to 0.7 is a little less than seven. */
  @Test
  void interpolatedIntegersDoNotLoseWhatRoundingTookFromThem() {
    OperationRun.of("resize")
        .input("x", integers(shape(1, 2), 0, 10))
        .parameter("shape", new int[] {20})
        .parameter("resized_dims", integers(shape(), 1))
        .outputs(DataType.INT32)
        .run()
        .isExactly(
            shape(1, 20), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10);
    OperationRun.of("resize")
        .input("x", integers(shape(3), 0, 10, 100))
        .parameter("shape", new int[] {4})
        .parameter("resized_dims", integers(shape(), 1))
        .parameter("sampling_mode", "ALIGN_CORNERS")
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(4), 0, 6, 40, 100);
  }
}
