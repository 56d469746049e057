package dev.coremill.core.report;

import dev.coremill.api.runtime.Metric;

/** Evaluations as text. */
public final class EvaluationText {
  private EvaluationText() {}

  /** The whole text, each line ended. */
  public static String of(Evaluation evaluation) {
    StringBuilder text = new StringBuilder();
    text.append(evaluation.model());
    if (!evaluation.function().isEmpty() && !evaluation.function().equals("main")) {
      text.append(" (").append(evaluation.function()).append(')');
    }
    text.append("\n  data       ").append(evaluation.data()).append(", ");
    text.append(Quantities.count(evaluation.samples(), "sample")).append('\n');
    text.append("  runtime    ").append(evaluation.runtime()).append(", ");
    text.append(evaluation.numeric()).append(", ");
    text.append(Quantities.threeDigits(evaluation.seconds())).append(" s\n");
    evaluation
        .reference()
        .ifPresent(reference -> text.append("  reference  ").append(reference).append('\n'));
    text.append('\n');
    table(evaluation).appendTo(text, "");
    for (String note : evaluation.notes()) {
      text.append("note: ").append(note).append('\n');
    }
    return text.toString();
  }

  /** The results alone. */
  public static TextTable table(Evaluation evaluation) {
    TextTable table = new TextTable("Metric", "Output", "Against", ">Value", "Threshold");
    for (Evaluation.Result result : evaluation.results()) {
      table.add(
          result.metric(),
          result.output(),
          result.against() == Metric.Truth.LABELS ? "labels" : "outputs",
          number(result.value()),
          threshold(result));
    }
    return table;
  }

  /** What a result must keep, and whether it does; empty where nothing is asked. */
  public static String threshold(Evaluation.Result result) {
    StringBuilder text = new StringBuilder();
    for (Threshold threshold : result.thresholds()) {
      text.append(text.isEmpty() ? "" : ", ").append(threshold.text());
      text.append(threshold.holds(result.value()) ? ": kept" : ": FAILED");
    }
    return text.toString();
  }

  /** A value with six digits. */
  public static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.isNaN(value) ? "NaN" : value > 0 ? "infinite" : "-infinite";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-4 || size >= 1e7)) {
      return Quantities.scientific(value);
    }
    int decimals = 6 - (size < 1 ? 1 : (int) Math.floor(Math.log10(size)) + 1);
    return Quantities.fixed(value, Math.max(0, decimals));
  }
}
