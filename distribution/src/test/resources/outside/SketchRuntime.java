package org.example.sketch;

import dev.coremill.api.program.Function;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.RuntimeUnavailableException;
import dev.coremill.api.runtime.States;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes up outputs: sums over the input, shifted a little by each compressed constant. */
public class SketchRuntime implements ProgramRuntime {
  @Override
  public String name() {
    return "sketch";
  }

  @Override
  public String description() {
    return "Makes up outputs.";
  }

  @Override
  public PreparedFunction prepare(
      Program program, String name, CompressedConstants constants, RuntimeOptions options) {
    if (Boolean.getBoolean("sketch.unavailable")) {
      throw new RuntimeUnavailableException("sketches need a pencil; buy one");
    }
    if (Boolean.getBoolean("sketch.unlinked")) {
      throw new UnsatisfiedLinkError("no pencil in java.library.path");
    }
    return new Prepared(program.functions().get(name));
  }

  private record Prepared(Function function) implements PreparedFunction {
    @Override
    public States newStates() {
      return new States() {
        @Override
        public Map<String, Value> snapshot() {
          return Map.of();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public Map<String, Value> predict(
        Map<String, Value> inputs, States states, ValueObserver observer) {
      float[] image = Elements.floats(((Value.OfTensor) inputs.get("image")).tensor());
      float shift = 0;
      float sum = 0;
      for (float pixel : image) {
        sum += pixel;
      }
      Map<String, Value> outputs = new LinkedHashMap<>();
      for (Operation operation : function.body().orElseThrow().operations()) {
        shift += operation.isCompressedConstant() ? 0.001f : 0;
        float value = sum * 1000 + shift;
        for (var output : operation.outputs()) {
          if (output.type() instanceof ValueType.OfTensor type && type.dataType().isFloat()) {
            observer.computed(
                operation,
                output.name(),
                () -> Value.OfTensor.of(Tensor.ofFloats(DataType.FLOAT16, Shape.of(1), value)));
          }
        }
      }
      float[] logits = new float[10];
      for (int i = 0; i < image.length; i++) {
        logits[i % 10] += image[i];
      }
      logits[0] += shift;
      outputs.put("logits", Value.OfTensor.of(Tensor.ofFloats(Shape.of(1, 10), logits)));
      return outputs;
    }

    @Override
    public void close() {}
  }
}
