package dev.coremill.plugins.torch.operator;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of an operation before it runs. */
public final class OperationSite {
  private final Operation operation;
  private final Opset opset;
  private final NumericMode mode;
  private final List<String> arguments;
  private final List<DataType> outputTypes;
  private final Map<String, ValueType> declared;

  /**
   * An operation in a function of an opset.
   *
   * @param declared the types that the program declares, by the names of values; those of the
   *     operation's arguments are among them, but for constants
   */
  public OperationSite(
      Operation operation, Opset opset, NumericMode mode, Map<String, ValueType> declared) {
    this.operation = operation;
    this.opset = opset;
    this.mode = mode;
    this.declared = declared;
    this.arguments = List.copyOf(operation.inputs().keySet());
    List<DataType> types = new ArrayList<>();
    for (NamedType output : operation.outputs()) {
      types.add(
          output.type() instanceof ValueType.OfTensor tensor
              ? tensor.dataType()
              : DataType.FLOAT32);
    }
    this.outputTypes = List.copyOf(types);
  }

  /** The operation. */
  public Operation operation() {
    return operation;
  }

  /** The opset of its function. */
  public Opset opset() {
    return opset;
  }

  /** How results are rounded. */
  public NumericMode mode() {
    return mode;
  }

  /**
   * The shape that the program declares for a computed argument; empty where it leaves a dimension
   * open, and for constants.
   */
  Optional<Shape> declaredShape(String argument) {
    List<Binding> bindings = operation.inputs().getOrDefault(argument, List.of());
    return bindings.size() == 1
            && bindings.getFirst() instanceof Binding.Reference(String name)
            && declared.get(name) instanceof ValueType.OfTensor type
        ? type.shape()
        : Optional.empty();
  }

  /** The names of its arguments, in a fixed order. */
  public List<String> arguments() {
    return arguments;
  }

  /** The element types that the program declares for its outputs; of no meaning for no tensors. */
  public List<DataType> outputTypes() {
    return outputTypes;
  }
}
