package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.counting;
import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Opset;
import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Gathering against plain loops. Elements are 100 a + 10 b + c at [a, b, c]. */
class GatherCasesTest {
  private static Tensor digits(int... sizes) {
    float[] values = new float[sizes[0] * sizes[1] * sizes[2]];
    int at = 0;
    for (int a = 0; a < sizes[0]; a++) {
      for (int b = 0; b < sizes[1]; b++) {
        for (int c = 0; c < sizes[2]; c++) {
          values[at++] = 100 * a + 10 * b + c;
        }
      }
    }
    return floats(shape(sizes[0], sizes[1], sizes[2]), values);
  }

  @ParameterizedTest(name = "axis {0}")
  @CsvSource({"0, 0", "1, 1", "2, 2", "-1, 2", "-2, 1", "-3, 0"})
  void gatherTakesSlices(int axis, int front) {
    int[] indices = {1, 0, 1, 1};
    int[] sizes = {2, 3, 2};
    int[] result = sizes.clone();
    result[front] = 4;
    float[] expected = new float[result[0] * result[1] * result[2]];
    int at = 0;
    for (int a = 0; a < result[0]; a++) {
      for (int b = 0; b < result[1]; b++) {
        for (int c = 0; c < result[2]; c++) {
          expected[at++] =
              100 * (front == 0 ? indices[a] : a)
                  + 10 * (front == 1 ? indices[b] : b)
                  + (front == 2 ? indices[c] : c);
        }
      }
    }
    OperationRun.of("gather")
        .input("x", digits(sizes))
        .input("indices", integers(indices))
        .integer("axis", axis)
        .run()
        .isClose(shape(result[0], result[1], result[2]), expected);
  }

  @Test
  void theAxesOfTheIndicesTakeThePlaceOfTheAxis() {
    OperationRun.of("gather")
        .input("x", digits(1, 3, 2))
        .input("indices", integers(shape(2, 2), 2, 0, 1, 2))
        .integer("axis", 1)
        .run()
        .isClose(shape(1, 2, 2, 2), 20, 21, 0, 1, 10, 11, 20, 21);
    OperationRun.of("gather")
        .input("x", digits(1, 3, 2))
        .input("indices", integers(shape(), 2))
        .integer("axis", 1)
        .run()
        .isClose(shape(1, 2), 20, 21);
    OperationRun.of("gather")
        .input("x", counting(5, shape(3)))
        .input("indices", integers(shape(), 1))
        .run()
        .isClose(shape(), 6);
  }

  @Test
  void eachImageOfABatchHasItsOwnIndices() {
    OperationRun.of("gather")
        .input("x", digits(2, 3, 2))
        .input("indices", integers(shape(2, 2), 2, 0, 1, 1))
        .integer("axis", 1)
        .integer("batch_dims", 1)
        .run()
        .isClose(shape(2, 2, 2), 20, 21, 0, 1, 110, 111, 110, 111);
    OperationRun.of("gather")
        .input("x", digits(2, 3, 2))
        .input("indices", integers(shape(2), 1, 0))
        .integer("axis", 2)
        .integer("batch_dims", 1)
        .run()
        .isClose(shape(2, 3), 1, 11, 21, 100, 110, 120);
    OperationRun.of("gather")
        .input("x", digits(2, 3, 2))
        .input("indices", integers(shape(2, 3, 1), 1, 0, 1, 0, 0, 1))
        .integer("axis", 2)
        .integer("batch_dims", 2)
        .run()
        .isClose(shape(2, 3, 1), 1, 10, 21, 100, 110, 121);
  }

  @ParameterizedTest(name = "axis {0}")
  @CsvSource({"0", "1", "-1", "-2"})
  void gatherAlongAnAxisTakesElements(int axis) {
    int along = Math.floorMod(axis, 2);
    int[] indices = {1, 0, 2, 1, 1, 0, 0, 2, 1};
    float[] expected = new float[9];
    for (int row = 0; row < 3; row++) {
      for (int column = 0; column < 3; column++) {
        int index = indices[row * 3 + column];
        expected[row * 3 + column] = along == 0 ? index * 3 + column : row * 3 + index;
      }
    }
    OperationRun.of("gather_along_axis")
        .input("x", counting(0, shape(3, 3)))
        .input("indices", integers(shape(3, 3), indices))
        .integer("axis", axis)
        .run()
        .isClose(shape(3, 3), expected);
  }

  @Test
  void vectorsOfIndicesTakeElementsOrSlices() {
    OperationRun.of("gather_nd")
        .input("x", digits(2, 3, 2))
        .input("indices", integers(shape(2, 3), 1, 2, 0, 0, 1, 1))
        .run()
        .isClose(shape(2), 120, 11);
    OperationRun.of("gather_nd")
        .input("x", digits(2, 3, 2))
        .input("indices", integers(shape(2, 2), 1, 2, 0, 1))
        .run()
        .isClose(shape(2, 2), 120, 121, 10, 11);
    OperationRun.of("gather_nd")
        .input("x", digits(2, 3, 2))
        .input("indices", integers(shape(1, 2, 1), 1, 0))
        .run()
        .isClose(shape(1, 2, 3, 2), 100, 101, 110, 111, 120, 121, 0, 1, 10, 11, 20, 21);
  }

  @Test
  void vectorsOfIndicesBelongToTheirBatch() {
    OperationRun.of("gather_nd")
        .input("x", digits(2, 3, 2))
        .input("indices", integers(shape(2, 1), 2, 1))
        .integer("batch_dims", 1)
        .run()
        .isClose(shape(2, 2), 20, 21, 110, 111);
    OperationRun.of("gather_nd")
        .input("x", digits(2, 3, 2))
        .input("indices", integers(shape(2, 2, 2), 2, 1, 0, 0, 1, 1, 2, 0))
        .integer("batch_dims", 1)
        .run()
        .isClose(shape(2, 2), 21, 0, 111, 120);
  }

  static Stream<String> types() {
    return Stream.of("gather", "gather_along_axis", "gather_nd");
  }

  private static OperationRun at(int index, String type) {
    boolean vectors = type.equals("gather_nd");
    return OperationRun.of(type)
        .input("x", floats(shape(3), 5, 6, 7))
        .input("indices", integers(vectors ? shape(1, 1) : shape(1), index));
  }

  @ParameterizedTest
  @MethodSource("types")
  void negativeIndicesCountFromTheEndInOlderOpsets(String type) {
    at(-1, type).opset(Opset.CORE_ML_5).run().isClose(shape(1), 7);
    at(-3, type).opset(Opset.CORE_ML_6).run().isClose(shape(1), 5);
  }

  @ParameterizedTest
  @MethodSource("types")
  void indicesOutOfBoundsAreRefused(String type) {
    assertThatThrownBy(() -> at(3, type).opset(Opset.CORE_ML_6).run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("index 3 is out of bounds for an axis of 3 elements");
    assertThatThrownBy(() -> at(-4, type).opset(Opset.CORE_ML_5).run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("index -4 is out of bounds");
    assertThatThrownBy(() -> at(-1, type).parameter("validate_indices", true).run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("index -1 is out of bounds");
  }

  @ParameterizedTest
  @MethodSource("types")
  void withoutValidationMemoryIsSafe(String type) {
    at(9, type).run().isClose(shape(1), 7);
    at(-9, type).parameter("validate_indices", false).run().isClose(shape(1), 5);
  }

  @ParameterizedTest
  @EnumSource(Opset.class)
  void everyOpsetGathers(Opset opset) {
    for (String type : types().toList()) {
      at(1, type).opset(opset).run().isClose(shape(1), 6);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"INT8", "UINT8", "INT16", "UINT16", "INT32"})
  void indicesMayBeOfEveryIntegerType(DataType type) {
    OperationRun.of("gather")
        .input("x", floats(shape(3), 5, 6, 7))
        .input("indices", Tensor.ofIntegers(type, shape(2), 2, 0))
        .run()
        .isClose(shape(2), 7, 5);
    OperationRun.of("gather")
        .input("x", Tensor.ofIntegers(type, shape(3), 5, 6, 7))
        .input("indices", integers(2, 0))
        .outputs(type)
        .run()
        .isExactly(shape(2), 7, 5);
  }

  @Test
  void indicesHaveTheOtherAxesOfWhatTheyReadFrom() {
    assertThatThrownBy(() ->
            OperationRun.of("gather_along_axis")
                .input("x", floats(shape(2, 3), new float[6]))
                .input("indices", integers(shape(1, 3), 0, 0, 0))
                .integer("axis", 1)
                .run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("axis 0 of indices has 1 elements, not 2");
    for (String type : new String[] {"gather", "gather_nd"}) {
      assertThatThrownBy(() ->
              OperationRun.of(type)
                  .input("x", floats(shape(2, 3, 4), new float[24]))
                  .input("indices", integers(shape(3, 2, 1), new int[6]))
                  .integer("batch_dims", 2)
                  .parameter("axis", integers(shape(), 2))
                  .run())
          .isInstanceOf(PredictionException.class)
          .hasMessageContaining("axis 0 of indices has 3 elements, not 2");
    }
  }
}
