package dev.coremill.api.program;

import java.util.Map;

/**
 * An ML program.
 *
 * @param version the program format's version; 1 so far
 * @param functions function name to function; a program of one function calls it {@code main}
 * @param docString free text
 * @param attributes attribute name to value, such as {@code buildInfo}
 * @param unknownFields what the reader did not know
 */
public record Program(
    long version,
    Map<String, Function> functions,
    String docString,
    Map<String, Value> attributes,
    UnknownFields unknownFields) {
  /** Copies the collections. */
  public Program {
    functions = Ordered.copyOf(functions);
    attributes = Ordered.copyOf(attributes);
  }

  /** The same program with other functions. */
  public Program withFunctions(Map<String, Function> changed) {
    return new Program(version, changed, docString, attributes, unknownFields);
  }
}
