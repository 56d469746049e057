package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.counting;
import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Tensor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Slices against what Python selects from a list of six, and against plain loops. */
class SlicingCasesTest {
  static Stream<Arguments> slices() {
    return Stream.of(
        Arguments.of(0, 6, 1, new float[] {0, 1, 2, 3, 4, 5}),
        Arguments.of(1, 4, 1, new float[] {1, 2, 3}),
        Arguments.of(2, 2, 1, new float[] {}),
        Arguments.of(4, 1, 1, new float[] {}),
        Arguments.of(-3, 6, 1, new float[] {3, 4, 5}),
        Arguments.of(-3, -1, 1, new float[] {3, 4}),
        Arguments.of(0, 99, 1, new float[] {0, 1, 2, 3, 4, 5}),
        Arguments.of(-99, 3, 1, new float[] {0, 1, 2}),
        Arguments.of(0, 6, 2, new float[] {0, 2, 4}),
        Arguments.of(1, 6, 2, new float[] {1, 3, 5}),
        Arguments.of(1, 5, 3, new float[] {1, 4}),
        Arguments.of(0, 1, 5, new float[] {0}),
        Arguments.of(5, 0, -1, new float[] {5, 4, 3, 2, 1}),
        Arguments.of(5, -99, -1, new float[] {5, 4, 3, 2, 1, 0}),
        Arguments.of(4, 1, -2, new float[] {4, 2}),
        Arguments.of(-1, -5, -2, new float[] {5, 3}),
        Arguments.of(99, 0, -3, new float[] {5, 2}),
        Arguments.of(0, 5, -1, new float[] {}),
        Arguments.of(null, 4, 1, new float[] {0, 1, 2, 3}),
        Arguments.of(2, null, 1, new float[] {2, 3, 4, 5}),
        Arguments.of(null, null, 2, new float[] {0, 2, 4}),
        Arguments.of(null, 2, -1, new float[] {5, 4, 3}),
        Arguments.of(3, null, -1, new float[] {3, 2, 1, 0}),
        Arguments.of(null, null, -1, new float[] {5, 4, 3, 2, 1, 0}),
        Arguments.of(null, null, -4, new float[] {5, 1}));
  }

  private static Tensor flags(boolean... values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = values[i] ? 1 : 0;
    }
    return Tensor.ofIntegers(DataType.BOOL, shape(bits.length), bits);
  }

  private static OperationRun masked(
      String type, @Nullable Integer begin, @Nullable Integer end, int stride) {
    OperationRun run =
        OperationRun.of(type)
            .input("x", counting(0, shape(6)))
            .parameter("begin", integers(begin == null ? 3 : begin))
            .parameter("end", integers(end == null ? 3 : end))
            .parameter("stride", integers(stride));
    if (begin == null) {
      run.parameter("begin_mask", flags(true));
    }
    return end == null ? run.parameter("end_mask", flags(true)) : run;
  }

  @ParameterizedTest(name = "[{0}:{1}:{2}]")
  @MethodSource("slices")
  void aSliceIsWhatPythonSelects(
      @Nullable Integer begin, @Nullable Integer end, int stride, float[] expected) {
    masked("slice_by_index", begin, end, stride).run().isClose(shape(expected.length), expected);
  }

  @ParameterizedTest(name = "[{0}:{1}:{2}]")
  @MethodSource("slices")
  void anUpdateChangesWhatTheSliceSelects(
      @Nullable Integer begin, @Nullable Integer end, int stride, float[] selected) {
    float[] expected = {0, 1, 2, 3, 4, 5};
    for (int i = 0; i < selected.length; i++) {
      expected[(int) selected[i]] = 100 + i;
    }
    masked("slice_update", begin, end, stride)
        .input("update", counting(100, shape(selected.length)))
        .run()
        .isClose(shape(6), expected);
  }

  @Test
  void anAxisOfOneElementCanBeLeftOut() {
    OperationRun.of("slice_by_index")
        .input("x", counting(0, shape(2, 3, 4)))
        .parameter("begin", 1, -1, 0)
        .parameter("end", 0, 0, 4)
        .parameter("stride", 1, 1, 2)
        .parameter("squeeze_mask", flags(true, true, false))
        .run()
        .isClose(shape(2), 20, 22);
    OperationRun.of("slice_by_index")
        .input("x", counting(0, shape(2, 3)))
        .parameter("begin", 1, 2)
        .parameter("end", 0, 0)
        .parameter("squeeze_mask", flags(true, true))
        .run()
        .isClose(shape(), 5);
    OperationRun.of("slice_update")
        .input("x", counting(0, shape(2, 3)))
        .input("update", floats(shape(2), 8, 9))
        .parameter("begin", 1, 1)
        .parameter("end", 0, 3)
        .parameter("squeeze_mask", flags(true, false))
        .run()
        .isClose(shape(2, 3), 0, 1, 2, 3, 8, 9);
  }

  @Test
  void anAxisWithoutABeginningIsLeftOutAtItsFirstElement() {
    OperationRun.of("slice_by_index")
        .input("x", counting(0, shape(2, 3)))
        .parameter("begin", 1, 2)
        .parameter("end", 2, 3)
        .parameter("begin_mask", flags(true, false))
        .parameter("squeeze_mask", flags(true, false))
        .run()
        .isClose(shape(1), 2);
  }

  @Test
  void severalAxesAreSlicedAtOnce() {
    OperationRun.of("slice_by_index")
        .input("x", integers(shape(3, 4), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))
        .parameter("begin", 2, 1)
        .parameter("end", 0, 4)
        .parameter("stride", -1, 2)
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(2, 2), 9, 11, 5, 7);
  }

  @Test
  void anUpdateOfAnotherShapeIsRefused() {
    OperationRun run =
        OperationRun.of("slice_update")
            .input("x", counting(0, shape(4)))
            .input("update", floats(shape(1), 1))
            .parameter("begin", integers(0))
            .parameter("end", integers(2));
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("update is [1], and the slice [2]");
  }

  @Test
  void aStrideOfZeroIsRefused() {
    assertThatThrownBy(() -> masked("slice_by_index", 0, 3, 0).run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("the stride of axis 0 is 0");
  }

  @ParameterizedTest(name = "{1} from {0} on")
  @CsvSource({"0, 4", "1, 2", "3, 1", "2, -1", "0, -1", "-2, 2", "1, 0"})
  void aSliceOfASizeBeginsWhereItSays(int begin, int size) {
    int first = begin < 0 ? begin + 4 : begin;
    int count = size < 0 ? 4 - first : size;
    float[] expected = new float[2 * count];
    for (int row = 0; row < 2; row++) {
      for (int i = 0; i < count; i++) {
        expected[row * count + i] = row * 4 + first + i;
      }
    }
    OperationRun.of("slice_by_size")
        .input("x", counting(0, shape(2, 4)))
        .parameter("begin", 0, begin)
        .parameter("size", 2, size)
        .run()
        .isClose(shape(2, count), expected);
  }

  @Test
  void aSliceOfASizeThatDoesNotFitIsRefused() {
    OperationRun run =
        OperationRun.of("slice_by_size")
            .input("x", counting(0, shape(4)))
            .parameter("begin", integers(3))
            .parameter("size", integers(2));
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("2 elements from 3 on are not all in axis 0");
  }

  @ParameterizedTest(name = "axis {0}, size {1}, stride {2}")
  @CsvSource({"0, 2, 1", "0, 3, 1", "1, 2, 1", "1, 2, 2", "1, 4, 3", "-1, 3, 2", "1, 5, 1"})
  void windowsSlideAlongTheirAxis(int axis, int size, int stride) {
    int[] sizes = {3, 5};
    int along = Math.floorMod(axis, 2);
    int windows = (sizes[along] - size) / stride + 1;
    float[] expected = new float[windows * size * sizes[1 - along]];
    int at = 0;
    if (along == 0) {
      for (int window = 0; window < windows; window++) {
        for (int i = 0; i < size; i++) {
          for (int column = 0; column < 5; column++) {
            expected[at++] = (window * stride + i) * 5 + column;
          }
        }
      }
    } else {
      for (int row = 0; row < 3; row++) {
        for (int window = 0; window < windows; window++) {
          for (int i = 0; i < size; i++) {
            expected[at++] = row * 5 + window * stride + i;
          }
        }
      }
    }
    OperationRun.of("sliding_windows")
        .input("x", counting(0, shape(3, 5)))
        .integer("axis", axis)
        .integer("size", size)
        .integer("stride", stride)
        .run()
        .isClose(along == 0 ? shape(windows, size, 5) : shape(3, windows, size), expected);
  }
}
