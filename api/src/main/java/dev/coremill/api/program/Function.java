package dev.coremill.api.program;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A function of a program.
 *
 * @param inputs the names that it is called with; states are among them
 * @param opset the name of the opset whose specialization is active, such as {@code CoreML8}
 * @param specializations the function's body for each opset that it was written for; usually one
 * @param attributes attribute name to value
 * @param unknownFields what the reader did not know
 */
public record Function(
    List<NamedType> inputs,
    String opset,
    Map<String, Block> specializations,
    Map<String, Value> attributes,
    UnknownFields unknownFields) {
  /** Copies the collections. */
  public Function {
    inputs = List.copyOf(inputs);
    specializations = Ordered.copyOf(specializations);
    attributes = Ordered.copyOf(attributes);
  }

  /**
   * The active body; empty where the function has none for its own opset, which makes the program
   * invalid.
   */
  public Optional<Block> body() {
    return Optional.ofNullable(specializations.get(opset));
  }

  /** The same function with other bodies. */
  public Function withSpecializations(String activeOpset, Map<String, Block> changed) {
    return new Function(inputs, activeOpset, changed, attributes, unknownFields);
  }
}
