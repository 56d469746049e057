package dev.coremill.plugins.torch.operator;

import java.util.Arrays;

/** Axes that a parameter names. */
final class Axes {
  private Axes() {}

  /** Which axes a parameter names; all of them where it is not given. */
  static boolean[] chosen(OperationContext context, String argument, int rank) {
    boolean[] chosen = new boolean[rank];
    if (context.has(argument)) {
      for (long axis : context.integers(argument)) {
        chosen[Tensors.axis(axis, rank)] = true;
      }
    } else {
      Arrays.fill(chosen, true);
    }
    return chosen;
  }

  /** The numbers of the chosen axes. */
  static long[] numbers(boolean[] chosen) {
    long[] axes = new long[chosen.length];
    int count = 0;
    for (int axis = 0; axis < chosen.length; axis++) {
      if (chosen[axis]) {
        axes[count++] = axis;
      }
    }
    return Arrays.copyOf(axes, count);
  }
}
