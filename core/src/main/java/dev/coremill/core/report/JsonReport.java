package dev.coremill.core.report;

import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.core.cost.EstimateJson;
import dev.coremill.core.cost.TargetEstimate;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/**
 * A report as JSON. Names are stable: a later version adds members and changes none. Sizes are in
 * bytes; a member whose value is not known (in a plan: errors, times, the size of the package) is
 * {@code null}, and so is the signal-to-noise ratio where nothing was lost.
 */
public final class JsonReport {
  private JsonReport() {}

  /** Writes the document and closes the writer. */
  public static void write(PipelineReport report, Writer writer) {
    try (JsonDocument json = new JsonDocument(writer)) {
      json.text("format", "coremill-report").number("version", 1);
      json.flag("done", report.done());
      json.text("model", report.model()).text("output", report.output());
      json.text("opset_before", report.opsetBefore()).text("opset_after", report.opsetAfter());
      json.texts("stages", report.stages());
      totals(json, report.totals());
      targets(json, report.targets());
      estimates(json, report.estimates());
      json.texts("notes", report.notes());
      json.list("evaluations");
      for (Evaluation evaluation : report.evaluations()) {
        json.object();
        EvaluationJson.members(json, evaluation);
        json.endObject();
      }
      json.endList();
      json.list("weights");
      for (WeightReport weight : report.weights()) {
        weight(json, weight);
      }
      json.endList();
    }
  }

  private static void totals(JsonDocument json, PipelineReport.Totals totals) {
    json.object("totals");
    json.number("elements", totals.elements());
    json.number("weight_bytes_before", totals.weightBytesBefore());
    json.number("weight_bytes_after", totals.weightBytesAfter());
    json.number("bits_per_weight", totals.bitsPerWeight());
    json.number("package_bytes_before", totals.packageBytesBefore());
    json.number("package_bytes_after", totals.packageBytesAfter());
    json.number("mean_squared_error", totals.meanSquaredError());
    json.number("seconds", totals.seconds());
    json.endObject();
  }

  private static void targets(JsonDocument json, List<TargetReport> targets) {
    json.list("targets");
    for (TargetReport target : targets) {
      json.object().text("id", target.target()).text("name", target.name());
      json.flag("legal", target.legal()).texts("remarks", target.remarks());
      PlacementJson.write(json, target.judgements());
      json.endObject();
    }
    json.endList();
  }

  private static void estimates(JsonDocument json, List<TargetEstimate> estimates) {
    json.list("estimates");
    for (TargetEstimate each : estimates) {
      json.object().text("function", each.profile().function());
      json.text("target", each.setting().device().id());
      json.text("system", each.setting().system().toString());
      EstimateJson.summary(json, each.estimate());
      json.endObject();
    }
    json.endList();
  }

  private static void weight(JsonDocument json, WeightReport weight) {
    json.object().text("name", weight.name());
    json.text("type", weight.type().text()).shape("shape", weight.shape());
    json.flag("changed", weight.changed());
    json.number("bits_per_weight", weight.after().bitsPerWeight());
    EncodingJson.write(json, "before", weight.before());
    EncodingJson.write(json, "after", weight.after());
    json.list("stages");
    for (StageOutcome stage : weight.stages()) {
      json.object().text("stage", stage.stage());
      json.text("status", stage.status().name().toLowerCase(Locale.ROOT));
      json.text("reason", stage.reason()).texts("remarks", stage.remarks()).endObject();
    }
    json.endList();
    if (weight.error().isPresent()) {
      error(json, weight.error().get());
    } else {
      json.text("error", null);
    }
    json.list("uses");
    for (WeightUse use : weight.uses()) {
      json.object().text("function", use.function()).text("operation", use.operation());
      json.text("operation_type", use.operationType()).text("argument", use.argument());
      json.number("output_channel_axis", use.axes().output());
      json.number("input_channel_axis", use.axes().input());
      json.flag("channel_axes_known", use.axes().known()).endObject();
    }
    json.endList().endObject();
  }

  /** Writes an error as the member {@code error} of the current object. */
  public static void error(JsonDocument json, WeightError error) {
    json.object("error");
    json.number("mean_squared_error", error.meanSquaredError());
    json.number("maximum_absolute_error", error.maximumAbsoluteError());
    json.number("signal_to_noise_db", error.signalToNoiseDecibels());
    json.endObject();
  }
}
