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
    return tensor.elementCount() <= FEW ? listed(tensor) : summarized(tensor);
  }

  private static String listed(Tensor tensor) {
    StringBuilder text = new StringBuilder(tensor.toString());
    for (double value : Numbers.all(tensor)) {
      text.append(' ').append(number(tensor, value));
    }
    return text.toString();
  }

  /** Outputs may be larger than memory would hold as doubles, so they are read piece by piece. */
  private static String summarized(Tensor tensor) {
    double[] values = new double[Numbers.CHUNK];
    double lowest = Double.POSITIVE_INFINITY;
    double highest = Double.NEGATIVE_INFINITY;
    double sum = 0;
    double most = Double.NEGATIVE_INFINITY;
    long largest = 0;
    for (long start = 0; start < tensor.elementCount(); start += values.length) {
      int size = (int) Math.min(values.length, tensor.elementCount() - start);
      Numbers.read(tensor, start, size, values, 0);
      for (int i = 0; i < size; i++) {
        lowest = Math.min(lowest, values[i]);
        highest = Math.max(highest, values[i]);
        sum += values[i];
        if (values[i] > most) {
          most = values[i];
          largest = start + i;
        }
      }
    }
    return tensor
        + "  "
        + number(tensor, lowest)
        + " to "
        + number(tensor, highest)
        + ", mean "
        + EvaluationText.number(sum / tensor.elementCount())
        + ", largest at "
        + largest;
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
