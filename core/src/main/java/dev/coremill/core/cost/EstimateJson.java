package dev.coremill.core.cost;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.Estimate;
import dev.coremill.api.target.Figure;
import dev.coremill.api.target.OperationEstimate;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.Placement;
import dev.coremill.core.report.JsonDocument;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Estimates as JSON. Sizes are in bytes; every figure has its band, its mark and its source. */
public final class EstimateJson {
  private EstimateJson() {}

  /** Writes the document and closes the writer. */
  public static void write(List<TargetEstimate> estimates, Writer writer) {
    try (JsonDocument json = new JsonDocument(writer)) {
      json.text("format", "coremill-estimate").number("version", 1);
      json.list("estimates");
      for (TargetEstimate each : estimates) {
        json.object();
        json.text("function", each.profile().function());
        json.text("target", each.setting().device().id());
        json.text("chip", each.setting().device().chip().id());
        json.text("system", each.setting().system().toString());
        json.text("compute_units", lower(each.setting().units()));
        json.object("operations_on");
        for (Map.Entry<ComputeUnit, Integer> count : each.units().entrySet()) {
          json.number(lower(count.getKey()), count.getValue().longValue());
        }
        json.endObject();
        summary(json, each.estimate());
        operations(json, each);
        json.endObject();
      }
      json.endList();
    }
  }

  /** Writes everything but the single operations as members of the current object. */
  public static void summary(JsonDocument json, Estimate estimate) {
    figure(json, "latency_ms", estimate.latency());
    figure(json, "weights_on_disk", estimate.weightsOnDisk());
    figure(json, "weights_resident", estimate.weightsResident());
    figure(json, "activation_peak", estimate.activationPeak());
    figure(json, "states", estimate.states());
    figure(json, "first_load_s", estimate.firstLoad());
    json.text("first_load_class", LoadClass.of(estimate.firstLoad().value()).text());
    figure(json, "energy_mj", estimate.energy());
    json.texts("remarks", estimate.remarks());
  }

  private static void operations(JsonDocument json, TargetEstimate target) {
    json.list("operations");
    for (OperationEstimate each : target.estimate().operations()) {
      OperationProfile operation = target.profile().operations().get(each.operation());
      json.object().text("name", operation.name()).text("type", operation.type());
      json.text("unit", lower(each.unit()));
      Placement placement = target.placements().get(each.operation());
      json.text("rule", placement.rule()).text("reason", placement.reason());
      json.text("confidence", lower(placement.confidence()));
      json.text("evidence", lower(placement.evidence())).text("source", placement.source());
      json.number("latency_ms", each.latency().value());
      json.number("low", each.latency().low()).number("high", each.latency().high());
      json.list("terms");
      for (OperationEstimate.Term term : each.terms()) {
        json.object().text("name", term.name()).number("milliseconds", term.milliseconds());
        json.text("explanation", term.explanation()).endObject();
      }
      json.endList().endObject();
    }
    json.endList();
  }

  private static void figure(JsonDocument json, String name, Figure figure) {
    json.object(name).number("value", figure.value());
    json.number("low", figure.low()).number("high", figure.high());
    json.text("evidence", lower(figure.evidence())).text("source", figure.source());
    json.endObject();
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
