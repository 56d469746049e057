package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static dev.coremill.plugins.torch.TestPrograms.operation;
import static dev.coremill.plugins.torch.TestPrograms.prepared;
import static dev.coremill.plugins.torch.TestPrograms.program;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.States;
import dev.coremill.api.runtime.UnsupportedProgramException;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Programs of a few operations: what they remember, report and refuse. */
class ExecutionTest {
  private static final ValueType.OfTensor VECTOR =
      ValueType.OfTensor.of(DataType.FLOAT32, shape(2));

  private static Operation single(String type, String output, Map<String, String> inputs) {
    return operation(type, output, DataType.FLOAT32, inputs);
  }

  private static Map<String, Value> input(String name, float... values) {
    return Map.of(name, Value.OfTensor.of(floats(shape(values.length), values)));
  }

  private static Tensor tensor(@Nullable Value value) {
    return ((Value.OfTensor) Objects.requireNonNull(value)).tensor();
  }

  private static float[] floatsOf(@Nullable Value value) {
    return Elements.floats(tensor(value));
  }

  @Test
  void aStateRemembersWhatAnEarlierPredictionWrote() {
    Program program =
        program(
            List.of(
                new NamedType("x", VECTOR), new NamedType("total", new ValueType.OfState(VECTOR))),
            List.of("sum", "before"),
            single("read_state", "before", Map.of("input", "total")),
            single("add", "sum", Map.of("x", "before", "y", "x")),
            single("write_state", "", Map.of("input", "total", "data", "sum")));
    try (PreparedFunction function = prepared(program, NumericMode.FLOAT32);
        States states = function.newStates();
        States others = function.newStates()) {
      function.predict(input("x", 1, 2), states, ValueObserver.NONE);
      Map<String, Value> outputs = function.predict(input("x", 10, 20), states, ValueObserver.NONE);
      assertThat(floatsOf(outputs.get("before"))).containsExactly(1, 2);
      assertThat(floatsOf(outputs.get("sum"))).containsExactly(11, 22);
      assertThat(floatsOf(states.snapshot().get("total"))).containsExactly(11, 22);
      assertThat(floatsOf(others.snapshot().get("total"))).containsExactly(0, 0);
    }
  }

  @Test
  void aStateThatIsReadLastKeepsItsContent() {
    Program program =
        program(
            List.of(
                new NamedType("x", VECTOR), new NamedType("total", new ValueType.OfState(VECTOR))),
            List.of("after"),
            single("read_state", "before", Map.of("input", "total")),
            single("add", "sum", Map.of("x", "before", "y", "x")),
            single("write_state", "", Map.of("input", "total", "data", "sum")),
            single("read_state", "after", Map.of("input", "total")));
    try (PreparedFunction function = prepared(program, NumericMode.FLOAT32);
        States states = function.newStates()) {
      function.predict(input("x", 1, 2), states, ValueObserver.NONE);
      Map<String, Value> outputs = function.predict(input("x", 10, 20), states, ValueObserver.NONE);
      assertThat(floatsOf(outputs.get("after"))).containsExactly(11, 22);
    }
  }

  /** What follows may not change the content, though nothing else uses the updated value. */
  @Test
  void anUpdatedStateKeepsItsContent() {
    Program program =
        program(
            List.of(
                new NamedType("x", VECTOR), new NamedType("total", new ValueType.OfState(VECTOR))),
            List.of("squares"),
            single("read_state", "before", Map.of("input", "total")),
            single("add", "sum", Map.of("x", "before", "y", "x")),
            single("coreml_update_state", "after", Map.of("state", "total", "value", "sum")),
            single("square", "squares", Map.of("x", "after")));
    try (PreparedFunction function = prepared(program, NumericMode.FLOAT32);
        States states = function.newStates()) {
      function.predict(input("x", 1, -2), states, ValueObserver.NONE);
      Map<String, Value> outputs = function.predict(input("x", 2, -3), states, ValueObserver.NONE);
      assertThat(floatsOf(outputs.get("squares"))).containsExactly(9, 25);
      assertThat(floatsOf(states.snapshot().get("total"))).containsExactly(3, -5);
    }
  }

  @Test
  void everyUnknownOperatorIsNamedAtOnce() {
    Program program =
        program(
            List.of(new NamedType("x", VECTOR)),
            List.of("c"),
            single("frobnicate", "a", Map.of("x", "x")),
            single("relu", "b", Map.of("x", "a")),
            single("defenestrate", "c", Map.of("x", "b")));
    assertThatThrownBy(() -> prepared(program, NumericMode.FLOAT32))
        .isInstanceOf(UnsupportedProgramException.class)
        .hasMessage("the torch runtime cannot run defenestrate (c), frobnicate (a)");
  }

  @Test
  void wrongInputsAreNamed() {
    Program program =
        program(
            List.of(new NamedType("x", VECTOR)),
            List.of("y"),
            single("relu", "y", Map.of("x", "x")));
    try (PreparedFunction function = prepared(program, NumericMode.FLOAT32);
        States states = function.newStates()) {
      assertThatThrownBy(() -> function.predict(Map.of(), states, ValueObserver.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the input 'x' is missing");
      assertThatThrownBy(() -> function.predict(input("z", 1, 2), states, ValueObserver.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("there is no input 'z'; the function takes [x]");
      assertThatThrownBy(() -> function.predict(input("x", 1, 2, 3), states, ValueObserver.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the input 'x' is a float32[2], not a float32[3]");
    }
  }

  @Test
  void anOpenDimensionTakesAnySize() {
    ValueType.OfTensor any =
        new ValueType.OfTensor(
            DataType.FLOAT32, List.of(new Dimension.Open(false)), false, Map.of());
    Program program =
        program(
            List.of(new NamedType("x", any)), List.of("y"), single("relu", "y", Map.of("x", "x")));
    try (PreparedFunction function = prepared(program, NumericMode.FLOAT32);
        States states = function.newStates()) {
      for (float[] row : new float[][] {{-1, 2}, {3, -4, 5}}) {
        float[] y =
            floatsOf(function.predict(input("x", row), states, ValueObserver.NONE).get("y"));
        assertThat(y).hasSameSizeAs(row);
        assertThat(y[0]).isEqualTo(Math.max(0, row[0]));
      }
    }
  }

  @Test
  void anOperationThatCannotBeComputedIsNamedWithItsInputs() {
    Program program =
        program(
            List.of(new NamedType("x", VECTOR)),
            List.of("y"),
            single("concat", "y", Map.of("values", "x")));
    try (PreparedFunction function = prepared(program, NumericMode.FLOAT32);
        States states = function.newStates()) {
      assertThatThrownBy(() -> function.predict(input("x", 1, 2), states, ValueObserver.NONE))
          .isInstanceOf(PredictionException.class)
          .hasMessageStartingWith("concat 'y' cannot be computed: 'axis' is missing")
          .hasMessageContaining("values: float32[2]");
    }
  }

  @Test
  void anObserverHearsEveryValueInOrder() {
    Program program =
        program(
            List.of(new NamedType("x", VECTOR)),
            List.of("b"),
            single("relu", "a", Map.of("x", "x")),
            single("square", "b", Map.of("x", "a")));
    List<String> heard = new ArrayList<>();
    try (PreparedFunction function = prepared(program, NumericMode.FLOAT32);
        States states = function.newStates()) {
      function.predict(
          input("x", -1, 3),
          states,
          (_, output, value) -> heard.add(output + " " + (int) floatsOf(value.get())[1]));
    }
    assertThat(heard).containsExactly("a 3", "b 9");
  }

  @Test
  void halfIsRoundedAfterEachOperationThatComputes() {
    Program program =
        program(
            List.of(new NamedType("x", VECTOR)),
            List.of("a", "b"),
            operation("square", "a", DataType.FLOAT16, Map.of("x", "x")),
            operation("square", "b", DataType.FLOAT16, Map.of("x", "a")));
    float once = 1.001f * 1.001f;
    float rounded = Elements.round(DataType.FLOAT16, once);
    try (PreparedFunction function = prepared(program, NumericMode.FLOAT16);
        States states = function.newStates()) {
      Map<String, Value> outputs =
          function.predict(input("x", 1.001f, 300), states, ValueObserver.NONE);
      assertThat(tensor(outputs.get("a")).type()).isEqualTo(DataType.FLOAT16);
      assertThat(floatsOf(outputs.get("a"))).containsExactly(rounded, Float.POSITIVE_INFINITY);
      assertThat(floatsOf(outputs.get("b"))[0])
          .isEqualTo(Elements.round(DataType.FLOAT16, rounded * rounded));
    }
    try (PreparedFunction function = prepared(program, NumericMode.FLOAT32);
        States states = function.newStates()) {
      Map<String, Value> outputs =
          function.predict(input("x", 1.001f, 300), states, ValueObserver.NONE);
      assertThat(floatsOf(outputs.get("a"))).containsExactly(once, 90000);
    }
  }

  @Test
  void aCompressedConstantIsWhatItsExpressionMeans() {
    Operation weight = single("constexpr_blockwise_shift_scale", "w", Map.of());
    Program program =
        program(
            List.of(new NamedType("x", VECTOR)),
            List.of("y"),
            weight,
            single("add", "y", Map.of("x", "x", "y", "w")));
    WeightExpression expression =
        new WeightExpression.Affine(
            new WeightExpression.Dense(Tensor.ofIntegers(DataType.INT4, shape(2), -8, 7)),
            new WeightExpression.Dense(Tensor.ofFloats(Shape.of(1), 0.5f)),
            null);
    CompressedConstants constants =
        output -> output.equals("w") ? Optional.of(expression) : Optional.empty();
    try (PreparedFunction function =
            new TorchRuntime()
                .prepare(program, "main", constants, new RuntimeOptions(NumericMode.FLOAT32, 1));
        States states = function.newStates()) {
      for (int prediction = 0; prediction < 2; prediction++) {
        Map<String, Value> outputs = function.predict(input("x", 1, 1), states, ValueObserver.NONE);
        assertThat(floatsOf(outputs.get("y"))).containsExactly(-3, 4.5f);
      }
    }
    assertThatThrownBy(() -> prepared(program, NumericMode.FLOAT32))
        .isInstanceOf(UnsupportedProgramException.class)
        .hasMessage("the torch runtime cannot run a constant that cannot be decoded ('w' of y)");
  }

  @Test
  void aCompressedConstantOfIntegersStaysOne() {
    Program program =
        program(
            List.of(new NamedType("x", VECTOR)),
            List.of("y"),
            operation("constexpr_lut_to_dense", "w", DataType.UINT8, Map.of()),
            operation("cast", "y", DataType.INT8, Map.of("x", "w")));
    WeightExpression expression =
        new WeightExpression.Lookup(
            Tensor.ofIntegers(DataType.UINT1, shape(3), 1, 0, 1),
            new WeightExpression.Dense(
                Tensor.ofIntegers(DataType.UINT8, Shape.of(1, 2, 1), 3, 200)),
            0);
    try (PreparedFunction function =
            new TorchRuntime()
                .prepare(
                    program,
                    "main",
                    _ -> Optional.of(expression),
                    new RuntimeOptions(NumericMode.FLOAT32, 1));
        States states = function.newStates()) {
      Map<String, Value> outputs = function.predict(input("x", 0, 0), states, ValueObserver.NONE);
      // Integers keep their lowest bits; a float would stop at 127.
      assertThat(Elements.integers(tensor(outputs.get("y")))).containsExactly(-56, 3, -56);
    }
  }

  private static Program accumulating() {
    return program(
        List.of(new NamedType("x", VECTOR), new NamedType("total", new ValueType.OfState(VECTOR))),
        List.of("sum"),
        single("read_state", "before", Map.of("input", "total")),
        single("add", "twice", Map.of("x", "x", "y", "x")),
        single("add", "sum", Map.of("x", "before", "y", "twice")));
  }

  @Test
  void anInterruptedPredictionStops() {
    try (PreparedFunction function = prepared(accumulating(), NumericMode.FLOAT32);
        States states = function.newStates()) {
      List<String> computed = new ArrayList<>();
      assertThatThrownBy(() ->
              function.predict(
                  input("x", 1, 2),
                  states,
                  (_, output, _) -> {
                    computed.add(output);
                    Thread.currentThread().interrupt();
                  }))
          .isInstanceOf(CancellationException.class);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(computed).containsExactly("before");
    }
  }

  @Test
  void whatAPredictionUsesIsFreedAfterIt() {
    PreparedFunction function = prepared(accumulating(), NumericMode.FLOAT32);
    States states = function.newStates();

    Map<String, Value> outputs =
        function.predict(
            input("x", 1, 2),
            states,
            (_, _, _) -> {
              states.close();
              function.close();
            });

    assertThat(floatsOf(outputs.get("sum"))).containsExactly(2, 4);
    assertThatThrownBy(() -> function.predict(input("x", 1, 2), states, ValueObserver.NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the function is closed");
    assertThatThrownBy(states::snapshot)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a sequence is closed");
  }
}
