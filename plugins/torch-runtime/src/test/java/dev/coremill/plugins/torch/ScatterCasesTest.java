package dev.coremill.plugins.torch;

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
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Scattering against plain loops, one update after the other. */
class ScatterCasesTest {
  private static final String[] MODES = {"add", "sub", "mul", "div", "max", "min", "update"};
  private static final float[] DATA = {8, -6, 24, 12, 18, -30, 36, 48, 60, 72, -12, 6};
  private static final float[] UPDATES = {2, 3, 4, -2, 6, 1, 3, 2, -3};

  static Stream<Arguments> modes() {
    Stream.Builder<Arguments> all = Stream.builder();
    for (String mode : MODES) {
      all.add(Arguments.of(mode, DataType.FLOAT32));
      all.add(Arguments.of(mode, DataType.INT32));
    }
    return all.build();
  }

  private static float combined(String mode, float old, float update) {
    return switch (mode) {
      case "add" -> old + update;
      case "sub" -> old - update;
      case "mul" -> old * update;
      case "div" -> old / update;
      case "max" -> Math.max(old, update);
      case "min" -> Math.min(old, update);
      default -> update;
    };
  }

  private static Tensor tensor(DataType type, float[] values, long... sizes) {
    if (type.isFloat()) {
      return floats(shape(sizes), values);
    }
    int[] integers = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      integers[i] = (int) values[i];
    }
    return integers(shape(sizes), integers);
  }

  private static void check(OperationRun run, DataType type, float[] expected, long... sizes) {
    if (type.isFloat()) {
      run.run().isClose(shape(sizes), expected);
    } else {
      int[] integers = new int[expected.length];
      for (int i = 0; i < integers.length; i++) {
        integers[i] = (int) expected[i];
      }
      run.outputs(DataType.INT32).run().isExactly(shape(sizes), integers);
    }
  }

  /** Rows 2 and 0 of four, the first one twice: all divisions are whole. */
  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource("modes")
  void scatterChangesSlices(String mode, DataType type) {
    int[] rows = {2, 0, 2};
    float[] expected = DATA.clone();
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < 3; j++) {
        int at = rows[i] * 3 + j;
        expected[at] = combined(mode, expected[at], UPDATES[i * 3 + j]);
      }
    }
    check(
        OperationRun.of("scatter")
            .input("data", tensor(type, DATA, 4, 3))
            .input("indices", integers(rows))
            .input("updates", tensor(type, UPDATES, 3, 3))
            .parameter("mode", mode),
        type,
        expected,
        4,
        3);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource("modes")
  void scatterChangesSlicesOfAnotherAxis(String mode, DataType type) {
    float[] updates = {2, 3, 4, -2, 6, 1};
    int[] columns = {3, 1};
    float[] expected = DATA.clone();
    for (int row = 0; row < 3; row++) {
      for (int i = 0; i < 2; i++) {
        int at = row * 4 + columns[i];
        expected[at] = (int) combined(mode, expected[at], updates[row * 2 + i]);
      }
    }
    OperationRun run =
        OperationRun.of("scatter")
            .input("data", tensor(DataType.INT32, DATA, 3, 4))
            .input("indices", integers(columns))
            .input("updates", tensor(DataType.INT32, updates, 3, 2))
            .parameter("mode", mode)
            .integer("axis", type.isFloat() ? 1 : -1);
    check(run, DataType.INT32, expected, 3, 4);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource("modes")
  void scatterAlongAnAxisChangesElements(String mode, DataType type) {
    int[] indices = {3, 0, 1, 3, 2, 1};
    float[] updates = {2, 3, 4, -2, 6, 1};
    float[] expected = DATA.clone();
    for (int i = 0; i < 2; i++) {
      for (int column = 0; column < 3; column++) {
        int at = indices[i * 3 + column] * 3 + column;
        expected[at] = combined(mode, expected[at], updates[i * 3 + column]);
      }
    }
    check(
        OperationRun.of("scatter_along_axis")
            .input("data", tensor(type, DATA, 4, 3))
            .input("indices", integers(shape(2, 3), indices))
            .input("updates", tensor(type, updates, 2, 3))
            .parameter("mode", mode)
            .integer("axis", 0),
        type,
        expected,
        4,
        3);
  }

  @ParameterizedTest(name = "{0} of {1}")
  @MethodSource("modes")
  void scatterByVectorsOfIndicesChangesElements(String mode, DataType type) {
    int[][] indices = {{3, 2}, {0, 1}, {3, 2}, {1, 0}};
    float[] updates = {2, 3, -3, 4};
    float[] expected = DATA.clone();
    int[] flat = new int[8];
    for (int i = 0; i < 4; i++) {
      flat[2 * i] = indices[i][0];
      flat[2 * i + 1] = indices[i][1];
      int at = indices[i][0] * 3 + indices[i][1];
      expected[at] = combined(mode, expected[at], updates[i]);
    }
    check(
        OperationRun.of("scatter_nd")
            .input("data", tensor(type, DATA, 4, 3))
            .input("indices", integers(shape(4, 2), flat))
            .input("updates", tensor(type, updates, 4))
            .parameter("mode", mode),
        type,
        expected,
        4,
        3);
  }

  @Test
  void scatterByVectorsOfIndicesChangesSlicesToo() {
    OperationRun.of("scatter_nd")
        .input("data", floats(shape(3, 2), 1, 2, 3, 4, 5, 6))
        .input("indices", integers(shape(2, 1), 2, 0))
        .input("updates", floats(shape(2, 2), 10, 20, 30, 40))
        .run()
        .isClose(shape(3, 2), 31, 42, 3, 4, 15, 26);
  }

  /** float32 does not hold 2^24 + 1 and 2^31 - 1. */
  @Test
  void largeIntegersAreDividedExactly() {
    OperationRun.of("scatter")
        .input("data", integers(16_777_217, Integer.MAX_VALUE, Integer.MAX_VALUE, -7))
        .input("indices", integers(2, 3))
        .input("updates", integers(2, 2))
        .parameter("mode", "div")
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(4), 16_777_217, Integer.MAX_VALUE, 1_073_741_823, -3);
  }

  @Test
  void indicesOfAnotherShapeThanTheDataAreRefused() {
    OperationRun run =
        OperationRun.of("scatter_along_axis")
            .input("data", floats(shape(2, 3), 0, 0, 0, 0, 0, 0))
            .input("indices", integers(shape(3, 1), 0, 0, 0))
            .input("updates", floats(shape(3, 1), 1, 2, 3))
            .integer("axis", 1);
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("axis 0 of indices has 3 elements, not 2");
  }

  @Test
  void addingIsTheDefault() {
    OperationRun.of("scatter")
        .input("data", floats(shape(2), 1, 2))
        .input("indices", integers(1))
        .input("updates", floats(shape(1), 5))
        .run()
        .isClose(shape(2), 1, 7);
    OperationRun.of("scatter_along_axis")
        .input("data", floats(shape(2), 1, 2))
        .input("indices", integers(1))
        .input("updates", floats(shape(1), 5))
        .run()
        .isClose(shape(2), 1, 7);
  }

  private static OperationRun at(int index, String type) {
    boolean vectors = type.equals("scatter_nd");
    return OperationRun.of(type)
        .input("data", floats(shape(3), 1, 2, 3))
        .input("indices", integers(vectors ? shape(1, 1) : shape(1), index))
        .input("updates", floats(shape(1), 10))
        .parameter("mode", "update");
  }

  static Stream<String> types() {
    return Stream.of("scatter", "scatter_along_axis", "scatter_nd");
  }

  @ParameterizedTest
  @MethodSource("types")
  void negativeIndicesCountFromTheEndInOlderOpsets(String type) {
    at(-1, type).opset(Opset.CORE_ML_6).run().isClose(shape(3), 1, 2, 10);
    at(-3, type).opset(Opset.CORE_ML_5).run().isClose(shape(3), 10, 2, 3);
  }

  @ParameterizedTest
  @MethodSource("types")
  void indicesOutOfBoundsAreRefused(String type) {
    assertThatThrownBy(() -> at(3, type).opset(Opset.CORE_ML_6).run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("index 3 is out of bounds for an axis of 3 elements");
    assertThatThrownBy(() -> at(-1, type).parameter("validate_indices", true).run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("index -1 is out of bounds for an axis of 3 elements");
  }

  @ParameterizedTest
  @MethodSource("types")
  void withoutValidationWhatIsOutOfBoundsChangesNothing(String type) {
    at(7, type).run().isClose(shape(3), 1, 2, 3);
    at(-4, type).parameter("validate_indices", false).run().isClose(shape(3), 1, 2, 3);
  }

  @ParameterizedTest
  @EnumSource(Opset.class)
  void everyOpsetScatters(Opset opset) {
    at(1, "scatter").opset(opset).run().isClose(shape(3), 1, 10, 3);
    at(1, "scatter_along_axis").opset(opset).run().isClose(shape(3), 1, 10, 3);
    at(1, "scatter_nd").opset(opset).run().isClose(shape(3), 1, 10, 3);
  }

  private static OperationRun divided(int... updates) {
    return OperationRun.of("scatter")
        .input("data", integers(10, -7))
        .input("indices", integers(new int[updates.length]))
        .input("updates", integers(updates))
        .parameter("mode", "div")
        .outputs(DataType.INT32);
  }

  @Test
  void integersAreDividedByWhatNoIntegerHolds() {
    divided(1 << 16, 1 << 16).run().isExactly(shape(2), 0, -7);
    divided(-3, 1, 1).run().isExactly(shape(2), -3, -7);
  }

  @Test
  void integersAreNotDividedByZero() {
    assertThatThrownBy(() -> divided(2, 0).run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("updates has a 0, and integers cannot be divided by 0");
  }

  @Test
  void updatesOfAsManyElementsInAnotherShapeAreRefused() {
    Tensor data = floats(shape(2, 3), new float[6]);
    Tensor turned = floats(shape(3, 2), new float[6]);
    assertThatThrownBy(() ->
            OperationRun.of("scatter")
                .input("data", data)
                .input("indices", integers(0, 1))
                .input("updates", turned)
                .run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("updates is [3, 2], and data and indices take [2, 3]");
    assertThatThrownBy(() ->
            OperationRun.of("scatter_nd")
                .input("data", data)
                .input("indices", integers(shape(2, 1), 0, 1))
                .input("updates", turned)
                .run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("updates is [3, 2], and data and indices take [2, 3]");
  }
}
