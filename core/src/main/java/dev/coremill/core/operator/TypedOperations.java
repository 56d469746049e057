package dev.coremill.core.operator;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the types of what the operations of a function read. */
public final class TypedOperations {
  private final List<TypedOperation> found = new ArrayList<>();

  private TypedOperations() {}

  /** What a name stands for. */
  private record Definition(DataType type, boolean constant) {}

  /**
   * The operations of a function but its constants, those of inner blocks after the one that they
   * belong to.
   *
   * @param inputs the inputs of the function
   * @param body one of its bodies, in which every name is defined before it is used
   */
  public static List<TypedOperation> of(List<NamedType> inputs, Block body) {
    TypedOperations operations = new TypedOperations();
    operations.block(inputs, body, Map.of());
    return List.copyOf(operations.found);
  }

  private void block(List<NamedType> inputs, Block block, Map<String, Definition> around) {
    Map<String, Definition> names = new HashMap<>(around);
    define(inputs, false, names);
    for (Operation operation : block.operations()) {
      if (!operation.isConstant()) {
        found.add(new TypedOperation(operation, operands(operation, names)));
        for (Block inner : operation.blocks()) {
          block(inner.inputs(), inner, names);
        }
      }
      define(operation.outputs(), operation.isConstant(), names);
    }
  }

  private static void define(
      List<NamedType> values, boolean constant, Map<String, Definition> names) {
    for (NamedType value : values) {
      names.put(value.name(), new Definition(elements(value.type()), constant));
    }
  }

  private static List<TypedOperand> operands(Operation operation, Map<String, Definition> names) {
    List<TypedOperand> operands = new ArrayList<>();
    for (Map.Entry<String, List<Binding>> input : operation.inputs().entrySet()) {
      List<Binding> bindings = input.getValue();
      for (int i = 0; i < bindings.size(); i++) {
        String argument = bindings.size() == 1 ? input.getKey() : input.getKey() + "[" + i + "]";
        switch (bindings.get(i)) {
          case Binding.Literal literal ->
              operands.add(new TypedOperand(argument, elements(literal.value().type()), true));
          case Binding.Reference reference -> {
            Definition definition = names.get(reference.name());
            if (definition == null) {
              throw new IllegalArgumentException("nothing defines " + reference.name());
            }
            operands.add(new TypedOperand(argument, definition.type(), definition.constant()));
          }
        }
      }
    }
    return operands;
  }

  /** What holds no tensor, such as the dictionary of a classifier, counts as a string. */
  private static DataType elements(ValueType type) {
    if (type instanceof ValueType.OfState(ValueType wrapped)) {
      return elements(wrapped);
    }
    return type instanceof ValueType.OfTensor tensor ? tensor.dataType() : DataType.STRING;
  }
}
