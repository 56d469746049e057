package dev.coremill.plugins.torch.operator;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;

/** Operations that run inner blocks. */
final class ControlFlowOperators {
  /** A loop that runs longer is taken for one that does not end. */
  private static final int MOST_ROUNDS = 10_000_000;

  private ControlFlowOperators() {}

  static void register(OperatorRegistry registry) {
    registry.values("cond", ControlFlowOperators::choose);
    registry.values("while_loop", ControlFlowOperators::repeat);
  }

  /** The first block where the predicate holds, the second one otherwise. */
  private static List<RuntimeValue> choose(OperationContext context) {
    requireTwoBlocks(context);
    return context.runBlock(context.integer("pred") != 0 ? 0 : 1, List.of());
  }

  private static void requireTwoBlocks(OperationContext context) {
    if (context.blockCount() != 2) {
      throw new OperatorException("it has " + context.blockCount() + " inner blocks, not 2");
    }
  }

  /** The second block again and again for as long as the first one says so. */
  private static List<RuntimeValue> repeat(OperationContext context) {
    requireTwoBlocks(context);
    List<RuntimeValue> variables = retained(List.of(context.values("loop_vars")));
    try {
      for (int round = 0; goesOn(context, variables); round++) {
        if (round == MOST_ROUNDS) {
          throw new OperatorException("the loop does not end within " + MOST_ROUNDS + " rounds");
        }
        // What a round leaves behind ends with it.
        try (PointerScope _ = new PointerScope()) {
          List<RuntimeValue> next = retained(context.runBlock(1, variables));
          List<RuntimeValue> old = variables;
          variables = next;
          release(old);
        }
        if (variables.size() != context.values("loop_vars").length) {
          throw new OperatorException("the body does not return as many values as it takes");
        }
      }
      List<RuntimeValue> results = new ArrayList<>(variables.size());
      for (RuntimeValue variable : variables) {
        results.add(variable.scoped());
      }
      return results;
    } finally {
      release(variables);
    }
  }

  private static boolean goesOn(OperationContext context, List<RuntimeValue> variables) {
    try (PointerScope _ = new PointerScope()) {
      List<RuntimeValue> said = context.runBlock(0, variables);
      if (said.size() == 1 && said.getFirst() instanceof RuntimeValue.OfTensor tensor) {
        return tensor.tensor().item_double() != 0;
      }
      throw new OperatorException("the condition is no single truth value");
    }
  }

  private static List<RuntimeValue> retained(List<RuntimeValue> values) {
    List<RuntimeValue> owned = new ArrayList<>(values.size());
    for (RuntimeValue value : values) {
      owned.add(value.retain());
    }
    return owned;
  }

  private static void release(List<RuntimeValue> values) {
    for (RuntimeValue value : values) {
      value.release();
    }
  }
}
