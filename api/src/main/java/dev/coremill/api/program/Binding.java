package dev.coremill.api.program;

/** What an argument of an operation is bound to. */
public sealed interface Binding {
  /**
   * The name of a value defined earlier: an input, or another operation's output.
   *
   * @param name the name
   */
  record Reference(String name) implements Binding {}

  /**
   * A literal value.
   *
   * @param value the value
   */
  record Literal(Value value) implements Binding {}
}
