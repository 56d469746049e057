package dev.coremill.api.program;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One operation of a block.
 *
 * @param type the operator, such as {@code conv}
 * @param inputs argument name to what it is bound to; most arguments have one binding, variadic
 *     ones (such as {@code values} of {@code concat}) several
 * @param outputs the names that it defines
 * @param blocks inner blocks of control flow ({@code cond}, {@code while_loop})
 * @param attributes attribute name to value; {@code name} holds the operation's own name
 * @param unknownFields what the reader did not know
 */
public record Operation(
    String type,
    Map<String, List<Binding>> inputs,
    List<NamedType> outputs,
    List<Block> blocks,
    Map<String, Value> attributes,
    UnknownFields unknownFields) {
  /** Copies the collections. */
  public Operation {
    inputs = Ordered.copyOf(inputs);
    outputs = List.copyOf(outputs);
    blocks = List.copyOf(blocks);
    attributes = Ordered.copyOf(attributes);
  }

  /**
   * The operation's name: its attribute {@code name}, or where it lacks one its first output's.
   * This is the name that selectors and reports go by; it is not always the name of an output.
   */
  public String name() {
    if (attributes.get("name") instanceof Value.OfStrings names && names.strings().size() == 1) {
      return names.strings().getFirst();
    }
    return outputs.isEmpty() ? "" : outputs.getFirst().name();
  }

  /** Whether this is a constant: a {@code const} or a {@code constexpr_*} operation. */
  public boolean isConstant() {
    return type.equals("const") || isCompressedConstant();
  }

  /** Whether this is a {@code constexpr_*} operation. */
  public boolean isCompressedConstant() {
    return type.startsWith("constexpr_");
  }

  /** The single binding of an argument; empty where it has none or several. */
  public Optional<Binding> input(String argument) {
    List<Binding> bindings = inputs.getOrDefault(argument, List.of());
    return bindings.size() == 1 ? Optional.of(bindings.getFirst()) : Optional.empty();
  }

  /** The same operation with other inner blocks. */
  public Operation withBlocks(List<Block> changed) {
    return new Operation(type, inputs, outputs, changed, attributes, unknownFields);
  }
}
