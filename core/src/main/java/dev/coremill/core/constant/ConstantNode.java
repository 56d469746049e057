package dev.coremill.core.constant;

import dev.coremill.api.program.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * A constant operation among those that it is made of.
 *
 * @param operation the operation
 * @param producers the constant operations that its parameters name
 * @param depth how many operations lie one above the other, this one included
 * @param meaning what its outputs stand for
 */
record ConstantNode(Operation operation, List<ConstantNode> producers, int depth, Meaning meaning) {
  /**
   * More operations on top of each other than any writer makes (a scaled, palettized, sparse weight
   * with a quantized table has four). Deeper ones are not followed, so that no program can exhaust
   * the stack or, by naming one constant many times on every level, the memory.
   */
  static final int MAXIMUM_DEPTH = 8;

  /** All operations that make this one, producers first; itself alone where it is too deep. */
  List<ConstantNode> chain() {
    List<ConstantNode> chain = new ArrayList<>();
    if (depth > MAXIMUM_DEPTH) {
      chain.add(this);
    } else {
      collect(Collections.newSetFromMap(new IdentityHashMap<>()), chain);
    }
    return chain;
  }

  private void collect(Set<Operation> seen, List<ConstantNode> chain) {
    if (!seen.add(operation)) {
      return;
    }
    for (ConstantNode producer : producers) {
      producer.collect(seen, chain);
    }
    chain.add(this);
  }
}
