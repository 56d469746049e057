package dev.coremill.core.constant;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that are visible in a block: its own and those of the blocks around it. */
final class Scope {
  /**
   * What a name stands for.
   *
   * @param node the constant operation that defines it; null where only running the program gives
   *     the value
   * @param output which output of it
   */
  record Definition(@Nullable ConstantNode node, int output) {}

  private static final Definition NO_CONSTANT = new Definition(null, 0);

  private final @Nullable Scope outer;
  private final Map<String, Definition> names = new HashMap<>();

  Scope(@Nullable Scope outer) {
    this.outer = outer;
  }

  void define(String name, ConstantNode node, int output) {
    names.put(name, new Definition(node, output));
  }

  /** Hides a constant of the same name outside. */
  void defineOther(String name) {
    names.put(name, NO_CONSTANT);
  }

  /** The definition of a name; null where it is not defined or is no constant. */
  @Nullable Definition constant(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Definition definition = scope.names.get(name);
      if (definition != null) {
        return definition.node() == null ? null : definition;
      }
    }
    return null;
  }
}
