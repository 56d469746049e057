package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Activations against their formulas. */
class ActivationCasesTest {
  private static final Shape SHAPE = shape(1, 2, 4);
  private static final Tensor X = floats(SHAPE, -8, -1.5f, -0.3f, 0, 0.2f, 1, 2.5f, 7);

  static Stream<Arguments> formulas() {
    return Stream.of(
        formula(on("relu"), x -> Math.max(0, x)),
        formula(on("relu6"), x -> Math.clamp(x, 0, 6)),
        formula(on("leaky_relu"), x -> x >= 0 ? x : 0.01 * x),
        formula(on("leaky_relu").parameter("alpha", 0.3f), x -> x >= 0 ? x : 0.3 * x),
        formula(
            on("clamped_relu").parameter("alpha", 0.5f).parameter("beta", 2f),
            x -> Math.min(2, x >= 0 ? x : 0.5 * x)),
        formula(on("elu"), x -> x > 0 ? x : Math.expm1(x)),
        formula(on("elu").parameter("alpha", 2f), x -> x > 0 ? x : 2 * Math.expm1(x)),
        formula(
            on("linear_activation").parameter("alpha", 2f).parameter("beta", -1f), x -> 2 * x - 1),
        formula(on("linear_activation").parameter("alpha", 2f), x -> 2 * x),
        formula(on("sigmoid"), x -> 1 / (1 + Math.exp(-x))),
        formula(on("sigmoid_hard"), x -> Math.clamp(0.2 * x + 0.5, 0, 1)),
        formula(
            on("sigmoid_hard").parameter("alpha", 0.1f).parameter("beta", 0.3f),
            x -> Math.clamp(0.1 * x + 0.3, 0, 1)),
        formula(on("silu"), x -> x / (1 + Math.exp(-x))),
        formula(on("softplus"), x -> Math.log1p(Math.exp(x))),
        formula(on("softsign"), x -> x / (1 + Math.abs(x))),
        formula(on("scaled_tanh"), Math::tanh),
        formula(
            on("scaled_tanh").parameter("alpha", 3f).parameter("beta", 0.5f),
            x -> 3 * Math.tanh(0.5 * x)),
        formula(on("thresholded_relu"), x -> x >= 1 ? x : 0),
        formula(on("thresholded_relu").parameter("alpha", 0.1f), x -> x >= 0.1f ? x : 0),
        formula(
            on("gelu").parameter("mode", "TANH_APPROXIMATION"),
            x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
        formula(
            on("gelu").parameter("mode", "SIGMOID_APPROXIMATION"),
            x -> x / (1 + Math.exp(-1.702 * x))));
  }

  private static OperationRun on(String type) {
    return OperationRun.of(type).input("x", X);
  }

  private static Arguments formula(OperationRun operation, DoubleUnaryOperator formula) {
    return Arguments.of(operation, formula);
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void anActivationFollowsItsFormula(OperationRun operation, DoubleUnaryOperator formula) {
    operation.run().isClose(SHAPE, expected(formula));
  }

  @ParameterizedTest
  @MethodSource("formulas")
  void itsResultIsRoundedWhereTheProgramSaysFloat16(
      OperationRun operation, DoubleUnaryOperator formula) {
    float[] expected = expected(formula);
    float[] actual =
        Elements.floats(operation.outputs(DataType.FLOAT16).rounding().run().tensor(0));
    for (int i = 0; i < expected.length; i++) {
      float half = Elements.round(DataType.FLOAT16, expected[i]);
      org.assertj.core.api.Assertions.assertThat(actual[i])
          .isCloseTo(half, org.assertj.core.api.Assertions.within(Math.ulp(half) * 8192));
    }
  }

  @Test
  void exactGeluMultipliesByTheNormalDistribution() {
    on("gelu")
        .run()
        .isClose(SHAPE, 0, -0.1002108f, -0.11462657f, 0, 0.11585194f, 0.8413448f, 2.4844759f, 7);
  }

  @Test
  void aParameterOfFloat16IsTheNumberThatItsTypeHolds() {
    OperationRun.of("leaky_relu")
        .input("x", floats(shape(2), -8, 1))
        .parameter("alpha", Tensor.ofFloats(DataType.FLOAT16, Shape.scalar(), 0.3f))
        .run()
        .isClose(shape(2), -8 * 0.30004883f, 1);
  }

  @Test
  void softplusStaysFiniteWhereItsExponentialDoesNot() {
    OperationRun.of("softplus")
        .input("x", floats(shape(3), -100, 100, 1e30f))
        .run()
        .isClose(shape(3), 0, 100, 1e30f);
    OperationRun.of("softplus_parametric")
        .input("x", floats(shape(1, 2, 1), 100, -100))
        .constant("alpha", floats(shape(2), 2, 3))
        .constant("beta", floats(shape(2), 4, -5))
        .run()
        .isClose(shape(1, 2, 1), 800, 1500);
  }

  @Test
  void softmaxOfLargeNumbersIsThatOfTheirDifferences() {
    float small = (float) (1 / (1 + Math.E));
    OperationRun.of("softmax")
        .input("x", floats(shape(1, 2, 2), 1000, -1000, 1001, -1000))
        .integer("axis", 1)
        .run()
        .isClose(shape(1, 2, 2), small, 0.5f, 1 - small, 0.5f);
  }

  @Test
  void aParameterOfEachChannelLiesAlongTheSecondAxis() {
    OperationRun.of("prelu")
        .input("x", floats(shape(1, 2, 1, 2), -1, 2, -3, -4))
        .constant("alpha", floats(shape(2), 0.5f, -2))
        .run()
        .isClose(shape(1, 2, 1, 2), -0.5f, 2, 6, 8);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aParameterThatDoesNotGoWithTheChannelsIsRefused(int count) {
    assertThatThrownBy(() ->
            OperationRun.of("prelu")
                .input("x", floats(shape(1, 2, 2), -1, 2, -3, -4))
                .constant("alpha", floats(shape(count), new float[count]))
                .run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining(
            "alpha of [" + count + "] does not have one number for each channel of [1, 2, 2]");
  }

  private static float[] expected(DoubleUnaryOperator formula) {
    float[] expected = Elements.floats(X);
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (float) formula.applyAsDouble(expected[i]);
    }
    return expected;
  }
}
