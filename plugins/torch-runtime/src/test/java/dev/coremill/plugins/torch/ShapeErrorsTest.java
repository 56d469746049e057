package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Shapes that an operation does not take are named, with those that it takes. */
class ShapeErrorsTest {
  private static Tensor zeros(long... sizes) {
    return floats(Shape.of(sizes), new float[(int) Shape.of(sizes).elementCount()]);
  }

  private static void refuses(OperationRun run, String message) {
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("'output_0' cannot be computed: " + message);
  }

  private static OperationRun sampled(String type, Tensor x) {
    return OperationRun.of(type)
        .input("x", x)
        .integer("output_height", 1)
        .integer("output_width", 1)
        .parameter("sampling_mode", "bilinear")
        .parameter("padding_mode", "constant")
        .parameter("padding_value", 0f)
        .parameter("coordinates_mode", "normalized_minus_one_to_one")
        .parameter("align_corners", true);
  }

  @Test
  void imagesAndPlacesThatDoNotFit() {
    Tensor matrix = zeros(1, 6);
    refuses(sampled("affine", zeros(2, 2)).input("transform_matrix", matrix), "x has rank 2");
    refuses(
        sampled("affine", zeros(1, 1, 0, 2)).input("transform_matrix", matrix),
        "x has no pixels to take samples of");
    refuses(
        sampled("affine", zeros(2, 1, 1, 1)).input("transform_matrix", zeros(3, 6)),
        "transform_matrix is [3, 6], not [1, 6] or [2, 6]");
    refuses(
        sampled("affine", zeros(1, 1, 1, 1)).input("transform_matrix", zeros(2, 3)),
        "transform_matrix is [2, 3], not [1, 6] or [1, 6]");
    refuses(
        sampled("resample", zeros(2, 1, 1, 1)).input("coordinates", zeros(1, 1, 1, 2)),
        "coordinates is [1, 1, 1, 2], not [2, height, width, 2]");
    refuses(
        sampled("resample", zeros(1, 1, 1, 1)).input("coordinates", zeros(1, 1, 1, 1)),
        "coordinates is [1, 1, 1, 1], not [1, height, width, 2]");
    refuses(
        sampled("resample", zeros(1, 1, 1)).input("coordinates", zeros(1, 1, 1, 2)),
        "x has rank 3");
  }

  @Test
  void nothingToTakeFrom() {
    refuses(
        OperationRun.of("resize_bilinear").input("x", zeros(1, 2, 0)),
        "axis 2 of x has no elements to take samples of");
    refuses(
        OperationRun.of("reduce_argmax").input("x", zeros(2, 0)).integer("axis", -1),
        "axis 1 of x has no elements");
    refuses(
        OperationRun.of("reduce_argmin").input("x", zeros(2, 0)).integer("axis", 2),
        "there is no axis 2 in a tensor of rank 2");
  }

  @Test
  void parametersOfOtherAxesThanAreNormalized() {
    refuses(
        OperationRun.of("layer_norm")
            .input("x", zeros(2, 3))
            .parameter("axes", new int[] {0})
            .constant("gamma", zeros(3)),
        "gamma is [3], and the axes that are normalized are [2]");
    refuses(
        OperationRun.of("layer_norm")
            .input("x", zeros(2, 3))
            .parameter("axes", new int[] {-1})
            .constant("beta", zeros(1, 3)),
        "beta is [1, 3], and the axes that are normalized are [3]");
  }

  @Test
  void axesThatThereAreNot() {
    refuses(
        OperationRun.of("stack").input("values", zeros(2)).integer("axis", 2),
        "there is no axis 2 in a tensor of rank 2");
    refuses(
        OperationRun.of("argsort").input("x", zeros(2)).integer("axis", 1),
        "there is no axis 1 in a tensor of rank 1");
  }

  @Test
  void aScalarIsInOrder() {
    OperationRun.of("argsort").input("x", zeros()).run().isClose(shape(), 0);
  }
}
