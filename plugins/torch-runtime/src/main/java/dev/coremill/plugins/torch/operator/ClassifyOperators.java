package dev.coremill.plugins.torch.operator;

import dev.coremill.api.tensor.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Labels with their probabilities, which is how classifiers end. */
final class ClassifyOperators {
  private ClassifyOperators() {}

  static void register(OperatorRegistry registry) {
    registry.values("classify", ClassifyOperators::classify);
  }

  /** The likeliest label, the first of equal ones, and the probability of each. */
  private static List<RuntimeValue> classify(OperationContext context) {
    float[] probabilities = Tensors.floats(context.tensor("probabilities"));
    List<Object> labels = new ArrayList<>();
    for (RuntimeValue value : context.values("classes")) {
      collect(value, labels);
    }
    if (labels.size() != probabilities.length || labels.isEmpty()) {
      throw new OperatorException(
          "there are " + labels.size() + " classes and " + probabilities.length + " probabilities");
    }
    Map<Object, Double> entries = new LinkedHashMap<>();
    int best = 0;
    for (int i = 0; i < probabilities.length; i++) {
      best = probabilities[i] > probabilities[best] ? i : best;
      entries.put(labels.get(i), (double) probabilities[i]);
    }
    RuntimeValue label =
        labels.get(best) instanceof Long number
            ? new RuntimeValue.OfTensor(Tensors.ofIntegers(new long[0], number), DataType.INT64)
            : RuntimeValue.OfStrings.scalar(String.valueOf(labels.get(best)));
    return List.of(label, new RuntimeValue.OfDictionary(entries));
  }

  private static void collect(RuntimeValue value, List<Object> labels) {
    switch (value) {
      case RuntimeValue.OfStrings strings -> labels.addAll(strings.strings());
      case RuntimeValue.OfTensor tensor -> {
        for (long number : tensor.integers()) {
          labels.add(number);
        }
      }
      case RuntimeValue.OfList list -> {
        for (RuntimeValue element : list.values()) {
          collect(element, labels);
        }
      }
      case RuntimeValue.OfDictionary _, RuntimeValue.OfState _ ->
          throw new OperatorException("'classes' is no list of labels");
    }
  }
}
