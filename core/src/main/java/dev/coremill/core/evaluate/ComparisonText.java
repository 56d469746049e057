package dev.coremill.core.evaluate;

import dev.coremill.core.report.EvaluationText;
import dev.coremill.core.report.JsonDocument;
import dev.coremill.core.report.Quantities;
import dev.coremill.core.report.TextTable;
import java.io.Writer;
import java.util.List;

/** Comparisons as text and as JSON. */
public final class ComparisonText {
  /** Rows for intermediate values: the first ones, among which the error begins. */
  private static final int ROWS = 60;

  private ComparisonText() {}

  /** The whole text, each line ended. */
  public static String of(ModelComparison comparison) {
    StringBuilder text = new StringBuilder();
    text.append(comparison.first()).append("\n  and  ").append(comparison.second());
    text.append("\n  data ").append(comparison.data()).append(", ");
    text.append(Quantities.count(comparison.samples(), "sample")).append("\n\n");
    table("Output", comparison.outputs(), text);
    if (!comparison.intermediate().isEmpty()) {
      text.append('\n');
      List<ValueDifference> shown = comparison.intermediate();
      int hidden = Math.max(0, shown.size() - ROWS);
      table("Intermediate value", shown.subList(0, shown.size() - hidden), text);
      if (hidden > 0) {
        text.append("... and ").append(hidden).append(" more (--json lists all)\n");
      }
      text.append('\n');
      text.append(
          comparison
              .begins()
              .map(value ->
                  "The first value that differs is '"
                      + value.name()
                      + "' ("
                      + value.operation()
                      + ").\n")
              .orElse("No intermediate value differs.\n"));
      comparison
          .largestLoss()
          .ifPresent(value ->
              text.append("Most is lost in '")
                  .append(value.name())
                  .append("' (")
                  .append(value.operation())
                  .append("): ")
                  .append(Quantities.fixed(value.loss(), 1))
                  .append(" dB below its inputs.\n"));
    }
    for (String note : comparison.notes()) {
      text.append("note: ").append(note).append('\n');
    }
    return text.toString();
  }

  private static void table(String title, List<ValueDifference> rows, StringBuilder text) {
    TextTable table =
        new TextTable(title, "Operation", ">SNR dB", ">PSNR dB", ">Cosine", ">Max error", ">MSE");
    for (ValueDifference row : rows) {
      table.add(
          row.name(),
          row.operation(),
          decibels(row.signalToNoise()),
          decibels(row.peakSignalToNoise()),
          EvaluationText.number(row.cosine()),
          EvaluationText.number(row.maximumAbsoluteError()),
          EvaluationText.number(row.meanSquaredError()));
    }
    table.appendTo(text, "");
  }

  private static String decibels(double value) {
    return Double.isFinite(value)
        ? Quantities.fixed(value, 1)
        : Double.isNaN(value) ? "NaN" : value > 0 ? "exact" : "-infinite";
  }

  /** Writes a document and closes the writer. */
  public static void json(ModelComparison comparison, Writer writer) {
    try (JsonDocument json = new JsonDocument(writer)) {
      json.text("format", "coremill-comparison").number("version", 1);
      json.text("first", comparison.first()).text("second", comparison.second());
      json.text("data", comparison.data()).number("samples", comparison.samples());
      json.list("outputs");
      comparison.outputs().forEach(value -> member(json, value));
      json.endList().list("intermediate");
      comparison.intermediate().forEach(value -> member(json, value));
      json.endList();
      json.text("begins", comparison.begins().map(ValueDifference::name).orElse(null));
      json.text("largest_loss", comparison.largestLoss().map(ValueDifference::name).orElse(null));
      json.texts("notes", comparison.notes());
    }
  }

  private static void member(JsonDocument json, ValueDifference value) {
    json.object().text("name", value.name());
    if (!value.operation().isEmpty()) {
      json.text("operation_type", value.operation());
      json.number("loss_db", value.loss());
    }
    json.flag("differs", value.differs());
    json.number("mean_squared_error", value.meanSquaredError());
    json.number("maximum_absolute_error", value.maximumAbsoluteError());
    json.number("signal_to_noise_db", value.signalToNoise());
    json.number("peak_signal_to_noise_db", value.peakSignalToNoise());
    json.number("cosine", value.cosine()).endObject();
  }
}
