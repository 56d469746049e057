package dev.coremill.plugins.torch;

import dev.coremill.api.runtime.UnsupportedProgramException;
import dev.coremill.plugins.torch.operator.RuntimeValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Numbers the values of a function, and owns those of its constants that operations need as they
 * are. A constant is decoded when the first operation asks for it: weights that are only ever
 * packed into another form are never held in this one.
 */
final class SlotTable {
  private final Map<String, Integer> byName = new HashMap<>();
  private final Set<String> meaningless = new HashSet<>();

  /** What constants hold, by slot; null for everything else, and for what nobody needs yet. */
  private final List<@Nullable RuntimeValue> constants = new ArrayList<>();

  /** How to decode the constants, by slot. */
  private final Map<Integer, Supplier<RuntimeValue>> sources = new HashMap<>();

  /** A new slot for a name that is defined now. */
  int define(String name) {
    int slot = next();
    byName.put(name, slot);
    return slot;
  }

  private int next() {
    constants.add(null);
    return constants.size() - 1;
  }

  /** A slot for a constant. */
  void constant(String name, Supplier<RuntimeValue> source) {
    byName.put(name, literal(source));
  }

  /** A slot for a constant without a name. */
  int literal(Supplier<RuntimeValue> source) {
    int slot = next();
    sources.put(slot, source);
    return slot;
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

  boolean isConstant(int slot) {
    return sources.containsKey(slot);
  }

  /** What a constant holds, perhaps decoded just for the caller's pointer scope. */
  RuntimeValue decoded(int slot) {
    RuntimeValue known = constants.get(slot);
    if (known != null) {
      return known;
    }
    Supplier<RuntimeValue> source = sources.get(slot);
    if (source == null) {
      throw new IllegalArgumentException("slot " + slot + " is no constant");
    }
    return source.get();
  }

  /**
   * Keeps a constant for predictions.
   *
   * @param decoded what {@link #decoded} gave; null to decode it here. It is retained.
   */
  void keep(int slot, @Nullable RuntimeValue decoded) {
    if (constants.get(slot) == null && isConstant(slot)) {
      constants.set(slot, (decoded == null ? decoded(slot) : decoded).retain());
    }
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
      if (!isConstant(slot)) {
        found[count++] = slot;
      }
    }
    return Arrays.copyOf(found, count);
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
    sources.clear();
    byName.clear();
  }
}
