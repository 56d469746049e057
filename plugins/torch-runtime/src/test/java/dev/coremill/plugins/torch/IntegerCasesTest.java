package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;

import dev.coremill.api.tensor.DataType;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Arithmetic of integers, also of those that float32 cannot hold. */
class IntegerCasesTest {
  private static final int LARGE = 16_777_217;

  private static OperationRun on(String type, int... x) {
    return OperationRun.of(type).input("x", integers(x)).outputs(DataType.INT32);
  }

  @Test
  void quotientsLoseTheirFraction() {
    on("real_div", 7, -7, 6, LARGE, -LARGE, Integer.MAX_VALUE, Integer.MIN_VALUE)
        .parameter("y", 2, 2, -4, 1, 1, 1, 1)
        .run()
        .isExactly(shape(7), 3, -3, -1, LARGE, -LARGE, Integer.MAX_VALUE, Integer.MIN_VALUE);
  }

  @Test
  void quotientsThatAreRoundedDownHaveARemainderOfTheDivisorsSign() {
    int[] x = {7, -7, 7, -7, LARGE, -LARGE};
    int[] y = {2, 2, -2, -2, 2, 2};
    on("floor_div", x)
        .parameter("y", y)
        .run()
        .isExactly(shape(6), 3, -4, -4, 3, 8_388_608, -8_388_609);
    on("mod", x).parameter("y", y).run().isExactly(shape(6), 1, 1, -1, -1, 1, 1);
  }

  @Test
  void boundsOfIntegersAreIntegers() {
    on("threshold", LARGE, -5, 3).integer("alpha", -2).run().isExactly(shape(3), LARGE, -2, 3);
    on("maximum", LARGE, -5).parameter("y", LARGE - 1, 4).run().isExactly(shape(2), LARGE, 4);
    on("minimum", LARGE, -5).parameter("y", LARGE + 1, 4).run().isExactly(shape(2), LARGE, -5);
  }

  @Test
  void functionsOfOneIntegerGiveAnInteger() {
    on("abs", -LARGE, 0, 3).run().isExactly(shape(3), LARGE, 0, 3);
    on("sign", -LARGE, 0, 3).run().isExactly(shape(3), -1, 0, 1);
    on("square", -4097, 0, 46_340).run().isExactly(shape(3), 16_785_409, 0, 2_147_395_600);
  }

  @Test
  void powersOfTwoAreExact() {
    int[] exponents = IntStream.range(0, 31).toArray();
    int[] powers = IntStream.range(0, 31).map(exponent -> 1 << exponent).toArray();
    on("exp2", exponents).run().isExactly(shape(31), powers);
  }

  @Test
  void sumsAndProductsAreExact() {
    on("reduce_sum", LARGE, 2, -4).run().isExactly(shape(), LARGE - 2);
    on("reduce_prod", LARGE, -3).run().isExactly(shape(), -50_331_651);
    on("reduce_l1_norm", LARGE, -3).run().isExactly(shape(), LARGE + 3);
    on("reduce_sum_square", -4097, 1).run().isExactly(shape(), 16_785_410);
    on("reduce_max", LARGE, LARGE - 1).run().isExactly(shape(), LARGE);
    on("reduce_min", -LARGE, 1 - LARGE).run().isExactly(shape(), -LARGE);
  }

  @Test
  void rootsAndMeansLoseTheirFraction() {
    // The squares add up to 46340 * 46340 - 1.
    on("reduce_l2_norm", 46_339, 304, 16, 2, 1, 1).run().isExactly(shape(), 46_339);
    on("reduce_l2_norm", 60_000, 80_000).run().isExactly(shape(), 100_000);
    on("reduce_mean", -1, -2, -4).run().isExactly(shape(), -2);
    on("reduce_log_sum", 5, 3).run().isExactly(shape(), 2);
    on("reduce_log_sum_exp", LARGE, 5).run().isExactly(shape(), LARGE);
  }
}
