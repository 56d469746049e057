package dev.coremill.distribution;

import dev.coremill.core.config.ParameterDescription;
import dev.coremill.core.plugin.LoadedPlugin;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import dev.coremill.core.report.JsonDocument;
import dev.coremill.core.report.TextTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Lists plugins and algorithms, shows one, and installs and removes plugins. */
final class PluginsCommand implements Command {
  /** What a pipeline may use. */
  private record Offer(String name, String description, Class<? extends Record> configurationType) {
    static Offer of(String name, Plugins plugins) {
      return new Offer(
          name,
          plugins.description(name).orElse(""),
          plugins.configurationType(name).orElseThrow());
    }
  }

  @Override
  public void define(CommandSpec specification) {
    specification.addPositional(
        PositionalParamSpec.builder()
            .index("0")
            .arity("0..1")
            .paramLabel("ACTION")
            .type(String.class)
            .description(
                "list, info, install, remove, verify or reference; the name of an algorithm is"
                    + " short for info NAME, nothing for list.")
            .build());
    specification.addPositional(
        PositionalParamSpec.builder()
            .index("1")
            .arity("0..1")
            .paramLabel("NAME")
            .type(String.class)
            .description(
                "An algorithm or plugin for info, a file for install and verify, a plugin's id for"
                    + " remove, an algorithm for reference.")
            .build());
    PluginManagement.define(specification);
    CommonOptions.definePlugins(specification);
  }

  @Override
  public int run(ParseResult options, Terminal terminal) throws IOException {
    String action = options.matchedPositionalValue(0, "list");
    String name = options.matchedPositionalValue(1, "");
    return switch (action) {
      case "install" ->
          new PluginManagement(options, terminal).install(needed(action, "FILE", name));
      case "remove" -> new PluginManagement(options, terminal).remove(needed(action, "ID", name));
      case "verify" -> new PluginManagement(options, terminal).verify(name);
      case "list" -> list(options, terminal);
      case "info" -> info(needed(action, "NAME", name), options, terminal);
      case "reference" -> {
        terminal.print(AlgorithmReference.write(Services.load(options).plugins(), name));
        yield 0;
      }
      default -> {
        if (!name.isEmpty()) {
          throw new UsageException(
              "plugins "
                  + action
                  + " "
                  + name
                  + ": expected list, info, install, remove, verify or reference");
        }
        yield info(action, options, terminal);
      }
    };
  }

  private static String needed(String action, String label, String name) {
    if (name.isEmpty()) {
      throw new UsageException("plugins " + action + " needs a " + label);
    }
    return name;
  }

  private static int list(ParseResult options, Terminal terminal) {
    Plugins plugins = Services.load(options).plugins();
    if (CommonOptions.isSet(options, "--json")) {
      listAsJson(plugins, terminal);
    } else {
      terminal.print(list(plugins));
    }
    return 0;
  }

  private static int info(String name, ParseResult options, Terminal terminal) {
    Plugins plugins = Services.load(options).plugins();
    boolean json = CommonOptions.isSet(options, "--json");
    if (!plugins.names().contains(name)) {
      for (LoadedPlugin plugin : plugins.plugins()) {
        if (plugin.id().equals(name)) {
          PluginInfo.show(plugin, plugins, json, terminal);
          return 0;
        }
      }
      List<String> known = new ArrayList<>(plugins.names());
      for (LoadedPlugin plugin : plugins.plugins()) {
        known.add(plugin.id());
      }
      throw new ProblemException(
          Problem.input(
              "", "there is no algorithm '" + name + "'", Suggestions.offer(name, known)));
    }
    Offer algorithm = Offer.of(name, plugins);
    if (json) {
      showAsJson(algorithm, terminal);
    } else {
      terminal.print(show(algorithm));
    }
    return 0;
  }

  private static String list(Plugins plugins) {
    TextTable found = new TextTable("Plugin", "Version", "Provider", "Path");
    for (LoadedPlugin plugin : plugins.plugins()) {
      found.add(plugin.id(), plugin.version(), plugin.provider(), place(plugin.path()));
    }
    StringBuilder text = new StringBuilder();
    found.appendTo(text, "");
    list("\nAlgorithms\n", plugins.algorithms().keySet(), plugins, text);
    if (!plugins.transforms().isEmpty()) {
      list("\nTransforms of whole programs\n", plugins.transforms().keySet(), plugins, text);
    }
    if (!plugins.lookupTableFunctions().isEmpty()) {
      text.append("\nLookup table functions\n");
      plugins
          .lookupTableFunctions()
          .forEach((name, function) -> line(name, function.description(), text));
    }
    return text.append("\n'coremill plugins NAME' shows the configuration of an algorithm.\n")
        .toString();
  }

  private static void list(
      String title, Collection<String> names, Plugins plugins, StringBuilder text) {
    text.append(title);
    for (String name : names) {
      line(name, plugins.description(name).orElse(""), text);
    }
  }

  private static void line(String name, String description, StringBuilder text) {
    text.append("  ").append(name);
    text.repeat(' ', Math.max(2, 16 - name.length()));
    text.append(description).append('\n');
  }

  static String place(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath();
    return absolute.startsWith(here) ? here.relativize(absolute).toString() : path.toString();
  }

  private static void listAsJson(Plugins plugins, Terminal terminal) {
    try (JsonDocument json = new JsonDocument(terminal.document())) {
      json.text("format", "coremill-plugins").number("version", 1);
      json.list("plugins");
      for (LoadedPlugin plugin : plugins.plugins()) {
        json.object().text("id", plugin.id()).text("version", plugin.version());
        json.text("provider", plugin.provider()).text("description", plugin.description());
        json.text("license", plugin.license()).text("path", plugin.path().toString());
        json.texts("extensions", plugin.extensions()).endObject();
      }
      json.endList();
      listAsJson("algorithms", plugins.algorithms().keySet(), plugins, json);
      listAsJson("transforms", plugins.transforms().keySet(), plugins, json);
      json.list("lookup_table_functions");
      plugins
          .lookupTableFunctions()
          .forEach((name, function) -> {
            json.object().text("name", name).text("description", function.description());
            json.endObject();
          });
      json.endList();
    }
  }

  private static void listAsJson(
      String key, Collection<String> names, Plugins plugins, JsonDocument json) {
    json.list(key);
    for (String name : names) {
      json.object();
      describe(Offer.of(name, plugins), json);
      json.endObject();
    }
    json.endList();
  }

  private static void showAsJson(Offer algorithm, Terminal terminal) {
    try (JsonDocument json = new JsonDocument(terminal.document())) {
      json.text("format", "coremill-algorithm").number("version", 1);
      describe(algorithm, json);
    }
  }

  private static void describe(Offer algorithm, JsonDocument json) {
    json.text("name", algorithm.name()).text("description", algorithm.description());
    json.list("configuration");
    for (ParameterDescription parameter : ParameterDescription.of(algorithm.configurationType())) {
      json.object().text("key", parameter.key()).text("type", parameter.type());
      json.flag("required", parameter.required());
      json.text("default", parameter.defaultValue()).text("range", parameter.range());
      json.text("description", parameter.description()).endObject();
    }
    json.endList();
  }

  private static String show(Offer algorithm) {
    StringBuilder text = new StringBuilder();
    text.append(algorithm.name()).append(": ").append(algorithm.description()).append("\n");
    for (ParameterDescription parameter : ParameterDescription.of(algorithm.configurationType())) {
      text.append("\n  ").append(parameter.key()).append("  (").append(parameter.type());
      if (!parameter.range().isEmpty()) {
        text.append(", ").append(parameter.range());
      }
      if (parameter.required()) {
        text.append(", must be given");
      } else if (!parameter.defaultValue().isEmpty()) {
        text.append(", default ").append(parameter.defaultValue());
      }
      text.append(")\n      ").append(parameter.description()).append('\n');
    }
    return text.toString();
  }
}
