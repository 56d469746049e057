package dev.coremill.core.evaluate;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.report.EvaluationText;
import dev.coremill.core.report.JsonDocument;
import dev.coremill.core.sample.Numbers;
import java.util.ArrayList;
import java.util.List;

/** An output of a prediction in short, for people and for machines. */
public final class PredictionSummary {
  private static final int FEW = 16;
  private static final int LISTED = 4096;
  private static final int TOP = 5;

  private PredictionSummary() {}

  /** In one line: a few numbers, or how many there are and how large. */
  public static String text(Value value) {
    return switch (value) {
      case Value.OfTensor holder -> text(holder.tensor());
      case Value.OfStrings strings -> String.join(", ", strings.strings());
      case Value.OfDictionary dictionary -> text(dictionary);
      case Value.OfList list -> list.type().toString();
      case Value.OfTuple tuple -> tuple.type().toString();
      case Value.Opaque opaque -> opaque.type().toString();
    };
  }

  private static String text(Tensor tensor) {
    double[] values = Numbers.all(tensor);
    StringBuilder text = new StringBuilder(tensor.toString());
    if (values.length <= FEW) {
      for (double value : values) {
        text.append(' ').append(number(tensor, value));
      }
      return text.toString();
    }
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    double sum = 0;
    int largest = 0;
    for (int i = 0; i < values.length; i++) {
      lowest = Math.min(lowest, values[i]);
      highest = Math.max(highest, values[i]);
      sum += values[i];
      largest = values[i] > values[largest] ? i : largest;
    }
    return text.append("  ")
        .append(number(tensor, lowest))
        .append(" to ")
        .append(number(tensor, highest))
        .append(", mean ")
        .append(EvaluationText.number(sum / values.length))
        .append(", largest at ")
        .append(largest)
        .toString();
  }

  private static String number(Tensor tensor, double value) {
    return tensor.type().isFloat() ? EvaluationText.number(value) : Numbers.shown(value);
  }

  /** The most probable labels. */
  private static String text(Value.OfDictionary dictionary) {
    List<Value.Entry> left = new ArrayList<>(dictionary.entries());
    left.sort((a, b) -> Double.compare(number(b), number(a)));
    StringBuilder text = new StringBuilder();
    for (Value.Entry entry : left.subList(0, Math.min(TOP, left.size()))) {
      text.append(text.isEmpty() ? "" : ", ").append(ClassifierOutputs.text(entry.key()));
      text.append(' ').append(EvaluationText.number(number(entry)));
    }
    return text.toString();
  }

  private static double number(Value.Entry entry) {
    return Numbers.all(Rows.tensor(entry.value()))[0];
  }

  /** Writes an output as a member; the numbers themselves up to some thousands. */
  public static void json(JsonDocument json, String name, Value value) {
    json.object(name);
    switch (value) {
      case Value.OfTensor holder -> {
        Tensor tensor = holder.tensor();
        json.text("type", tensor.type().text()).shape("shape", tensor.shape());
        if (tensor.elementCount() <= LISTED) {
          json.numbers("values", Numbers.all(tensor));
        }
      }
      case Value.OfStrings strings -> json.texts("strings", strings.strings());
      case Value.OfDictionary dictionary -> {
        json.object("probabilities");
        for (Value.Entry entry : dictionary.entries()) {
          json.number(ClassifierOutputs.text(entry.key()), number(entry));
        }
        json.endObject();
      }
      case Value.OfList _, Value.OfTuple _, Value.Opaque _ ->
          json.text("type", value.type().toString());
    }
    json.endObject();
  }
}
