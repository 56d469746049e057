package dev.coremill.core.shape;

import dev.coremill.api.program.Binding;
import dev.coremill.api.tensor.DataType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Types of what matrix products and recurrent layers give. */
final class ProductTypes {
  private ProductTypes() {}

  static Known linear(Arguments arguments) {
    long[] x = arguments.shape("x");
    long[] weight = arguments.shape("weight");
    Dimensions.requireRank(weight, 2);
    if (x.length == 0 || x[x.length - 1] != weight[1]) {
      throw new Unresolved("the last dimension of x is not that of weight");
    }
    return Known.tensor(arguments.type("x"), Dimensions.with(x, x.length - 1, weight[0]));
  }

  static Known matmul(Arguments arguments) {
    long[] x = operand(arguments, "x", "transpose_x", true);
    long[] y = operand(arguments, "y", "transpose_y", false);
    if (x[x.length - 1] != y[y.length - 2]) {
      throw new Unresolved(
          "the contracted dimensions " + x[x.length - 1] + " and " + y[y.length - 2] + " differ");
    }
    long[] result =
        Dimensions.join(
            Dimensions.broadcast(
                Dimensions.slice(x, 0, x.length - 2), Dimensions.slice(y, 0, y.length - 2)),
            new long[] {x[x.length - 2], y[y.length - 1]});
    if (arguments.rank("y") == 1) {
      result = Dimensions.without(result, result.length - 1);
    }
    if (arguments.rank("x") == 1) {
      result = Dimensions.without(result, result.length - (arguments.rank("y") == 1 ? 1 : 2));
    }
    return Known.tensor(matmulType(arguments), result);
  }

  /** Where one operand alone is a constant of another type, the other one decides. */
  private static DataType matmulType(Arguments arguments) {
    boolean constant = arguments.operation().input("x").orElse(null) instanceof Binding.Literal;
    return arguments.type(constant ? "y" : "x");
  }

  private static long[] operand(
      Arguments arguments, String argument, String transpose, boolean left) {
    long[] shape = arguments.shape(argument);
    if (shape.length == 0) {
      throw new Unresolved(argument + " is a scalar");
    }
    if (shape.length == 1) {
      return left ? new long[] {1, shape[0]} : new long[] {shape[0], 1};
    }
    if (arguments.flag(transpose, false)) {
      long last = shape[shape.length - 1];
      shape[shape.length - 1] = shape[shape.length - 2];
      shape[shape.length - 2] = last;
    }
    return shape;
  }

  static Known einsum(Arguments arguments) {
    String equation = arguments.text("equation", "").replace(" ", "");
    int arrow = equation.indexOf("->");
    if (arrow < 0) {
      throw new Unresolved("the equation '" + equation + "' has no result");
    }
    String[] operands = equation.substring(0, arrow).split(",", -1);
    List<Known> values = arguments.all("values");
    Map<String, Long> sizes = new HashMap<>();
    if (operands.length != values.size()) {
      throw new Unresolved("the equation '" + equation + "' has another number of operands");
    }
    for (int i = 0; i < operands.length; i++) {
      long[] shape = values.get(i).dimensions();
      String[] indices = indices(operands[i], shape.length);
      for (int axis = 0; axis < shape.length; axis++) {
        sizes.merge(indices[axis], shape[axis], Math::max);
      }
    }
    String result = equation.substring(arrow + 2);
    int hidden = 0;
    while (result.contains("...") && sizes.containsKey("." + (hidden + 1))) {
      hidden++;
    }
    int named = result.contains("...") ? result.length() - 3 : result.length();
    String[] indices = indices(result, named + hidden);
    long[] shape = new long[indices.length];
    for (int axis = 0; axis < shape.length; axis++) {
      Long size = sizes.get(indices[axis]);
      if (size == null) {
        throw new Unresolved("no operand of '" + equation + "' has the index " + indices[axis]);
      }
      shape[axis] = size;
    }
    return Known.tensor(values.getFirst().dataType(), shape);
  }

  /** The index of each axis; what an ellipsis stands for is numbered from the innermost. */
  private static String[] indices(String letters, int rank) {
    int dots = letters.indexOf("...");
    int hidden = rank - (dots < 0 ? letters.length() : letters.length() - 3);
    if (hidden < 0 || (hidden > 0 && dots < 0)) {
      throw new Unresolved("the indices '" + letters + "' do not fit a value of rank " + rank);
    }
    String[] indices = new String[rank];
    for (int axis = 0; axis < rank; axis++) {
      if (dots < 0 || axis < dots) {
        indices[axis] = letters.substring(axis, axis + 1);
      } else if (axis < dots + hidden) {
        indices[axis] = "." + (dots + hidden - axis);
      } else {
        int letter = axis - hidden + 3;
        indices[axis] = letters.substring(letter, letter + 1);
      }
    }
    return indices;
  }

  static Known attention(Arguments arguments) {
    long[] query = arguments.shape("query");
    long[] value = arguments.shape("value");
    return Known.tensor(
        arguments.type("query"), Dimensions.with(query, query.length - 1, value[value.length - 1]));
  }

  /** The sequence, the last hidden state and, of an lstm, the last cell state. */
  static List<Known> recurrent(Arguments arguments, boolean cell) {
    long[] x = arguments.shape("x");
    Dimensions.requireRank(x, 3);
    long hidden = arguments.shape("weight_hh")[1];
    boolean both = arguments.text("direction", "forward").equals("bidirectional");
    long width = both ? 2 * hidden : hidden;
    long steps = arguments.flag("output_sequence", false) ? x[0] : 1;
    DataType type = arguments.type("x");
    Known sequence = Known.tensor(type, steps, x[1], width);
    Known state = Known.tensor(type, x[1], width);
    return cell ? List.of(sequence, state, state) : List.of(sequence, state);
  }
}
