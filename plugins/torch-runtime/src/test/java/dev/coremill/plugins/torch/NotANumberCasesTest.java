package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no number stays visible: whoever looks for a fault must find it behind any operator. */
class NotANumberCasesTest {
  private static final Shape SHAPE = shape(1, 1, 2);
  private static final Tensor X = floats(SHAPE, Float.NaN, 0.5f);

  private static void assertStays(OperationRun operation) {
    float[] results = Elements.floats(operation.run().tensor(0));
    assertThat(results[0]).isNaN();
    assertThat(results[results.length - 1]).isNotNaN();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abs",
        "acos",
        "asin",
        "atan",
        "atanh",
        "ceil",
        "cos",
        "cosh",
        "erf",
        "exp",
        "exp2",
        "floor",
        "inverse",
        "log",
        "round",
        "rsqrt",
        "sign",
        "sin",
        "sinh",
        "sqrt",
        "square",
        "tan",
        "tanh",
        "gelu",
        "relu",
        "relu6",
        "sigmoid",
        "silu",
        "softplus",
        "softsign"
      })
  void aFunctionOfItIsNoNumber(String type) {
    assertStays(OperationRun.of(type).input("x", X));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "clamped_relu",
        "clip",
        "elu",
        "leaky_relu",
        "linear_activation",
        "scaled_tanh",
        "sigmoid_hard",
        "threshold",
        "thresholded_relu"
      })
  void aFunctionWithParametersOfItIsNoNumber(String type) {
    assertStays(
        OperationRun.of(type).input("x", X).parameter("alpha", 0.1f).parameter("beta", 0.9f));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"add", "sub", "mul", "real_div", "floor_div", "mod", "pow", "maximum", "minimum"})
  void whatIsComputedWithItIsNoNumber(String type) {
    Tensor y = floats(SHAPE, 2, 2);
    assertStays(OperationRun.of(type).input("x", X).input("y", y));
    assertStays(OperationRun.of(type).input("x", y).input("y", X));
  }

  @ParameterizedTest
  @ValueSource(strings = {"avg_pool", "l2_pool", "max_pool"})
  void aWindowOverItIsNoNumber(String type) {
    assertStays(
        OperationRun.of(type)
            .input("x", floats(shape(1, 1, 4), Float.NaN, 1, 2, 3))
            .parameter("kernel_sizes", new int[] {2})
            .parameter("strides", new int[] {2})
            .parameter("pad_type", "valid"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reduce_l1_norm", "reduce_l2_norm", "reduce_log_sum", "reduce_log_sum_exp", "reduce_max",
        "reduce_mean", "reduce_min", "reduce_prod", "reduce_sum", "reduce_sum_square"
      })
  void aReductionOverItIsNoNumber(String type) {
    assertStays(
        OperationRun.of(type)
            .input("x", floats(shape(2, 2), 1, Float.NaN, 2, 3))
            .parameter("axes", new int[] {1}));
  }
}
