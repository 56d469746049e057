package dev.coremill.plugins.torch;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.States;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A program of several operations, made in a few words and run. */
final class SmallProgram {
  private final List<NamedType> inputs = new ArrayList<>();
  private final Map<String, Value> given = new LinkedHashMap<>();
  private final List<Operation> operations = new ArrayList<>();

  /** An input with its value. */
  SmallProgram input(String name, Tensor tensor) {
    inputs.add(new NamedType(name, ValueType.OfTensor.of(tensor.type(), tensor.shape())));
    given.put(name, Value.OfTensor.of(tensor));
    return this;
  }

  /** An input of an inner block, whose value comes from outside. */
  SmallProgram parameter(String name) {
    inputs.add(new NamedType(name, any(DataType.FLOAT32)));
    return this;
  }

  /** An operation without inner blocks. */
  SmallProgram operation(String type, String outputs, DataType declared, Object... arguments) {
    return operation(type, outputs, declared, List.of(), arguments);
  }

  /**
   * An operation.
   *
   * @param outputs its outputs, separated by spaces
   * @param arguments names and what is bound to each: the name of a value, a tensor, a value, or a
   *     list of them
   */
  SmallProgram operation(
      String type, String outputs, DataType declared, List<Block> blocks, Object... arguments) {
    Map<String, List<Binding>> bound = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      List<Binding> bindings = new ArrayList<>();
      if (arguments[i + 1] instanceof List<?> several) {
        for (Object one : several) {
          bindings.add(binding(one));
        }
      } else {
        bindings.add(binding(arguments[i + 1]));
      }
      bound.put(String.valueOf(arguments[i]), bindings);
    }
    List<NamedType> named = new ArrayList<>();
    for (String output : outputs.split(" ", -1)) {
      named.add(new NamedType(output, any(declared)));
    }
    operations.add(new Operation(type, bound, named, blocks, Map.of(), UnknownFields.NONE));
    return this;
  }

  private static Binding binding(Object bound) {
    return switch (bound) {
      case String name -> new Binding.Reference(name);
      case Tensor tensor -> new Binding.Literal(Value.OfTensor.of(tensor));
      case Value value -> new Binding.Literal(value);
      default -> throw new IllegalArgumentException("no argument: " + bound);
    };
  }

  private static ValueType any(DataType type) {
    return new ValueType.OfTensor(type, List.of(), true, Map.of());
  }

  /** As an inner block. */
  Block block(String... outputs) {
    return new Block(inputs, List.of(outputs), operations, Map.of(), UnknownFields.NONE);
  }

  /** Runs it once, in the newest opset. */
  OperationRun.Result run(String... outputs) {
    String opset = Opset.CORE_ML_9.text();
    Block body = new Block(List.of(), List.of(outputs), operations, Map.of(), UnknownFields.NONE);
    Function function =
        new Function(inputs, opset, Map.of(opset, body), Map.of(), UnknownFields.NONE);
    Program program = new Program(1, Map.of("main", function), "", Map.of(), UnknownFields.NONE);
    try (PreparedFunction prepared =
            new TorchRuntime()
                .prepare(
                    program,
                    "main",
                    CompressedConstants.NONE,
                    new RuntimeOptions(NumericMode.FLOAT32, 1));
        States states = prepared.newStates()) {
      return new OperationRun.Result(
          List.copyOf(prepared.predict(given, states, ValueObserver.NONE).values()));
    }
  }
}
