package dev.coremill.core.constant;

import dev.coremill.api.program.Block;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Operation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Hands out names that nothing in a function has yet. Not for use by several threads at a time. */
public final class NameSupply {
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> next = new HashMap<>();

  /** A supply in which no name is taken. */
  public NameSupply() {}

  /** A supply for a function: the names of its inputs, values and operations are taken. */
  public static NameSupply of(Function function) {
    NameSupply names = new NameSupply();
    for (NamedType input : function.inputs()) {
      names.take(input.name());
    }
    for (Block block : function.specializations().values()) {
      names.takeAll(block);
    }
    return names;
  }

  private void takeAll(Block block) {
    for (NamedType input : block.inputs()) {
      take(input.name());
    }
    for (Operation operation : block.operations()) {
      take(operation.name());
      for (NamedType output : operation.outputs()) {
        take(output.name());
      }
      for (Block inner : operation.blocks()) {
        takeAll(inner);
      }
    }
  }

  /** Marks a name as taken. */
  public void take(String name) {
    taken.add(name);
  }

  /**
   * A name that is not taken yet, and takes it: the wish where possible, with a number behind it
   * otherwise. Characters that the format does not allow in names become underscores.
   */
  public String fresh(String wish) {
    String base = identifier(wish);
    if (taken.add(base)) {
      return base;
    }
    int number = next.getOrDefault(base, 0);
    while (!taken.add(base + "_" + number)) {
      number++;
    }
    next.put(base, number + 1);
    return base + "_" + number;
  }

  private static String identifier(String wish) {
    StringBuilder name = new StringBuilder(wish.length() + 1);
    for (int i = 0; i < wish.length(); i++) {
      char c = wish.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
      if (i == 0 && !letter) {
        name.append('_');
      }
      if (letter || digit || c == '@' && i > 0) {
        name.append(c);
      } else if (i > 0) {
        name.append('_');
      }
    }
    return name.isEmpty() ? "_" : name.toString();
  }
}
