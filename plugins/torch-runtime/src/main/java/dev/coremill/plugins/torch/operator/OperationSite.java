package dev.coremill.plugins.torch.operator;

import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;

/** What is known of an operation before it runs. */
public final class OperationSite {
  private final Operation operation;
  private final Opset opset;
  private final NumericMode mode;
  private final List<String> arguments;
  private final List<DataType> outputTypes;

  /** An operation in a function of an opset. */
  public OperationSite(Operation operation, Opset opset, NumericMode mode) {
    this.operation = operation;
    this.opset = opset;
    this.mode = mode;
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

  /** The names of its arguments, in a fixed order. */
  public List<String> arguments() {
    return arguments;
  }

  /** The element types that the program declares for its outputs; of no meaning for no tensors. */
  public List<DataType> outputTypes() {
    return outputTypes;
  }
}
