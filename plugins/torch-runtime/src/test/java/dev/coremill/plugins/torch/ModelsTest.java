package dev.coremill.plugins.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.States;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.constant.ConstantGraph;
import dev.coremill.core.mlpackage.ModelPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs whole packages against outputs that were stored with them. They stand in the folder {@code
 * models} of {@code -Dcoremill.fixtures=FOLDER}; without it these checks are skipped, and say so.
 */
class ModelsTest {
  /**
   * The bounds are largest differences from outputs in full float32: with float32, what rounding
   * the weights alone does, and with float16 as much more as rounding every result may do.
   */
  @ParameterizedTest
  @CsvSource({
    "digits-cnn,0.00164,0.0025",
    "digits-cnn-ios18,0.00164,0.0025",
    "digits-multifunction,0.00273,0.0055",
    "mobilenet-v2,0.0276,0.09",
    "mobilenet-v3-small,0.0108,0.03",
    "resnet50,0.102,0.13"
  })
  void outputsAreThoseThatWereStored(String name, float ofFloat32, float ofFloat16)
      throws IOException {
    String fixtures = System.getProperty("coremill.fixtures", "");
    assumeTrue(!fixtures.isEmpty(), "SKIPPED: no packages given with -Dcoremill.fixtures=FOLDER");
    Path models = Path.of(fixtures, "models");
    assertThat(models.resolve(name + ".io.npz")).matches(Files::exists);
    check(models, name, NumericMode.FLOAT32, ofFloat32);
    check(models, name, NumericMode.FLOAT16, ofFloat16);
  }

  private static void check(Path models, String name, NumericMode mode, float bound)
      throws IOException {
    NpzFile data = new NpzFile(models.resolve(name + ".io.npz"));
    try (ModelPackage opened = ModelPackage.open(models.resolve(name + ".mlpackage"))) {
      Program program = opened.programs().getFirst().program();
      for (Map.Entry<String, Function> function : program.functions().entrySet()) {
        ConstantGraph constants =
            ConstantGraph.of(function.getKey(), function.getValue().body().orElseThrow());
        try (PreparedFunction prepared =
                new TorchRuntime()
                    .prepare(
                        program,
                        function.getKey(),
                        constants.compressed(),
                        new RuntimeOptions(mode, 1));
            States states = prepared.newStates()) {
          for (int i = 0; i < data.samples(); i++) {
            Map<String, Value> outputs =
                prepared.predict(inputs(function.getValue(), data, i), states, ValueObserver.NONE);
            compare(outputs, data, i, bound);
          }
        }
      }
    }
  }

  private static Map<String, Value> inputs(Function function, NpzFile data, int index) {
    Map<String, Value> inputs = new HashMap<>();
    for (NamedType input : function.inputs()) {
      Tensor array = data.arrays().get("in." + input.name());
      if (array != null && input.type() instanceof ValueType.OfTensor declared) {
        Tensor sample = NpzFile.sample(array, index);
        boolean widened = declared.dataType().isFloat() && !sample.type().isFloat();
        inputs.put(
            input.name(),
            Value.OfTensor.of(
                widened
                    ? Tensor.ofFloats(DataType.FLOAT32, sample.shape(), Elements.floats(sample))
                    : sample));
      }
    }
    return inputs;
  }

  private static void compare(Map<String, Value> outputs, NpzFile data, int index, float bound) {
    assertThat(outputs).isNotEmpty();
    for (Map.Entry<String, Value> output : outputs.entrySet()) {
      Tensor stored = data.arrays().get("out." + output.getKey());
      assertThat(stored).as(output.getKey()).isNotNull();
      if (stored != null && output.getValue() instanceof Value.OfTensor computed) {
        float[] expected = Elements.floats(NpzFile.sample(stored, index));
        float[] actual = Elements.floats(computed.tensor());
        float largest = 0;
        for (int i = 0; i < expected.length; i++) {
          largest = Math.max(largest, Math.abs(expected[i] - actual[i]));
        }
        assertThat(largest).as("%s of sample %s", output.getKey(), index).isLessThan(bound);
      }
    }
  }
}
