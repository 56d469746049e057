package dev.coremill.core.profile;

import dev.coremill.api.program.Operation;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Multiplications followed by an addition, from the definitions of the operators. A fast algorithm
 * of a runtime, such as Winograd's, may do fewer; a bias is not counted.
 *
 * <table>
 * <caption>What is counted</caption>
 * <tr><th>operator</th><th>multiply-adds</th></tr>
 * <tr><td>conv</td><td>elements of the output × input channels of a group × elements of the
 *   kernel</td></tr>
 * <tr><td>conv_transpose</td><td>elements of the input × output channels of a group × elements of
 *   the kernel</td></tr>
 * <tr><td>linear, matmul</td><td>elements of the output × contracted dimension</td></tr>
 * <tr><td>einsum</td><td>product of the sizes of all indices of the equation</td></tr>
 * <tr><td>lstm, gru, rnn</td><td>steps × batch × elements of the weight matrices</td></tr>
 * <tr><td>scaled_dot_product_attention</td><td>both matrix products: queries × keys × (width of a
 *   query + width of a value), for each head of each sample</td></tr>
 * </table>
 *
 * <p>Everything else has none. Numbers beyond 2^63 are 2^63 - 1.
 */
final class MultiplyAdds {
  private MultiplyAdds() {}

  static long of(
      Operation operation, List<OperandProfile> inputs, List<OperandProfile> outputs, Names names) {
    if (outputs.isEmpty()) {
      return 0;
    }
    long produced = outputs.getFirst().shape().elementCount();
    return switch (operation.type()) {
      case "conv" -> {
        Shape weight = shape(inputs, "weight");
        yield weight == null || weight.rank() < 3
            ? 0
            : product(produced, quotient(weight.elementCount(), weight.dimension(0)));
      }
      case "conv_transpose" -> {
        Shape weight = shape(inputs, "weight");
        Shape x = shape(inputs, "x");
        yield weight == null || x == null || weight.rank() < 3
            ? 0
            : product(x.elementCount(), quotient(weight.elementCount(), weight.dimension(0)));
      }
      case "linear" -> {
        Shape weight = shape(inputs, "weight");
        yield weight == null || weight.rank() == 0 ? 0 : product(produced, weight.dimension(-1));
      }
      case "matmul" -> {
        Shape x = shape(inputs, "x");
        yield x == null || x.rank() == 0
            ? 0
            : product(produced, contracted(x, names.flag(operation, "transpose_x")));
      }
      case "einsum" -> einsum(names.text(operation, "equation"), inputs);
      case "lstm", "gru", "rnn" -> recurrent(inputs);
      case "scaled_dot_product_attention" -> attention(inputs, produced);
      default -> 0;
    };
  }

  private static long contracted(Shape x, boolean transposed) {
    return x.dimension(transposed && x.rank() > 1 ? -2 : -1);
  }

  private static long recurrent(List<OperandProfile> inputs) {
    Shape x = shape(inputs, "x");
    if (x == null || x.rank() < 2) {
      return 0;
    }
    long weights = 0;
    for (OperandProfile input : inputs) {
      if (input.argument().startsWith("weight_ih") || input.argument().startsWith("weight_hh")) {
        weights += input.shape().elementCount();
      }
    }
    return product(product(x.dimension(0), x.dimension(1)), weights);
  }

  private static long attention(List<OperandProfile> inputs, long produced) {
    Shape query = shape(inputs, "query");
    Shape key = shape(inputs, "key");
    Shape value = shape(inputs, "value");
    if (query == null || key == null || value == null || key.rank() < 2 || value.rank() == 0) {
      return 0;
    }
    long queries = quotient(produced, value.dimension(-1));
    long width = query.rank() == 0 ? 0 : query.dimension(-1);
    return product(product(queries, key.dimension(-2)), width + value.dimension(-1));
  }

  private static long einsum(Optional<String> equation, List<OperandProfile> inputs) {
    if (equation.isEmpty()) {
      return 0;
    }
    String compact = equation.get().replace(" ", "");
    int arrow = compact.indexOf("->");
    String[] operands = (arrow < 0 ? compact : compact.substring(0, arrow)).split(",", -1);
    Map<String, Long> sizes = new HashMap<>();
    int operand = 0;
    for (OperandProfile input : inputs) {
      if (!input.argument().startsWith("values")) {
        continue;
      }
      if (operand >= operands.length || !sizes(operands[operand], input.shape(), sizes)) {
        return 0;
      }
      operand++;
    }
    long total = operand == operands.length ? 1 : 0;
    for (long size : sizes.values()) {
      total = product(total, size);
    }
    return total;
  }

  /** Notes the size of each index of an operand; those that an ellipsis stands for by number. */
  private static boolean sizes(String letters, Shape shape, Map<String, Long> sizes) {
    int dots = letters.indexOf("...");
    int named = dots < 0 ? letters.length() : letters.length() - 3;
    int hidden = shape.rank() - named;
    if (hidden < 0 || (hidden > 0 && dots < 0)) {
      return false;
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      String index;
      if (dots < 0 || axis < dots) {
        index = letters.substring(axis, axis + 1);
      } else if (axis < dots + hidden) {
        index = "batch " + (dots + hidden - axis);
      } else {
        int letter = axis - hidden + 3;
        index = letters.substring(letter, letter + 1);
      }
      sizes.merge(index, shape.dimension(axis), Math::max);
    }
    return true;
  }

  private static @Nullable Shape shape(List<OperandProfile> inputs, String argument) {
    for (OperandProfile input : inputs) {
      if (input.argument().equals(argument)) {
        return input.shape();
      }
    }
    return null;
  }

  private static long quotient(long dividend, long divisor) {
    return divisor == 0 ? 0 : dividend / divisor;
  }

  private static long product(long one, long two) {
    return Math.multiplyHigh(one, two) != 0 || one * two < 0 ? Long.MAX_VALUE : one * two;
  }
}
