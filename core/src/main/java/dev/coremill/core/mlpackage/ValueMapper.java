package dev.coremill.core.mlpackage;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Applies a change to every value of a program or a part of it, in the order of the file. */
public final class ValueMapper {
  private ValueMapper() {}

  /** A program with every value changed: its own attributes, and all values of its functions. */
  public static Program map(Program program, UnaryOperator<Value> change) {
    Map<String, Function> functions = new LinkedHashMap<>();
    for (Map.Entry<String, Function> each : program.functions().entrySet()) {
      functions.put(each.getKey(), map(each.getValue(), change));
    }
    return new Program(
        program.version(),
        functions,
        program.docString(),
        map(program.attributes(), change),
        program.unknownFields());
  }

  /** A function with every value changed: its own attributes, and all values of its bodies. */
  public static Function map(Function function, UnaryOperator<Value> change) {
    Map<String, Block> specializations = new LinkedHashMap<>();
    for (Map.Entry<String, Block> each : function.specializations().entrySet()) {
      specializations.put(each.getKey(), map(each.getValue(), change));
    }
    return new Function(
        function.inputs(),
        function.opset(),
        specializations,
        map(function.attributes(), change),
        function.unknownFields());
  }

  /** A block with every value changed: its own attributes, and all values of its operations. */
  public static Block map(Block block, UnaryOperator<Value> change) {
    List<Operation> operations = new ArrayList<>(block.operations().size());
    for (Operation each : block.operations()) {
      operations.add(map(each, change));
    }
    return new Block(
        block.inputs(),
        block.outputs(),
        operations,
        map(block.attributes(), change),
        block.unknownFields());
  }

  /**
   * An operation with every value changed: literal arguments, attributes, and all values of its
   * inner blocks.
   */
  public static Operation map(Operation operation, UnaryOperator<Value> change) {
    Map<String, List<Binding>> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, List<Binding>> each : operation.inputs().entrySet()) {
      List<Binding> bindings = new ArrayList<>(each.getValue().size());
      for (Binding binding : each.getValue()) {
        bindings.add(
            switch (binding) {
              case Binding.Reference reference -> reference;
              case Binding.Literal(Value value) -> new Binding.Literal(change.apply(value));
            });
      }
      inputs.put(each.getKey(), bindings);
    }
    List<Block> blocks = new ArrayList<>(operation.blocks().size());
    for (Block each : operation.blocks()) {
      blocks.add(map(each, change));
    }
    return new Operation(
        operation.type(),
        inputs,
        operation.outputs(),
        blocks,
        map(operation.attributes(), change),
        operation.unknownFields());
  }

  /** Attributes of a program, function, block or operation with every value changed. */
  public static Map<String, Value> map(Map<String, Value> attributes, UnaryOperator<Value> change) {
    Map<String, Value> changed = new LinkedHashMap<>();
    for (Map.Entry<String, Value> each : attributes.entrySet()) {
      changed.put(each.getKey(), change.apply(each.getValue()));
    }
    return changed;
  }
}
