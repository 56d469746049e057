package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.counting;
import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Opset;
import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Changes of shape, where the elements keep their order, and putting tensors together and apart.
 */
class ShapeCasesTest {
  private static float[] count(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i;
    }
    return values;
  }

  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of(Opset.CORE_ML_5, shape(2, 6), new int[] {3, 4}, shape(3, 4)),
        Arguments.of(Opset.CORE_ML_5, shape(2, 6), new int[] {12}, shape(12)),
        Arguments.of(Opset.CORE_ML_5, shape(2, 6), new int[] {0, -1}, shape(2, 6)),
        Arguments.of(Opset.CORE_ML_6, shape(2, 3, 2), new int[] {0, -1, 0}, shape(2, 3, 2)),
        Arguments.of(Opset.CORE_ML_6, shape(2, 3, 2), new int[] {-1, 2}, shape(6, 2)),
        Arguments.of(Opset.CORE_ML_7, shape(2, 6), new int[] {1, 0, -1, 0}, shape(1, 1, 2, 6)),
        Arguments.of(Opset.CORE_ML_7, shape(2, 3, 2), new int[] {-1, 0}, shape(6, 2)),
        Arguments.of(Opset.CORE_ML_9, shape(2, 3, 2), new int[] {0, 0, -1}, shape(2, 3, 2)));
  }

  @ParameterizedTest(name = "{1} in {0}")
  @MethodSource("shapes")
  void reshapeFollowsItsSpecialSizes(Opset opset, Shape from, int[] shape, Shape expected) {
    OperationRun.of("reshape")
        .opset(opset)
        .input("x", counting(0, from))
        .parameter("shape", shape)
        .run()
        .isClose(expected, count(12));
  }

  @Test
  void aZeroForAnotherRankIsRefusedInOlderOpsets() {
    OperationRun run =
        OperationRun.of("reshape")
            .opset(Opset.CORE_ML_6)
            .input("x", counting(0, shape(2, 6)))
            .parameter("shape", 1, 0, -1);
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("CoreML6 allows only where the rank stays the same");
  }

  private static OperationRun flag(OperationRun run, String argument, boolean value) {
    return run.parameter(argument, value);
  }

  @Test
  void aShapeCanBeThatOfOtherTensors() {
    OperationRun run =
        OperationRun.of("reshape_like")
            .input("x", counting(0, shape(180)))
            .input("ref_tensors", counting(0, shape(2, 3, 4)))
            .input("ref_tensors", counting(0, shape(1, 5, 6)))
            .integer("begins", 0)
            .integer("begins", 1)
            .integer("ends", 2)
            .integer("ends", 0);
    flag(flag(run, "end_masks", false), "end_masks", true)
        .run()
        .isClose(shape(2, 3, 5, 6), count(180));
    OperationRun one =
        OperationRun.of("reshape_like")
            .opset(Opset.CORE_ML_6)
            .input("x", counting(0, shape(6)))
            .input("ref_tensors", counting(0, shape(4, 3, 2)))
            .integer("begins", -2)
            .integer("ends", 3);
    flag(one, "end_masks", false).run().isClose(shape(3, 2), count(6));
  }

  @ParameterizedTest(name = "axis {0}")
  @CsvSource({"0, 1, 24", "1, 2, 12", "2, 6, 4", "3, 24, 1", "-1, 6, 4", "-2, 2, 12", "-3, 1, 24"})
  void flatteningMakesAMatrix(int axis, int rows, int columns) {
    OperationRun.of("flatten2d")
        .input("x", counting(0, shape(2, 3, 4)))
        .integer("axis", axis)
        .run()
        .isClose(shape(rows, columns), count(24));
  }

  static Stream<Arguments> squeezed() {
    return Stream.of(
        Arguments.of(new int[] {0}, shape(2, 1, 3, 1)),
        Arguments.of(new int[] {2}, shape(1, 2, 3, 1)),
        Arguments.of(new int[] {-1, 0}, shape(2, 1, 3)),
        Arguments.of(new int[] {4, 2, 0}, shape(2, 3)),
        Arguments.of(new int[] {1}, shape(1, 2, 1, 3, 1)),
        Arguments.of(new int[] {-2, 2}, shape(1, 2, 3, 1)),
        Arguments.of(new int[] {}, shape(2, 3)));
  }

  @ParameterizedTest
  @MethodSource("squeezed")
  void axesOfOneElementAreLeftOut(int[] axes, Shape expected) {
    OperationRun run = OperationRun.of("squeeze").input("x", counting(0, shape(1, 2, 1, 3, 1)));
    (axes.length == 0 ? run : run.parameter("axes", axes)).run().isClose(expected, count(6));
  }

  static Stream<Arguments> expanded() {
    return Stream.of(
        Arguments.of(new int[] {0}, shape(1, 2, 3)),
        Arguments.of(new int[] {1}, shape(2, 1, 3)),
        Arguments.of(new int[] {-1}, shape(2, 3, 1)),
        Arguments.of(new int[] {0, 2}, shape(1, 2, 1, 3)),
        Arguments.of(new int[] {-1, -3}, shape(2, 1, 3, 1)),
        Arguments.of(new int[] {3, 0}, shape(1, 2, 3, 1)));
  }

  @ParameterizedTest
  @MethodSource("expanded")
  void axesOfOneElementAreAdded(int[] axes, Shape expected) {
    OperationRun.of("expand_dims")
        .input("x", counting(0, shape(2, 3)))
        .parameter("axes", axes)
        .run()
        .isClose(expected, count(6));
  }

  static Stream<int[]> permutations() {
    return Stream.of(
        new int[] {0, 1, 2},
        new int[] {0, 2, 1},
        new int[] {1, 0, 2},
        new int[] {1, 2, 0},
        new int[] {2, 0, 1},
        new int[] {-1, -2, -3});
  }

  @ParameterizedTest
  @MethodSource("permutations")
  void transposingPutsAxesInAnotherOrder(int[] order) {
    int[] sizes = {2, 3, 4};
    int[] axes = {
      Math.floorMod(order[0], 3), Math.floorMod(order[1], 3), Math.floorMod(order[2], 3)
    };
    float[] expected = new float[24];
    int at = 0;
    int[] position = new int[3];
    for (int a = 0; a < sizes[axes[0]]; a++) {
      for (int b = 0; b < sizes[axes[1]]; b++) {
        for (int c = 0; c < sizes[axes[2]]; c++) {
          position[axes[0]] = a;
          position[axes[1]] = b;
          position[axes[2]] = c;
          expected[at++] = position[0] * 12 + position[1] * 4 + position[2];
        }
      }
    }
    OperationRun.of("transpose")
        .input("x", counting(0, shape(2, 3, 4)))
        .parameter("perm", order)
        .run()
        .isClose(shape(sizes[axes[0]], sizes[axes[1]], sizes[axes[2]]), expected);
  }

  @Test
  void theShapeIsAVector() {
    OperationRun.of("shape")
        .input("x", counting(0, shape(2, 1, 3)))
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(3), 2, 1, 3);
    OperationRun.of("shape")
        .input("x", floats(shape(), 1))
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(0));
  }

  @Test
  void identityGivesWhatItTakes() {
    OperationRun.of("identity").input("x", counting(3, shape(2))).run().isClose(shape(2), 3, 4);
  }

  private static OperationRun two(String type, int axis) {
    return OperationRun.of(type)
        .input("values", floats(shape(2, 2), 1, 2, 3, 4))
        .input("values", floats(shape(2, 2), 5, 6, 7, 8))
        .integer("axis", axis);
  }

  @Test
  void tensorsArePutTogether() {
    two("concat", 0).run().isClose(shape(4, 2), 1, 2, 3, 4, 5, 6, 7, 8);
    two("concat", -1).run().isClose(shape(2, 4), 1, 2, 5, 6, 3, 4, 7, 8);
    OperationRun.of("concat")
        .input("values", floats(shape(2, 1), 1, 2))
        .input("values", floats(shape(2, 2), 3, 4, 5, 6))
        .integer("axis", 1)
        .run()
        .isClose(shape(2, 3), 1, 3, 4, 2, 5, 6);
  }

  @Test
  void scalarsArePutTogetherToAVector() {
    OperationRun.of("concat")
        .input("values", integers(shape(), 7))
        .input("values", integers(shape(), -2))
        .input("values", integers(shape(), 5))
        .integer("axis", 0)
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(3), 7, -2, 5);
  }

  @Test
  void tensorsAreInterleaved() {
    two("concat", 0)
        .parameter("interleave", true)
        .run()
        .isClose(shape(4, 2), 1, 2, 5, 6, 3, 4, 7, 8);
    two("concat", -1)
        .parameter("interleave", true)
        .run()
        .isClose(shape(2, 4), 1, 5, 2, 6, 3, 7, 4, 8);
  }

  @Test
  void tensorsAreStackedAlongANewAxis() {
    two("stack", 0).run().isClose(shape(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
    two("stack", 1).run().isClose(shape(2, 2, 2), 1, 2, 5, 6, 3, 4, 7, 8);
    two("stack", -1).run().isClose(shape(2, 2, 2), 1, 5, 2, 6, 3, 7, 4, 8);
  }

  @Test
  void aTensorIsSplitIntoEqualParts() {
    OperationRun.Result result =
        OperationRun.of("split")
            .input("x", counting(0, shape(2, 4)))
            .integer("num_splits", 2)
            .integer("axis", 1)
            .outputs(DataType.FLOAT32, DataType.FLOAT32)
            .run();
    result.isClose(0, shape(2, 2), 0, 1, 4, 5);
    result.isClose(1, shape(2, 2), 2, 3, 6, 7);
  }

  @Test
  void aTensorIsSplitIntoPartsOfSizes() {
    OperationRun.Result result =
        OperationRun.of("split")
            .input("x", counting(0, shape(4, 2)))
            .parameter("split_sizes", 1, 0, 3)
            .integer("num_splits", 3)
            .integer("axis", -2)
            .outputs(DataType.FLOAT32, DataType.FLOAT32, DataType.FLOAT32)
            .run();
    result.isClose(0, shape(1, 2), 0, 1);
    result.isClose(1, shape(0, 2));
    result.isClose(2, shape(3, 2), 2, 3, 4, 5, 6, 7);
  }

  @Test
  void partsThatAreNotEqualAreRefused() {
    OperationRun run =
        OperationRun.of("split")
            .input("x", counting(0, shape(5)))
            .integer("num_splits", 2)
            .integer("axis", 0)
            .outputs(DataType.FLOAT32, DataType.FLOAT32);
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("5 elements cannot be split into 2 equal parts");
  }

  @Test
  void noTilesAtAllAreNothing() {
    OperationRun.of("tile")
        .input("x", counting(0, shape(2, 3)))
        .parameter("reps", 2, 0)
        .run()
        .isClose(shape(4, 0));
    OperationRun run =
        OperationRun.of("tile").input("x", counting(0, shape(2, 3))).parameter("reps", 1, 2, 3);
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("reps has 3 numbers for a tensor of rank 2");
  }

  @Test
  void tilesRepeatAlongEachAxis() {
    OperationRun.of("tile")
        .input("x", floats(shape(1, 2), 1, 2))
        .parameter("reps", 2, 3)
        .run()
        .isClose(shape(2, 6), 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2);
    OperationRun.of("tile")
        .input("x", integers(shape(2, 1), 4, 5))
        .parameter("reps", 1, 2)
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(2, 2), 4, 4, 5, 5);
  }

  static Stream<Arguments> casts() {
    float[] x = {-300.5f, -1.5f, -0.4f, 0, 0.6f, 2.5f, 300.7f, Float.NaN, 1e20f};
    return Stream.of(
        Arguments.of(DataType.INT8, x, new int[] {-128, -1, 0, 0, 0, 2, 127, 0, 127}),
        Arguments.of(DataType.UINT8, x, new int[] {0, 0, 0, 0, 0, 2, 255, 0, 255}),
        Arguments.of(DataType.INT16, x, new int[] {-300, -1, 0, 0, 0, 2, 300, 0, 32767}),
        Arguments.of(DataType.UINT16, x, new int[] {0, 0, 0, 0, 0, 2, 300, 0, 65535}),
        Arguments.of(
            DataType.INT32, x, new int[] {-300, -1, 0, 0, 0, 2, 300, 0, Integer.MAX_VALUE}),
        Arguments.of(DataType.BOOL, x, new int[] {1, 1, 1, 0, 1, 1, 1, 1, 1}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("casts")
  void floatsLoseTheirFractionAndStopAtTheBounds(DataType type, float[] x, int[] expected) {
    OperationRun.of("cast")
        .input("x", floats(shape(x.length), x))
        .parameter("dtype", type.text())
        .outputs(type)
        .run()
        .isExactly(shape(x.length), expected);
  }

  static Stream<Arguments> integerCasts() {
    int[] x = {-70000, -129, -1, 0, 127, 200, 65537};
    return Stream.of(
        Arguments.of(DataType.INT8, x, new int[] {-112, 127, -1, 0, 127, -56, 1}),
        Arguments.of(DataType.UINT8, x, new int[] {144, 127, 255, 0, 127, 200, 1}),
        Arguments.of(DataType.INT16, x, new int[] {-4464, -129, -1, 0, 127, 200, 1}),
        Arguments.of(DataType.UINT16, x, new int[] {61072, 65407, 65535, 0, 127, 200, 1}),
        Arguments.of(DataType.INT32, x, x),
        Arguments.of(DataType.BOOL, x, new int[] {1, 1, 1, 0, 1, 1, 1}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("integerCasts")
  void integersKeepTheirLowestBits(DataType type, int[] x, int[] expected) {
    OperationRun.of("cast")
        .input("x", integers(x))
        .parameter("dtype", type.text())
        .outputs(type)
        .run()
        .isExactly(shape(x.length), expected);
  }

  @Test
  void everythingBecomesAFloat() {
    OperationRun.of("cast")
        .input("x", Tensor.ofIntegers(DataType.BOOL, shape(2), 1, 0))
        .parameter("dtype", "fp32")
        .run()
        .isClose(shape(2), 1, 0);
    OperationRun.of("cast")
        .input("x", Tensor.ofIntegers(DataType.UINT16, shape(1), 65535))
        .parameter("dtype", "fp32")
        .run()
        .isClose(shape(1), 65535);
    OperationRun.of("cast")
        .input("x", floats(shape(3), 2049, 65520, -1e-8f))
        .parameter("dtype", "fp16")
        .outputs(DataType.FLOAT16)
        .rounding()
        .run()
        .isClose(shape(3), 2048, Float.POSITIVE_INFINITY, 0);
  }
}
