package dev.coremill.core.evaluate;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.ProgramRuntime;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.States;
import dev.coremill.api.runtime.UnsupportedProgramException;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.sample.Numbers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Runs a handful of elementwise operations with plain loops; enough to see what is around them. */
final class PlainRuntime implements ProgramRuntime {
  @Override
  public String name() {
    return "plain";
  }

  @Override
  public String description() {
    return "Plain loops.";
  }

  @Override
  public PreparedFunction prepare(
      Program program, String function, CompressedConstants constants, RuntimeOptions options) {
    Function body = Objects.requireNonNull(program.functions().get(function));
    for (Operation operation : body.body().orElseThrow().operations()) {
      if (operation.type().equals("mystery")) {
        throw new UnsupportedProgramException("mystery is not known");
      }
    }
    return new Prepared(body, options.mode() == NumericMode.FLOAT16);
  }

  private record Memory(Map<String, double[]> values) implements States {
    @Override
    public Map<String, Value> snapshot() {
      return Map.of();
    }

    @Override
    public void close() {}
  }

  private record Prepared(Function function, boolean half) implements PreparedFunction {
    @Override
    public States newStates() {
      Map<String, double[]> states = new HashMap<>();
      for (NamedType input : function.inputs()) {
        if (input.type() instanceof ValueType.OfState state
            && state.wrapped() instanceof ValueType.OfTensor type) {
          states.put(input.name(), new double[(int) type.shape().orElseThrow().elementCount()]);
        }
      }
      return new Memory(states);
    }

    @Override
    public Map<String, Value> predict(
        Map<String, Value> inputs, States states, ValueObserver observer) {
      Map<String, Value> values = new HashMap<>(inputs);
      Map<String, double[]> memory = ((Memory) states).values();
      Block block = function.body().orElseThrow();
      for (Operation operation : block.operations()) {
        compute(operation, values, memory);
        // As other runtimes do, it says nothing of constants.
        for (NamedType output :
            operation.isConstant() ? List.<NamedType>of() : operation.outputs()) {
          observer.computed(
              operation, output.name(), () -> Objects.requireNonNull(values.get(output.name())));
        }
      }
      Map<String, Value> outputs = new LinkedHashMap<>();
      block.outputs().forEach(name -> outputs.put(name, Objects.requireNonNull(values.get(name))));
      return outputs;
    }

    private void compute(
        Operation operation, Map<String, Value> values, Map<String, double[]> memory) {
      if (operation.type().equals("classify")) {
        classify(operation, values);
        return;
      }
      NamedType output = operation.outputs().getFirst();
      double[] result =
          switch (operation.type()) {
            case "const" ->
                Numbers.all(
                    ((Value.OfTensor) Objects.requireNonNull(operation.attributes().get("val")))
                        .tensor());
            case "identity", "cast" -> argument(operation, "x", values);
            case "relu" -> {
              double[] x = argument(operation, "x", values);
              for (int i = 0; i < x.length; i++) {
                x[i] = Math.max(0, x[i]);
              }
              yield x;
            }
            case "add", "mul", "sub" -> {
              double[] x = argument(operation, "x", values);
              double[] y = argument(operation, "y", values);
              for (int i = 0; i < x.length; i++) {
                double right = y[i % y.length];
                x[i] =
                    switch (operation.type()) {
                      case "add" -> x[i] + right;
                      case "sub" -> x[i] - right;
                      default -> x[i] * right;
                    };
              }
              yield x;
            }
            case "accumulate" -> {
              double[] x = argument(operation, "x", values);
              double[] state = Objects.requireNonNull(memory.get(reference(operation, "state")));
              for (int i = 0; i < x.length; i++) {
                state[i] += x[i];
              }
              yield state.clone();
            }
            default -> throw new AssertionError(operation.type());
          };
      ValueType.OfTensor type = (ValueType.OfTensor) output.type();
      boolean rounds = half && type.dataType() == DataType.FLOAT16;
      if (rounds) {
        for (int i = 0; i < result.length; i++) {
          result[i] = Elements.round(DataType.FLOAT16, (float) result[i]);
        }
      }
      DataType kept =
          type.dataType() == DataType.FLOAT16 && !half ? DataType.FLOAT32 : type.dataType();
      values.put(
          output.name(),
          Value.OfTensor.of(Numbers.tensor(kept, Shape.of(1, result.length), result)));
    }

    private static void classify(Operation operation, Map<String, Value> values) {
      double[] scores = argument(operation, "probabilities", values);
      List<Value.Entry> entries = new ArrayList<>();
      int best = 0;
      for (int i = 0; i < scores.length; i++) {
        best = scores[i] > scores[best] ? i : best;
        entries.add(
            new Value.Entry(
                text(i),
                Value.OfTensor.of(Numbers.tensor(DataType.FLOAT64, Shape.scalar(), scores[i]))));
      }
      values.put(operation.outputs().get(0).name(), text(best));
      NamedType second = operation.outputs().get(1);
      values.put(second.name(), new Value.OfDictionary(second.type(), entries));
    }

    private static Value text(int label) {
      return Numbers.strings(Shape.scalar(), List.of(Models.LABELS.get(label)));
    }

    private static String reference(Operation operation, String argument) {
      return ((Binding.Reference) operation.input(argument).orElseThrow()).name();
    }

    private static double[] argument(Operation operation, String name, Map<String, Value> values) {
      Value value = Objects.requireNonNull(values.get(reference(operation, name)));
      return Numbers.all(((Value.OfTensor) value).tensor());
    }

    @Override
    public void close() {}
  }
}
