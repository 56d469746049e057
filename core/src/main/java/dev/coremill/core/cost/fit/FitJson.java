package dev.coremill.core.cost.fit;

import dev.coremill.core.report.JsonDocument;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a fit found, as JSON. */
public final class FitJson {
  private FitJson() {}

  /** Writes the document and closes the writer. */
  public static void write(CostFit fit, Map<String, Integer> left, Writer writer) {
    try (JsonDocument json = new JsonDocument(writer)) {
      json.text("format", "coremill-fit").number("version", 1);
      table(json, "left_out_by_network", fit.predictions());
      order(json, "order", ConfigurationOrder.of(fit.predictions(), false));
      order(json, "order_beyond_rounding", ConfigurationOrder.of(fit.predictions(), true));
      table(json, "left_out_by_chip", fit.strangers());
      json.object("rows_left_out");
      left.forEach((reason, count) -> json.number(reason, count.longValue()));
      json.endObject();
      json.list("rows");
      for (Prediction each : fit.predictions()) {
        Measurement row = each.measurement();
        json.object().number("line", row.line()).text("model", row.model());
        json.text("network", row.network()).text("chip", row.chip());
        json.text("unit", row.unit().name().toLowerCase(Locale.ROOT));
        json.text("configuration", row.configuration());
        json.number("measured_ms", row.milliseconds());
        json.number("predicted_ms", each.milliseconds());
        json.number("band_factor", each.bandFactor()).endObject();
      }
      json.endList();
    }
  }

  private static void order(JsonDocument json, String name, ConfigurationOrder order) {
    json.object(name).number("pairs", order.pairs()).number("right", order.right());
    json.number("groups", order.groups()).number("good_groups", order.goodGroups());
    json.texts("wrong", order.wrong().stream().map(ConfigurationOrder.Group::toString).toList());
    json.endObject();
  }

  private static void table(JsonDocument json, String name, List<Prediction> predictions) {
    json.list(name);
    for (ErrorTable.Line line : new ErrorTable(predictions).lines()) {
      json.object().text("rows_of", line.name()).number("rows", line.rows());
      json.number("networks", line.networks()).number("median", line.median());
      json.number("mean", line.mean()).number("ninety", line.ninety());
      json.number("bands_hold", line.bandsHold()).endObject();
    }
    json.endList();
  }
}
