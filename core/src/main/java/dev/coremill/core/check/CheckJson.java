package dev.coremill.core.check;

import dev.coremill.core.report.JsonDocument;
import dev.coremill.core.report.PlacementJson;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/** The verdict on a package as JSON. Names are stable: a later version adds members. */
public final class CheckJson {
  private CheckJson() {}

  /** Writes the document and closes the writer. */
  public static void write(CheckReport report, Writer writer) {
    try (JsonDocument json = new JsonDocument(writer)) {
      json.text("format", "coremill-check").number("version", 1);
      json.text("model", report.model()).text("opset", report.opset().text());
      json.flag("legal", report.legal());
      json.list("systems");
      for (SystemVerdict system : report.systems()) {
        json.object();
        verdict(json, system);
        json.endObject();
      }
      json.endList();
      json.list("targets");
      for (TargetVerdict target : report.targets()) {
        String id = target.setting().device().id();
        json.object().text("id", id.isEmpty() ? null : id).text("name", target.name());
        verdict(json, target.legality());
        json.text("compute_units", target.setting().units().name().toLowerCase(Locale.ROOT));
        PlacementJson.write(json, target.judgements());
        json.endObject();
      }
      json.endList();
    }
  }

  private static void verdict(JsonDocument json, SystemVerdict verdict) {
    json.text("system", verdict.system().toString()).flag("legal", verdict.legal());
    json.text("first_os", verdict.firstOs().map(Object::toString).orElse(null));
    json.list("findings");
    for (Finding finding : verdict.findings()) {
      List<String> places = finding.places();
      json.object().text("reason", finding.reason()).texts("places", places);
      json.text("first_os", finding.firstOs().map(Object::toString).orElse(null));
      json.text("mend", finding.mend()).text("source", finding.source()).endObject();
    }
    json.endList();
  }
}
