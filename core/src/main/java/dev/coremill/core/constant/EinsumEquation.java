package dev.coremill.core.constant;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.tensor.Shape;
import java.util.Optional;

/**
 * Finds the channels of an operand of {@code einsum} by its equation, such as {@code nk,mk->nm}.
 */
final class EinsumEquation {
  private EinsumEquation() {}

  /**
   * The largest axis that only the weight has and that reaches the result is the output, the
   * largest that is contracted the input. An axis that both operands and the result have is a batch
   * and counts as output only where there is no other.
   */
  static Optional<ChannelAxes> axes(String equation, int operand, Shape shape) {
    String compact = equation.replace(" ", "");
    int arrow = compact.indexOf("->");
    if (arrow < 0 || compact.indexOf('.') >= 0) {
      return Optional.empty();
    }
    String result = compact.substring(arrow + 2);
    String[] operands = compact.substring(0, arrow).split(",", -1);
    if (operand >= operands.length || operands[operand].length() != shape.rank()) {
      return Optional.empty();
    }
    String letters = operands[operand];
    StringBuilder others = new StringBuilder();
    for (int i = 0; i < operands.length; i++) {
      others.append(i == operand ? "" : operands[i]);
    }
    int output = -1;
    int batch = -1;
    int input = -1;
    for (int axis = 0; axis < letters.length(); axis++) {
      char letter = letters.charAt(axis);
      boolean kept = result.indexOf(letter) >= 0;
      boolean shared = others.indexOf(String.valueOf(letter)) >= 0;
      if (kept && !shared) {
        output = larger(output, axis, shape);
      } else if (kept) {
        batch = larger(batch, axis, shape);
      } else {
        input = larger(input, axis, shape);
      }
    }
    int chosen = output >= 0 ? output : batch;
    return chosen < 0 || input < 0
        ? Optional.empty()
        : Optional.of(new ChannelAxes(chosen, input, true));
  }

  private static int larger(int chosen, int axis, Shape shape) {
    return chosen < 0 || shape.dimension(axis) > shape.dimension(chosen) ? axis : chosen;
  }
}
