package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.core.evaluate.ModelInterface;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.DataArgument;
import dev.coremill.core.sample.DataSet;
import dev.coremill.core.sample.PictureFitting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

/** A cache that is a state stays where it is while parts of it are written. */
class StateInPlaceTest {
  private static final ValueType.OfTensor CACHE = ValueType.OfTensor.of(DataType.FLOAT32, shape(4));

  private static Operation operation(String type, String output, Map<String, List<Binding>> bound) {
    return TestPrograms.bound(type, output, DataType.FLOAT32, bound);
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
    return TestPrograms.prepared(
        TestPrograms.program(
            List.of(
                new NamedType("x", ValueType.OfTensor.of(DataType.FLOAT32, shape(2))),
                new NamedType("cache", new ValueType.OfState(CACHE))),
            List.of("sum"),
            read,
            update,
            write,
            later),
        NumericMode.FLOAT32);
  }

  private static long address(TorchStates states, String name) {
    try (PointerScope _ = new PointerScope()) {
      return Objects.requireNonNull(states.cell(name)).content().tensor().data_ptr().address();
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
      long before = address(states, "cache");
      assertThat(sum(function, states, 1, 2)).containsExactly(0, 2, 4, 0);
      assertThat(address(states, "cache")).isEqualTo(before);
      assertThat(sum(function, states, 3, 4)).containsExactly(0, 6, 8, 0);
      assertThat(address(states, "cache")).isEqualTo(before);
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

  /** The caches of a whole model, 16 tokens of which come with it. */
  @Test
  void theCachesOfALanguageModelStayWhereTheyAre() throws IOException {
    assumeTrue(
        FixtureModels.areThere(), "SKIPPED: no packages given with -Dcoremill.fixtures=FOLDER");
    FixtureModels fixtures = FixtureModels.open();
    String name = "tinygpt-stateful";
    DataArgument file = DataArgument.parse(fixtures.samplesOf(name).toString(), Path.of(""));
    try (ModelPackage opened = ModelPackage.open(fixtures.packageOf(name));
        DataSet data = DataSet.open(List.of(file), List.of())) {
      ModelInterface face = ModelInterface.of(name, opened.model(), Optional.empty());
      BoundSamples samples = BoundSamples.bind(data, face.inputs(), PictureFitting.NONE);
      try (PreparedFunction function =
              TestPrograms.prepared(opened.model().program().orElseThrow(), NumericMode.FLOAT16);
          TorchStates states = (TorchStates) function.newStates()) {
        long keys = address(states, "k_cache");
        long values = address(states, "v_cache");
        for (long token = 0; token < samples.count(); token++) {
          assertThat(function.predict(samples.sample(token).inputs(), states, ValueObserver.NONE))
              .isNotEmpty();
          assertThat(address(states, "k_cache")).isEqualTo(keys);
          assertThat(address(states, "v_cache")).isEqualTo(values);
        }
      }
    }
  }
}
