package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/** A cache that is a state stays where it is while parts of it are written. */
class StateInPlaceTest {
  private static final ValueType.OfTensor CACHE = ValueType.OfTensor.of(DataType.FLOAT32, shape(4));

  private static Operation operation(String type, String output, Map<String, List<Binding>> bound) {
    List<NamedType> outputs =
        output.isEmpty() ? List.of() : List.of(new NamedType(output, (ValueType) CACHE));
    return new Operation(type, bound, outputs, List.of(), Map.of(), UnknownFields.NONE);
  }

  private static List<Binding> name(String name) {
    return List.of(new Binding.Reference(name));
  }

  private static List<Binding> number(int value) {
    return List.of(new Binding.Literal(Value.OfTensor.of(integers(value))));
  }

  private static PreparedFunction prepared(boolean readAgain) {
    Operation read = operation("read_state", "old", Map.of("input", name("cache")));
    Operation update =
        operation(
            "slice_update",
            "new",
            Map.of("x", name("old"), "update", name("x"), "begin", number(1), "end", number(3)));
    Operation write =
        operation("write_state", "", Map.of("input", name("cache"), "data", name("new")));
    Operation later =
        operation("add", "sum", Map.of("x", name(readAgain ? "old" : "new"), "y", name("new")));
    Block body =
        new Block(
            List.of(),
            List.of("sum"),
            List.of(read, update, write, later),
            Map.of(),
            UnknownFields.NONE);
    Function function =
        new Function(
            List.of(
                new NamedType("x", ValueType.OfTensor.of(DataType.FLOAT32, shape(2))),
                new NamedType("cache", new ValueType.OfState(CACHE))),
            "CoreML8",
            Map.of("CoreML8", body),
            Map.of(),
            UnknownFields.NONE);
    return new TorchRuntime()
        .prepare(
            new Program(1, Map.of("main", function), "", Map.of(), UnknownFields.NONE),
            "main",
            CompressedConstants.NONE,
            new RuntimeOptions(NumericMode.FLOAT32, 1));
  }

  private static long address(TorchStates states) {
    try (PointerScope _ = new PointerScope()) {
      return Objects.requireNonNull(states.cell("cache")).content().tensor().data_ptr().address();
    }
  }

  private static float[] sum(PreparedFunction function, TorchStates states, float a, float b) {
    Map<String, Value> outputs =
        function.predict(
            Map.of("x", Value.OfTensor.of(floats(shape(2), a, b))), states, ValueObserver.NONE);
    return Elements.floats(((Value.OfTensor) Objects.requireNonNull(outputs.get("sum"))).tensor());
  }

  @Test
  void aCacheIsWrittenWhereItLies() {
    try (PreparedFunction function = prepared(false);
        TorchStates states = (TorchStates) function.newStates()) {
      long before = address(states);
      assertThat(sum(function, states, 1, 2)).containsExactly(0, 2, 4, 0);
      assertThat(address(states)).isEqualTo(before);
      assertThat(sum(function, states, 3, 4)).containsExactly(0, 6, 8, 0);
      assertThat(address(states)).isEqualTo(before);
    }
  }

  @Test
  void aValueThatIsReadLaterKeepsWhatItWas() {
    try (PreparedFunction function = prepared(true);
        TorchStates states = (TorchStates) function.newStates()) {
      assertThat(sum(function, states, 1, 2)).containsExactly(0, 1, 2, 0);
      assertThat(sum(function, states, 3, 4)).containsExactly(0, 4, 6, 0);
    }
  }
}
