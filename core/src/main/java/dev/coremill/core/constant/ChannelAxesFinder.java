package dev.coremill.core.constant;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Which axes of a weight are the output and the input channels of the operation that uses it, from
 * the definitions of the operators. Grouped convolutions have the axes of ungrouped ones; tables
 * that are gathered from have their rows as output.
 */
public final class ChannelAxesFinder {
  private ChannelAxesFinder() {}

  /**
   * The channel axes of one argument.
   *
   * @param user the operation that uses the weight
   * @param argument the argument that the weight is bound to
   * @param index which binding of the argument, from 0 on
   * @param shape the shape of the weight
   * @param constants the value of a {@code const} that is visible to the operation, by name; the
   *     axes can depend on other arguments, such as {@code transpose_y}
   */
  public static ChannelAxes find(
      Operation user,
      String argument,
      int index,
      Shape shape,
      Function<String, Optional<Value>> constants) {
    int rank = shape.rank();
    if (rank < 2) {
      return convention(rank);
    }
    Optional<ChannelAxes> axes =
        switch (user.type()) {
          case "conv" -> when(argument.equals("weight") && rank >= 3, 0, 1);
          case "conv_transpose" -> when(argument.equals("weight") && rank >= 3, 1, 0);
          case "linear" -> when(argument.equals("weight") && rank == 2, 0, 1);
          case "lstm", "gru", "rnn" ->
              when(
                  rank == 2
                      && (argument.startsWith("weight_ih") || argument.startsWith("weight_hh")),
                  0,
                  1);
          case "matmul" -> matmul(user, argument, rank, constants);
          case "gather", "gather_along_axis" ->
              argument.equals("x") ? table(user, "axis", rank, constants) : Optional.empty();
          case "gather_nd" ->
              argument.equals("x") ? table(user, "batch_dims", rank, constants) : Optional.empty();
          case "einsum" ->
              argument.equals("values")
                  ? argument(user, "equation", constants)
                      .flatMap(ChannelAxesFinder::text)
                      .flatMap(equation -> EinsumEquation.axes(equation, index, shape))
                  : Optional.empty();
          default -> Optional.empty();
        };
    return axes.orElseGet(() -> convention(rank));
  }

  /**
   * The axes of an operand that has no channels of its own: output 0 and input 1, for a rank below
   * 2 both 0.
   */
  public static ChannelAxes convention(int rank) {
    return new ChannelAxes(0, rank < 2 ? 0 : 1, false);
  }

  private static Optional<ChannelAxes> when(boolean condition, int output, int input) {
    return condition ? Optional.of(new ChannelAxes(output, input, true)) : Optional.empty();
  }

  /** The contracted axis is the input: the last one of x, the one before it of y. */
  private static Optional<ChannelAxes> matmul(
      Operation user, String argument, int rank, Function<String, Optional<Value>> constants) {
    boolean first = argument.equals("x");
    if (!first && !argument.equals("y")) {
      return Optional.empty();
    }
    OptionalInt transposed = number(user, first ? "transpose_x" : "transpose_y", constants);
    if (transposed.isEmpty()) {
      return Optional.empty();
    }
    boolean contractsLast = first == (transposed.getAsInt() == 0);
    return contractsLast ? when(true, rank - 2, rank - 1) : when(true, rank - 1, rank - 2);
  }

  /** The axis that rows are taken along, and the innermost other one. */
  private static Optional<ChannelAxes> table(
      Operation user, String axisArgument, int rank, Function<String, Optional<Value>> constants) {
    OptionalInt axis = number(user, axisArgument, constants);
    if (axis.isEmpty() || axis.getAsInt() < -rank || axis.getAsInt() >= rank) {
      return Optional.empty();
    }
    int rows = Math.floorMod(axis.getAsInt(), rank);
    return when(true, rows, rows == rank - 1 ? rank - 2 : rank - 1);
  }

  /**
   * The value of an integer or boolean argument; 0, which is the default of all that are asked for,
   * where it is absent; empty where only running the program gives it.
   */
  private static OptionalInt number(
      Operation user, String name, Function<String, Optional<Value>> constants) {
    if (!user.inputs().containsKey(name) && !user.attributes().containsKey(name)) {
      return OptionalInt.of(0);
    }
    return argument(user, name, constants).orElse(null) instanceof Value.OfTensor value
            && value.tensor().elementCount() == 1
            && (value.tensor().type() == DataType.BOOL || value.tensor().type() == DataType.INT32)
        ? OptionalInt.of(Elements.integers(value.tensor())[0])
        : OptionalInt.empty();
  }

  private static Optional<String> text(Value value) {
    return value instanceof Value.OfStrings strings && strings.strings().size() == 1
        ? Optional.of(strings.strings().getFirst())
        : Optional.empty();
  }

  private static Optional<Value> argument(
      Operation user, String name, Function<String, Optional<Value>> constants) {
    Optional<Binding> binding = user.input(name);
    if (binding.isEmpty()) {
      return Optional.ofNullable(user.attributes().get(name));
    }
    return switch (binding.get()) {
      case Binding.Literal(Value value) -> Optional.of(value);
      case Binding.Reference(String target) -> constants.apply(target);
    };
  }
}
