package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reductions against plain loops. */
class ReductionCasesTest {
  private static final int[] SIZES = {2, 3, 4};
  private static final float[] X = new float[24];

  static {
    for (int i = 0; i < X.length; i++) {
      X[i] = 0.25f + (i * 7 % 24) / 8f;
    }
  }

  static Stream<Arguments> cases() {
    Stream.Builder<Arguments> all = Stream.builder();
    int[][] axes = {{}, {0}, {-1}, {1, 2}, {2, 0}, {0, 1, 2}};
    for (int[] some : axes) {
      for (boolean keep : new boolean[] {false, true}) {
        add(all, "reduce_l1_norm", some, keep, v -> sum(v));
        add(all, "reduce_l2_norm", some, keep, v -> Math.sqrt(squares(v)));
        add(all, "reduce_log_sum", some, keep, v -> Math.log(sum(v)));
        add(
            all,
            "reduce_log_sum_exp",
            some,
            keep,
            v -> Math.log(v.stream().mapToDouble(Math::exp).sum()));
        add(all, "reduce_max", some, keep, v -> v.stream().mapToDouble(x -> x).max().orElse(0));
        add(all, "reduce_mean", some, keep, v -> sum(v) / v.size());
        add(all, "reduce_min", some, keep, v -> v.stream().mapToDouble(x -> x).min().orElse(0));
        add(
            all,
            "reduce_prod",
            some,
            keep,
            v -> v.stream().mapToDouble(x -> x).reduce(1, (x, y) -> x * y));
        add(all, "reduce_sum", some, keep, v -> sum(v));
        add(all, "reduce_sum_square", some, keep, v -> squares(v));
      }
    }
    return all.build();
  }

  private static void add(
      Stream.Builder<Arguments> all,
      String type,
      int[] axes,
      boolean keep,
      ToDoubleFunction<List<Double>> formula) {
    all.add(Arguments.of(type, axes, keep, formula));
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(x -> x).sum();
  }

  private static double squares(List<Double> values) {
    return values.stream().mapToDouble(x -> x * x).sum();
  }

  @ParameterizedTest(name = "{0} along {1}, keeping {2}")
  @MethodSource("cases")
  void aReductionTakesTheElementsAlongItsAxes(
      String type, int[] axes, boolean keep, ToDoubleFunction<List<Double>> formula) {
    boolean[] goes = new boolean[3];
    for (int axis : axes) {
      goes[Math.floorMod(axis, 3)] = true;
    }
    if (axes.length == 0) {
      goes = new boolean[] {true, true, true};
    }
    List<List<Double>> groups = new ArrayList<>();
    List<Long> sizes = new ArrayList<>();
    int count = 1;
    for (int i = 0; i < 3; i++) {
      if (!goes[i]) {
        sizes.add((long) SIZES[i]);
        count *= SIZES[i];
      } else if (keep) {
        sizes.add(1L);
      }
    }
    for (int i = 0; i < count; i++) {
      groups.add(new ArrayList<>());
    }
    for (int i = 0; i < X.length; i++) {
      int[] position = {i / 12, i / 4 % 3, i % 4};
      int group = 0;
      for (int axis = 0; axis < 3; axis++) {
        group = goes[axis] ? group : group * SIZES[axis] + position[axis];
      }
      groups.get(group).add((double) X[i]);
    }
    float[] expected = new float[count];
    for (int i = 0; i < count; i++) {
      expected[i] = (float) formula.applyAsDouble(groups.get(i));
    }
    OperationRun operation =
        OperationRun.of(type).input("x", floats(shape(2, 3, 4), X)).parameter("keep_dims", keep);
    if (axes.length > 0) {
      operation.parameter("axes", axes);
    }
    operation
        .run()
        .isClose(Shape.of(sizes.stream().mapToLong(Long::longValue).toArray()), expected);
  }

  @Test
  void reductionsOfIntegersGiveIntegers() {
    OperationRun sum = OperationRun.of("reduce_sum").input("x", integers(shape(2, 2), 1, 2, -3, 9));
    sum.parameter("axes", new int[] {1}).outputs(DataType.INT32).run().isExactly(shape(2), 3, 6);
    OperationRun.of("reduce_mean")
        .input("x", integers(1, 2, 4))
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(), 2);
  }

  @Test
  void aReductionAlongNoAxisTakesEachElementByItself() {
    int[] none = new int[0];
    for (String type :
        new String[] {
          "reduce_sum",
          "reduce_mean",
          "reduce_max",
          "reduce_min",
          "reduce_prod",
          "reduce_log_sum_exp"
        }) {
      OperationRun.of(type)
          .input("x", floats(shape(2), -2, 3))
          .parameter("axes", none)
          .run()
          .isClose(shape(2), -2, 3);
    }
    OperationRun.of("reduce_l2_norm")
        .input("x", floats(shape(2), -2, 3))
        .parameter("axes", none)
        .parameter("keep_dims", true)
        .run()
        .isClose(shape(2), 2, 3);
  }

  @Test
  void theLogarithmOfASumOfExponentialsNeitherOverflowsNorVanishes() {
    OperationRun.of("reduce_log_sum_exp")
        .input("x", floats(shape(2, 2), 1000, 1000, -1000, -1000))
        .parameter("axes", new int[] {1})
        .run()
        .isClose(shape(2), (float) (1000 + Math.log(2)), (float) (-1000 + Math.log(2)));
  }

  @Test
  void theFirstOfEqualElementsIsFound() {
    float[] equal = new float[100];
    OperationRun.of("reduce_argmax")
        .input("x", floats(shape(100), equal))
        .parameter("output_dtype", "uint16")
        .outputs(DataType.UINT16)
        .run()
        .isExactly(shape(), 0);
    OperationRun.of("reduce_argmin")
        .input("x", integers(4, 2, 9, 2))
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(), 1);
  }

  @Test
  void theIndexOfTheLargestAndTheSmallestIsFound() {
    float[] x = {1, 5, -2, 7, 0, 3};
    OperationRun.of("reduce_argmax")
        .input("x", floats(shape(2, 3), x))
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(2), 1, 0);
    OperationRun.of("reduce_argmin")
        .input("x", floats(shape(2, 3), x))
        .integer("axis", 0)
        .parameter("keep_dims", true)
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(1, 3), 0, 1, 0);
  }
}
