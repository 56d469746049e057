package dev.coremill.plugins.torch;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.tensor.DataType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Programs of one function, operation by operation. */
final class TestPrograms {
  private TestPrograms() {}

  /** An operation on values that are named. */
  static Operation operation(
      String type, String output, DataType declared, Map<String, String> inputs) {
    Map<String, List<Binding>> bindings = new LinkedHashMap<>();
    for (Map.Entry<String, String> input : inputs.entrySet()) {
      bindings.put(input.getKey(), List.of(new Binding.Reference(input.getValue())));
    }
    return bound(type, output, declared, bindings);
  }

  /**
   * An operation.
   *
   * @param output the name of its output; empty for an operation without one
   */
  static Operation bound(
      String type, String output, DataType declared, Map<String, List<Binding>> bindings) {
    List<NamedType> outputs =
        output.isEmpty()
            ? List.of()
            : List.of(
                new NamedType(output, new ValueType.OfTensor(declared, List.of(), true, Map.of())));
    return new Operation(type, bindings, outputs, List.of(), Map.of(), UnknownFields.NONE);
  }

  static Program program(List<NamedType> inputs, List<String> outputs, Operation... operations) {
    Block body = new Block(List.of(), outputs, List.of(operations), Map.of(), UnknownFields.NONE);
    Function function =
        new Function(inputs, "CoreML8", Map.of("CoreML8", body), Map.of(), UnknownFields.NONE);
    return new Program(1, Map.of("main", function), "", Map.of(), UnknownFields.NONE);
  }

  /** A program without compressed constants, ready to run. */
  static PreparedFunction prepared(Program program, NumericMode mode) {
    return new TorchRuntime()
        .prepare(program, "main", CompressedConstants.NONE, new RuntimeOptions(mode, 1));
  }
}
