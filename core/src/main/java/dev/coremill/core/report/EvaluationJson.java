package dev.coremill.core.report;

import java.io.Writer;
import java.util.Locale;

/** Evaluations as JSON. Names are stable; a value that is infinite or NaN is {@code null}. */
public final class EvaluationJson {
  private EvaluationJson() {}

  /** Writes a document and closes the writer. */
  public static void write(Evaluation evaluation, Writer writer) {
    try (JsonDocument json = new JsonDocument(writer)) {
      json.text("format", "coremill-evaluation").number("version", 1);
      members(json, evaluation);
    }
  }

  /** Writes the members of an evaluation into the current object. */
  public static void members(JsonDocument json, Evaluation evaluation) {
    json.text("name", evaluation.name()).text("model", evaluation.model());
    json.text("function", evaluation.function()).text("data", evaluation.data());
    json.number("samples", evaluation.samples()).text("runtime", evaluation.runtime());
    json.text("numeric", evaluation.numeric());
    json.text("reference", evaluation.reference().orElse(null));
    json.number("seconds", evaluation.seconds()).flag("holds", evaluation.holds());
    json.list("results");
    for (Evaluation.Result result : evaluation.results()) {
      json.object().text("metric", result.metric()).text("output", result.output());
      json.text("against", result.against().name().toLowerCase(Locale.ROOT));
      json.number("value", result.value()).flag("larger_is_better", result.largerIsBetter());
      json.text("text", EvaluationText.number(result.value()));
      json.list("thresholds");
      for (Threshold threshold : result.thresholds()) {
        json.object().text("kind", threshold.lowest() ? "min" : "max");
        json.number("bound", threshold.bound());
        json.flag("holds", threshold.holds(result.value())).endObject();
      }
      json.endList().endObject();
    }
    json.endList().texts("notes", evaluation.notes());
  }
}
