package dev.coremill.plugins.torch;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds after which operation of a block each value that it defines is dead. */
final class LastUses {
  private LastUses() {}

  /**
   * A block with the last uses in its operations.
   *
   * @param inputs the slots of what the block is entered with
   * @param operations its operations; their last uses are not known yet
   * @param outputs the slots of what it returns
   * @param defined the slots that it defines besides its inputs, inner blocks' included
   */
  static PreparedBlock of(
      int[] inputs, List<PreparedOperation> operations, int[] outputs, int[] defined) {
    Map<Integer, Integer> last = new HashMap<>();
    for (int slot : inputs) {
      last.put(slot, -1);
    }
    for (int at = 0; at < operations.size(); at++) {
      for (int slot : operations.get(at).outputs()) {
        last.put(slot, at);
      }
      use(operations.get(at), at, last);
    }
    for (int slot : outputs) {
      last.computeIfPresent(slot, (_, _) -> operations.size());
    }
    PreparedOperation[] result = new PreparedOperation[operations.size()];
    for (int at = 0; at < result.length; at++) {
      result[at] = withDead(operations.get(at), at, last, isTaken(operations, at));
    }
    int[] locals = Arrays.copyOf(inputs, inputs.length + defined.length);
    System.arraycopy(defined, 0, locals, inputs.length, defined.length);
    return new PreparedBlock(inputs, result, outputs, locals);
  }

  /** Notes what an operation and its inner blocks use of the slots that are known. */
  private static void use(PreparedOperation operation, int at, Map<Integer, Integer> last) {
    for (int[] argument : operation.arguments()) {
      for (int slot : argument) {
        last.computeIfPresent(slot, (_, _) -> at);
      }
    }
    for (PreparedBlock block : operation.blocks()) {
      for (PreparedOperation inner : block.operations()) {
        use(inner, at, last);
      }
      for (int slot : block.outputs()) {
        last.computeIfPresent(slot, (_, _) -> at);
      }
    }
  }

  private static PreparedOperation withDead(
      PreparedOperation operation, int at, Map<Integer, Integer> last, boolean taken) {
    int[] dead = new int[0];
    // The only argument of what reads a state is that state, which outlives its last use: only a
    // write that follows makes its content free to take.
    boolean reads = operation.site().operation().type().equals("read_state");
    long dying = taken ? 1 : 0;
    int[][] arguments = operation.arguments();
    for (int i = 0; i < arguments.length; i++) {
      for (int slot : arguments[i]) {
        if (last.getOrDefault(slot, Integer.MAX_VALUE) == at) {
          if (!reads && isUsedOnce(slot, arguments) && operation.blocks().length == 0 && i < 63) {
            dying |= 1L << i;
          }
          dead = with(dead, slot);
        }
      }
    }
    for (PreparedBlock block : operation.blocks()) {
      dead = withOuterSlots(dead, block, at, last);
    }
    for (int slot : operation.outputs()) {
      if (last.getOrDefault(slot, Integer.MAX_VALUE) == at) {
        dead = with(dead, slot);
      }
    }
    return new PreparedOperation(
        operation.site(),
        operation.operator(),
        arguments,
        operation.outputs(),
        operation.blocks(),
        dead,
        dying);
  }

  private static int[] withOuterSlots(
      int[] dead, PreparedBlock block, int at, Map<Integer, Integer> last) {
    int[] found = dead;
    for (PreparedOperation inner : block.operations()) {
      for (int[] argument : inner.arguments()) {
        for (int slot : argument) {
          if (last.getOrDefault(slot, Integer.MAX_VALUE) == at) {
            found = with(found, slot);
          }
        }
      }
      for (PreparedBlock deeper : inner.blocks()) {
        found = withOuterSlots(found, deeper, at, last);
      }
    }
    for (int slot : block.outputs()) {
      if (last.getOrDefault(slot, Integer.MAX_VALUE) == at) {
        found = with(found, slot);
      }
    }
    return found;
  }

  /**
   * Whether an operation reads a state whose content nothing else reads: the next operation that
   * touches the state writes it.
   */
  private static boolean isTaken(List<PreparedOperation> operations, int at) {
    PreparedOperation reading = operations.get(at);
    if (!reading.site().operation().type().equals("read_state")
        || reading.arguments().length != 1
        || reading.arguments()[0].length != 1) {
      return false;
    }
    int state = reading.arguments()[0][0];
    for (int next = at + 1; next < operations.size(); next++) {
      PreparedOperation operation = operations.get(next);
      if (uses(operation, state)) {
        String type = operation.site().operation().type();
        return type.equals("write_state") || type.equals("coreml_update_state");
      }
    }
    return false;
  }

  private static boolean uses(PreparedOperation operation, int slot) {
    for (int[] argument : operation.arguments()) {
      for (int used : argument) {
        if (used == slot) {
          return true;
        }
      }
    }
    for (PreparedBlock block : operation.blocks()) {
      for (PreparedOperation inner : block.operations()) {
        if (uses(inner, slot)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isUsedOnce(int slot, int[][] arguments) {
    int uses = 0;
    for (int[] argument : arguments) {
      for (int used : argument) {
        uses += used == slot ? 1 : 0;
      }
    }
    return uses == 1;
  }

  private static int[] with(int[] slots, int slot) {
    for (int known : slots) {
      if (known == slot) {
        return slots;
      }
    }
    int[] more = Arrays.copyOf(slots, slots.length + 1);
    more[slots.length] = slot;
    return more;
  }
}
