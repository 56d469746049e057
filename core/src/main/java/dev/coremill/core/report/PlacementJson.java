package dev.coremill.core.report;

import dev.coremill.api.target.Advisory;
import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.Placement;
import dev.coremill.core.placement.Judgement;
import dev.coremill.core.placement.Names;
import dev.coremill.core.placement.Placed;
import dev.coremill.core.placement.Segment;
import dev.coremill.core.placement.Transfer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says where operations run and what to beware of, as JSON. */
public final class PlacementJson {
  private PlacementJson() {}

  /** Writes the member {@code functions} of the current object. */
  public static void write(JsonDocument json, List<Judgement> judgements) {
    json.list("functions");
    for (Judgement judgement : judgements) {
      json.object().text("function", judgement.profile().function());
      json.text("system", judgement.setting().system().toString());
      json.text("compute_units", Names.of(judgement.setting().units()));
      json.object("operations_on");
      for (Map.Entry<ComputeUnit, Integer> count : Placed.counts(judgement).entrySet()) {
        json.number(name(count.getKey()), count.getValue().longValue());
      }
      json.endObject();
      operations(json, judgement);
      segments(json, judgement);
      advisories(json, judgement);
      json.endObject();
    }
    json.endList();
  }

  private static void operations(JsonDocument json, Judgement judgement) {
    json.list("operations");
    for (Placement placement : judgement.placements()) {
      OperationProfile operation = judgement.profile().operations().get(placement.operation());
      json.object().text("name", operation.name()).text("type", operation.type());
      json.text("unit", name(placement.unit())).text("reason", placement.reason());
      json.text("rewrite", placement.rewrite().orElse(null));
      json.text("confidence", name(placement.confidence()));
      json.text("evidence", name(placement.evidence())).text("source", placement.source());
      json.text("rule", placement.rule()).endObject();
    }
    json.endList();
  }

  private static void segments(JsonDocument json, Judgement judgement) {
    json.list("segments");
    for (Segment segment : judgement.segments()) {
      json.object().text("unit", name(segment.unit()));
      json.number("first_operation", (long) segment.first());
      json.number("last_operation", (long) segment.last());
      json.number("multiply_adds", segment.multiplyAdds()).endObject();
    }
    json.endList();
    json.list("transfers");
    for (Transfer transfer : judgement.transfers()) {
      json.object().text("value", transfer.value()).text("from", name(transfer.from()));
      json.text("to", name(transfer.to())).number("operation", (long) transfer.operation());
      json.number("bytes", transfer.bytes()).endObject();
    }
    json.endList();
  }

  private static void advisories(JsonDocument json, Judgement judgement) {
    json.list("advisories");
    for (Advisory advisory : judgement.advisories()) {
      json.object().text("rule", advisory.rule()).text("severity", name(advisory.severity()));
      json.text("message", advisory.message()).text("mend", advisory.mend().orElse(null));
      json.text("confidence", name(advisory.confidence()));
      json.text("evidence", name(advisory.evidence())).text("source", advisory.source());
      List<String> names =
          advisory.operations().stream()
              .map(index -> judgement.profile().operations().get(index).name())
              .toList();
      json.texts("operations", names).endObject();
    }
    json.endList();
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
