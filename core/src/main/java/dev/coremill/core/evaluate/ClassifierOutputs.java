package dev.coremill.core.evaluate;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.sample.Numbers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A classifier's outputs as tensors: probabilities in the order of its labels, labels as numbers.
 */
final class ClassifierOutputs {
  private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");

  private final ModelInterface face;
  private List<String> labels = List.of();

  /** Whether numbers are labels of the classifier, otherwise places; empty before the first. */
  private Optional<Boolean> byLabel = Optional.empty();

  ClassifierOutputs(ModelInterface face) {
    this.face = face;
  }

  /** The classifier's labels in their order, once outputs have been seen; otherwise empty. */
  List<String> labels() {
    return labels;
  }

  /**
   * The outputs that are numbers. Probabilities become a tensor in the order of the labels; texts
   * are left out.
   */
  Map<String, Value> numeric(Map<String, Value> outputs) {
    return numeric(outputs, List.of());
  }

  /**
   * The same with the probabilities in the order of another classifier, so that the two can be
   * compared element by element.
   *
   * @param order the other's labels; where they are not the same ones, the order stays as it is
   */
  Map<String, Value> numeric(Map<String, Value> outputs, List<String> order) {
    Map<String, Value> numeric = new LinkedHashMap<>();
    for (Map.Entry<String, Value> each : outputs.entrySet()) {
      switch (each.getValue()) {
        case Value.OfTensor tensor -> {
          boolean code =
              each.getKey().equals(face.label()) && outputs.containsKey(face.probabilities());
          if (!code) {
            numeric.put(each.getKey(), tensor);
          }
        }
        case Value.OfDictionary dictionary ->
            numeric.put(each.getKey(), probabilities(dictionary, order));
        case Value.OfStrings _, Value.OfList _, Value.OfTuple _, Value.Opaque _ -> {}
      }
    }
    return numeric;
  }

  private Value probabilities(Value.OfDictionary dictionary, List<String> order) {
    double[] values = probabilities(dictionary);
    List<String> own = labels(dictionary);
    labels = own;
    if (!own.equals(order) && own.size() == order.size() && order.containsAll(own)) {
      Map<String, Integer> places = new HashMap<>();
      order.forEach(label -> places.put(label, places.size()));
      double[] sorted = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        sorted[Objects.requireNonNull(places.get(own.get(i)))] = values[i];
      }
      labels = List.copyOf(order);
      values = sorted;
    }
    return Value.OfTensor.of(Numbers.tensor(DataType.FLOAT64, Shape.of(values.length), values));
  }

  /** The probabilities of a dictionary in its order. */
  static double[] probabilities(Value.OfDictionary dictionary) {
    double[] values = new double[dictionary.entries().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Numbers.all(Rows.tensor(dictionary.entries().get(i).value()))[0];
    }
    return values;
  }

  /** The labels of a classifier's outputs in their order; empty for another model. */
  static List<String> labels(ModelInterface face, Map<String, Value> outputs) {
    return outputs.get(face.probabilities()) instanceof Value.OfDictionary dictionary
        ? labels(dictionary)
        : List.of();
  }

  private static List<String> labels(Value.OfDictionary dictionary) {
    return dictionary.entries().stream().map(entry -> text(entry.key())).toList();
  }

  /** A label as a text: the string itself, or a number's digits. */
  static String text(Value label) {
    return switch (label) {
      case Value.OfStrings strings when !strings.strings().isEmpty() ->
          strings.strings().getFirst();
      case Value.OfTensor tensor -> Numbers.shown(Numbers.all(tensor.tensor())[0]);
      case Value.OfStrings _,
          Value.OfList _,
          Value.OfDictionary _,
          Value.OfTuple _,
          Value.Opaque _ ->
          throw new IllegalArgumentException("a label of a classifier is " + label.type());
    };
  }

  /**
   * Labels of a sample as places in the order of the classifier's labels. A number that is itself
   * the text of a label means that label, otherwise the place.
   *
   * @throws IllegalArgumentException if a label is none of the classifier's
   */
  Value places(Value given) {
    if (given instanceof Value.OfStrings strings) {
      double[] places = new double[strings.strings().size()];
      for (int i = 0; i < places.length; i++) {
        places[i] = labels.indexOf(strings.strings().get(i));
        if (places[i] < 0) {
          throw new IllegalArgumentException(
              "the label '"
                  + strings.strings().get(i)
                  + "' is none of the model's: "
                  + (labels.isEmpty() ? "it has no labels by name" : shortList()));
        }
      }
      return numbers(places);
    }
    if (labels.isEmpty()
        || !(given instanceof Value.OfTensor tensor)
        || tensor.tensor().type().isFloat()) {
      return given;
    }
    double[] places = Numbers.all(tensor.tensor());
    boolean integers = labels.stream().allMatch(label -> INTEGER.matcher(label).matches());
    for (int i = 0; i < places.length; i++) {
      int place = labels.indexOf(Numbers.shown(places[i]));
      if (integers && places[i] != LabelMetric.IGNORED) {
        requireUniform(Numbers.shown(places[i]), place >= 0);
      }
      places[i] = place >= 0 ? place : places[i];
    }
    return numbers(places);
  }

  /** Of a classifier whose labels are numbers, numbers are all labels or all places. */
  private void requireUniform(String label, boolean known) {
    if (byLabel.isEmpty()) {
      byLabel = Optional.of(known);
    }
    if (byLabel.get() != known) {
      throw new IllegalArgumentException(
          "the label "
              + label
              + (known ? " is one" : " is none")
              + " of the model's labels, unlike those before it: "
              + shortList()
              + "; give all as the model's labels, or all as places");
    }
  }

  /** The labels, or the first of many. */
  String shortList() {
    return labels.size() <= 10
        ? String.join(", ", labels)
        : String.join(", ", labels.subList(0, 10)) + ", ...";
  }

  private static Value numbers(double[] places) {
    return Value.OfTensor.of(Numbers.tensor(DataType.INT64, Shape.of(places.length), places));
  }
}
