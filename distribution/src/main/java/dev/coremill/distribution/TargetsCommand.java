package dev.coremill.distribution;

import dev.coremill.api.target.Device;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OsRange;
import dev.coremill.api.target.Sourced;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import dev.coremill.core.report.JsonDocument;
import dev.coremill.core.report.TextTable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Lists devices, or shows all that is known about one, with sources. */
final class TargetsCommand implements Command {
  @Override
  public void define(CommandSpec specification) {
    specification.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("0..1")
            .paramLabel("ID")
            .type(String.class)
            .description("A device: show all that is known about it.")
            .build());
    CommonOptions.definePlugins(specification);
  }

  @Override
  public int run(ParseResult options, Terminal terminal) {
    Map<String, Device> devices = new LinkedHashMap<>();
    for (HardwareCatalog catalog : Services.load(options).plugins().catalogs()) {
      for (Device device : catalog.devices()) {
        devices.putIfAbsent(device.id(), device);
      }
    }
    boolean json = CommonOptions.isSet(options, "--json");
    String id = options.matchedPositionalValue(0, "");
    if (!id.isEmpty() && !devices.containsKey(id)) {
      throw new ProblemException(
          Problem.input(
              "", "there is no target '" + id + "'", Suggestions.offer(id, devices.keySet())));
    }
    Device device = devices.get(id);
    if (json) {
      asJson(device == null ? devices : Map.of(id, device), terminal);
    } else {
      terminal.print(device == null ? list(devices) : show(device));
    }
    return 0;
  }

  private static String list(Map<String, Device> devices) {
    TextTable table = new TextTable("Target", "Device", "Chip", "Systems");
    for (Device device : devices.values()) {
      StringBuilder systems = new StringBuilder();
      for (Sourced<OsRange> range : device.systems()) {
        systems.append(systems.isEmpty() ? "" : ", ").append(range(range.value()));
      }
      table.add(device.id(), device.name(), device.chip().name(), systems.toString());
    }
    StringBuilder text = new StringBuilder();
    table.appendTo(text, "");
    return text.append("\n'coremill targets ID' shows where each fact comes from.\n").toString();
  }

  private static String show(Device device) {
    StringBuilder text = new StringBuilder();
    text.append(device.id()).append("  ").append(device.name()).append('\n');
    text.append("  chip  ").append(device.chip().name()).append(" (").append(device.chip().id());
    text.append(")\n");
    for (Sourced<OsRange> range : device.systems()) {
      text.append("  runs  ").append(range(range.value())).append(provenance(range)).append('\n');
    }
    for (Map.Entry<String, Sourced<String>> fact :
        new TreeMap<>(device.chip().properties()).entrySet()) {
      text.append("  ").append(fact.getKey()).append(": ").append(fact.getValue().value());
      text.append(provenance(fact.getValue())).append('\n');
    }
    return text.toString();
  }

  private static String range(OsRange range) {
    return range.oldest()
        + (range.newest().isPresent() ? " to " + range.newest().get() : " and newer");
  }

  private static String provenance(Sourced<?> fact) {
    return "  [" + fact.evidence().name().toLowerCase(Locale.ROOT) + ": " + fact.source() + "]";
  }

  private static void asJson(Map<String, Device> devices, Terminal terminal) {
    try (JsonDocument json = new JsonDocument(terminal.document())) {
      json.text("format", "coremill-targets").number("version", 1);
      json.list("targets");
      for (Device device : devices.values()) {
        json.object().text("id", device.id()).text("name", device.name());
        json.object("chip").text("id", device.chip().id()).text("name", device.chip().name());
        json.object("properties");
        for (Map.Entry<String, Sourced<String>> fact :
            new TreeMap<>(device.chip().properties()).entrySet()) {
          json.object(fact.getKey()).text("value", fact.getValue().value());
          provenance(json, fact.getValue());
          json.endObject();
        }
        json.endObject().endObject();
        json.list("systems");
        for (Sourced<OsRange> range : device.systems()) {
          json.object().text("oldest", range.value().oldest().toString());
          json.text("newest", range.value().newest().map(Object::toString).orElse(null));
          provenance(json, range);
          json.endObject();
        }
        json.endList().endObject();
      }
      json.endList();
    }
  }

  private static void provenance(JsonDocument json, Sourced<?> fact) {
    json.text("evidence", fact.evidence().name().toLowerCase(Locale.ROOT));
    json.text("source", fact.source());
  }
}
