package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Elementwise operators against their formulas. */
class ElementwiseCasesTest {
  private static final float[] ANY = {-2.5f, -1.5f, -0.75f, -0.5f, 0, 0.25f, 0.5f, 1.5f, 2.5f, 3};
  private static final float[] SMALL = {-0.9f, -0.5f, -0.1f, 0, 0.2f, 0.7f, 0.99f};
  private static final float[] POSITIVE = {0.01f, 0.5f, 1, 2, 9, 100};

  static Stream<Arguments> unary() {
    return Stream.of(
        unary("abs", ANY, Math::abs),
        unary("acos", SMALL, Math::acos),
        unary("asin", SMALL, Math::asin),
        unary("atan", ANY, Math::atan),
        unary("atanh", SMALL, x -> 0.5 * Math.log((1 + x) / (1 - x))),
        unary("ceil", ANY, Math::ceil),
        unary("cos", ANY, Math::cos),
        unary("cosh", ANY, Math::cosh),
        unary("exp", ANY, Math::exp),
        unary("exp2", ANY, x -> Math.pow(2, x)),
        unary("floor", ANY, Math::floor),
        unary("inverse", POSITIVE, x -> 1 / (x + 1e-4)),
        unary("log", POSITIVE, Math::log),
        unary("round", ANY, Math::rint),
        unary("rsqrt", POSITIVE, x -> 1 / Math.sqrt(x)),
        unary("sign", ANY, Math::signum),
        unary("sin", ANY, Math::sin),
        unary("sinh", ANY, Math::sinh),
        unary("sqrt", POSITIVE, Math::sqrt),
        unary("square", ANY, x -> x * x),
        unary("tan", SMALL, Math::tan),
        unary("tanh", ANY, Math::tanh));
  }

  private static Arguments unary(String type, float[] x, DoubleUnaryOperator formula) {
    return Arguments.of(type, x, formula);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unary")
  void aFunctionOfOneNumberFollowsItsFormula(String type, float[] x, DoubleUnaryOperator formula) {
    float[] expected = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      expected[i] = (float) formula.applyAsDouble(x[i]);
    }
    Shape shape = shape(x.length);
    OperationRun.of(type).input("x", floats(shape, x)).run().isClose(shape, expected);
  }

  @Test
  void epsilonIsAddedBeforeTheFunction() {
    float[] x = {0, 1, 3};
    OperationRun.of("inverse")
        .input("x", floats(shape(3), x))
        .parameter("epsilon", 1f)
        .run()
        .isClose(shape(3), 1, 0.5f, 0.25f);
    OperationRun.of("rsqrt")
        .input("x", floats(shape(3), x))
        .parameter("epsilon", 1f)
        .run()
        .isClose(shape(3), 1, (float) Math.sqrt(0.5), 0.5f);
    OperationRun.of("log")
        .input("x", floats(shape(3), x))
        .parameter("epsilon", 1f)
        .run()
        .isClose(shape(3), 0, (float) Math.log(2), (float) Math.log(4));
  }

  @Test
  void epsilonIsTheNumberThatItsTypeHolds() {
    OperationRun.of("inverse")
        .input("x", floats(shape(1), 0))
        .parameter("epsilon", Tensor.ofFloats(DataType.FLOAT16, Shape.scalar(), 1e-3f))
        .run()
        .isClose(shape(1), 1 / 0.0010004044f);
    OperationRun.of("log").input("x", floats(shape(1), 0)).run().isClose(shape(1), -103.27893f);
    OperationRun.of("rsqrt").input("x", floats(shape(1), 0)).run().isClose(shape(1), 1e6f);
  }

  @Test
  void anEpsilonThatFloat16CannotHoldIsNothing() {
    Tensor zero = Tensor.ofFloats(DataType.FLOAT16, shape(1), 0);
    OperationRun.of("log")
        .input("x", zero)
        .outputs(DataType.FLOAT16)
        .rounding()
        .run()
        .isClose(shape(1), Float.NEGATIVE_INFINITY);
    OperationRun.of("rsqrt")
        .input("x", zero)
        .outputs(DataType.FLOAT16)
        .rounding()
        .run()
        .isClose(shape(1), Float.POSITIVE_INFINITY);
  }

  @Test
  void theErrorFunctionIsThatOfItsTables() {
    OperationRun.of("erf")
        .input("x", floats(shape(7), -3, -1, -0.25f, 0, 0.5f, 1, 2))
        .run()
        .isClose(
            shape(7), -0.9999779f, -0.8427008f, -0.2763264f, 0, 0.5204999f, 0.8427008f, 0.9953223f);
  }

  @Test
  void clipAndThresholdHoldTheirBounds() {
    OperationRun.of("clip")
        .input("x", floats(shape(4), -3, 0, 1, 9))
        .parameter("alpha", -1f)
        .parameter("beta", 2f)
        .run()
        .isClose(shape(4), -1, 0, 1, 2);
    OperationRun.of("threshold")
        .input("x", floats(shape(4), -3, 0, 1, 9))
        .parameter("alpha", 0.5f)
        .run()
        .isClose(shape(4), 0.5f, 0.5f, 1, 9);
  }

  static Stream<Arguments> binary() {
    return Stream.of(
        binary("add", Double::sum),
        binary("sub", (x, y) -> x - y),
        binary("mul", (x, y) -> x * y),
        binary("real_div", (x, y) -> x / y),
        binary("floor_div", (x, y) -> Math.floor(x / y)),
        binary("mod", (x, y) -> x - Math.floor(x / y) * y),
        binary("maximum", Math::max),
        binary("minimum", Math::min));
  }

  private static Arguments binary(String type, DoubleBinaryOperator formula) {
    return Arguments.of(type, formula);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("binary")
  void aFunctionOfTwoNumbersBroadcasts(String type, DoubleBinaryOperator formula) {
    float[] x = {-7, -2.5f, -1, 0, 3, 7.5f};
    float[] y = {2, -3, 4};
    float[] expected = new float[x.length * y.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y.length; j++) {
        expected[i * y.length + j] = (float) formula.applyAsDouble(x[i], y[j]);
      }
    }
    OperationRun.of(type)
        .input("x", floats(shape(x.length, 1), x))
        .constant("y", floats(shape(1, y.length), y))
        .run()
        .isClose(shape(x.length, y.length), expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("binary")
  void aFunctionOfTwoIntegersGivesAnInteger(String type, DoubleBinaryOperator formula) {
    int[] x = {-7, -2, 9, 8};
    int[] y = {2, -3, 4, 5};
    int[] expected = new int[4];
    for (int i = 0; i < 4; i++) {
      expected[i] = (int) formula.applyAsDouble(x[i], y[i]);
    }
    OperationRun.of(type)
        .input("x", integers(x))
        .parameter("y", y)
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(4), expected);
  }

  @Test
  void powTakesFloatsAndIntegers() {
    OperationRun.of("pow")
        .input("x", floats(shape(3), 1, 2, 3))
        .parameter("y", 2.5f)
        .run()
        .isClose(shape(3), 1, (float) Math.pow(2, 2.5), (float) Math.pow(3, 2.5));
    OperationRun.of("pow")
        .input("x", integers(2, 3))
        .parameter("y", 5, 4)
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(2), 32, 81);
  }

  static Stream<Arguments> comparisons() {
    return Stream.of(
        Arguments.of("equal", new int[] {0, 1, 0}),
        Arguments.of("not_equal", new int[] {1, 0, 1}),
        Arguments.of("greater", new int[] {0, 0, 1}),
        Arguments.of("greater_equal", new int[] {0, 1, 1}),
        Arguments.of("less", new int[] {1, 0, 0}),
        Arguments.of("less_equal", new int[] {1, 1, 0}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("comparisons")
  void aComparisonGivesBooleans(String type, int[] expected) {
    OperationRun.of(type)
        .input("x", floats(shape(3), 1, 2, 3))
        .parameter("y", 2f)
        .outputs(DataType.BOOL)
        .run()
        .isExactly(shape(3), expected);
    OperationRun.of(type)
        .input("x", integers(-1, 2, 7))
        .parameter("y", 0, 2, 3)
        .outputs(DataType.BOOL)
        .run()
        .isExactly(shape(3), expected);
  }

  static Stream<Arguments> logic() {
    return Stream.of(
        Arguments.of("logical_and", new int[] {0, 0, 0, 1}),
        Arguments.of("logical_or", new int[] {0, 1, 1, 1}),
        Arguments.of("logical_xor", new int[] {0, 1, 1, 0}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("logic")
  void logicFollowsItsTable(String type, int[] expected) {
    OperationRun.of(type)
        .input("x", Tensor.ofIntegers(DataType.BOOL, shape(4), 0, 0, 1, 1))
        .input("y", Tensor.ofIntegers(DataType.BOOL, shape(4), 0, 1, 0, 1))
        .outputs(DataType.BOOL)
        .run()
        .isExactly(shape(4), expected);
  }

  @Test
  void notTurnsEachBooleanAround() {
    OperationRun.of("logical_not")
        .input("x", Tensor.ofIntegers(DataType.BOOL, shape(2), 0, 1))
        .outputs(DataType.BOOL)
        .run()
        .isExactly(shape(2), 1, 0);
  }
}
