package dev.coremill.api.program;

import java.util.List;
import java.util.Map;

/**
 * A sequence of operations, in an order in which each uses only names that are defined before it.
 * Inner blocks also see the names of the blocks around them.
 *
 * @param inputs names that the block is entered with
 * @param outputs names of the values that it returns
 * @param operations the operations
 * @param attributes attribute name to value
 * @param unknownFields what the reader did not know
 */
public record Block(
    List<NamedType> inputs,
    List<String> outputs,
    List<Operation> operations,
    Map<String, Value> attributes,
    UnknownFields unknownFields) {
  /** Copies the collections. */
  public Block {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    operations = List.copyOf(operations);
    attributes = Ordered.copyOf(attributes);
  }

  /** The same block with other operations. */
  public Block withOperations(List<Operation> changed) {
    return new Block(inputs, outputs, changed, attributes, unknownFields);
  }
}
