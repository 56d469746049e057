package dev.coremill.plugins.torch;

import dev.coremill.api.runtime.UnsupportedProgramException;
import dev.coremill.plugins.torch.operator.RuntimeValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Numbers the values of a function, and owns those of its constants. */
final class SlotTable {
  private final Map<String, Integer> byName = new HashMap<>();
  private final Set<String> meaningless = new HashSet<>();
  private final List<@Nullable RuntimeValue> constants = new ArrayList<>();

  /** A new slot for a name that is defined now. */
  int define(String name) {
    int slot = constants.size();
    constants.add(null);
    byName.put(name, slot);
    return slot;
  }

  /** A slot for a constant; its value is retained. */
  void constant(String name, RuntimeValue value) {
    byName.put(name, literal(value));
  }

  /** A slot for a value without a name; it is retained. */
  int literal(RuntimeValue value) {
    constants.add(value.retain());
    return constants.size() - 1;
  }

  /** Notes an output of a constant that is nothing by itself. */
  void meaningless(String name) {
    meaningless.add(name);
  }

  boolean isMeaningless(String name) {
    return meaningless.contains(name);
  }

  int slot(String name) {
    Integer slot = byName.get(name);
    if (slot == null) {
      throw new UnsupportedProgramException("'" + name + "' is used before anything defines it");
    }
    return slot;
  }

  /** How many slots there are. */
  int count() {
    return constants.size();
  }

  /** The slots from a number on that are no constants. */
  int[] definedSince(int first) {
    int[] found = new int[constants.size() - first];
    int count = 0;
    for (int slot = first; slot < constants.size(); slot++) {
      if (constants.get(slot) == null) {
        found[count++] = slot;
      }
    }
    return java.util.Arrays.copyOf(found, count);
  }

  /** A row of slots for one prediction, with the constants in place. */
  @Nullable RuntimeValue[] row() {
    return constants.toArray(new RuntimeValue[0]);
  }

  /** Frees the constants. */
  void free() {
    for (RuntimeValue value : constants) {
      if (value != null) {
        value.release();
      }
    }
    constants.clear();
    byName.clear();
  }
}
