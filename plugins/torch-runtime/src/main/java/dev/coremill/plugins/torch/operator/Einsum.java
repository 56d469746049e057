package dev.coremill.plugins.torch.operator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A product of two tensors whose axes have letters, such as {@code nchw,nwhu->nchu}: elements of
 * equal letters are multiplied, and letters that the result lacks are summed over. An axis of size
 * 1 is broadcast.
 */
final class Einsum {
  private static final Pattern EQUATION = Pattern.compile("([a-zA-Z]*),([a-zA-Z]*)->([a-zA-Z]*)");

  private final String equation;
  private final Map<Character, Long> sizes = new HashMap<>();

  private Einsum(String equation) {
    this.equation = equation;
  }

  static Tensor compute(OperationContext context) {
    List<Tensor> values = context.tensors("values");
    if (values.size() != 2) {
      throw new OperatorException("values has " + values.size() + " tensors, not 2");
    }
    Einsum einsum = new Einsum(context.text("equation").replace(" ", ""));
    Matcher parts = EQUATION.matcher(einsum.equation);
    if (!parts.matches()) {
      throw new OperatorException(
          "equation '" + einsum.equation + "' is not of the form 'nchw,nwhu->nchu'");
    }
    einsum.measure(parts.group(1), values.get(0));
    einsum.measure(parts.group(2), values.get(1));
    Sizes.requireMemory(einsum.resultShape(parts.group(3)));
    return torch.einsum(einsum.equation, Tensors.vector(values));
  }

  /** Notes the size of each letter of a tensor. */
  private void measure(String letters, Tensor tensor) {
    long[] shape = tensor.shape();
    if (letters.length() != shape.length) {
      throw new OperatorException(
          "equation '"
              + equation
              + "' has the axes '"
              + letters
              + "' for a tensor of "
              + Arrays.toString(shape));
    }
    for (int axis = 0; axis < shape.length; axis++) {
      char letter = letters.charAt(axis);
      long known = sizes.getOrDefault(letter, 1L);
      if (known != shape[axis] && known != 1 && shape[axis] != 1) {
        throw new OperatorException(
            "axis '"
                + letter
                + "' of equation '"
                + equation
                + "' has "
                + known
                + " elements, and "
                + shape[axis]);
      }
      sizes.put(letter, known == 1 ? shape[axis] : known);
    }
  }

  private long[] resultShape(String letters) {
    List<Character> seen = new ArrayList<>();
    long[] shape = new long[letters.length()];
    for (int axis = 0; axis < shape.length; axis++) {
      char letter = letters.charAt(axis);
      Long size = sizes.get(letter);
      if (size == null || seen.contains(letter)) {
        throw new OperatorException(
            "equation '"
                + equation
                + "' has the axis '"
                + letter
                + (size == null ? "' in its result alone" : "' twice in its result"));
      }
      seen.add(letter);
      shape[axis] = size;
    }
    return shape;
  }
}
