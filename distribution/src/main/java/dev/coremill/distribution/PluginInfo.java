package dev.coremill.distribution;

import dev.coremill.core.plugin.LoadedPlugin;
import dev.coremill.core.plugin.PluginDeclaration;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.report.JsonDocument;
import java.util.List;
import java.util.Map;

/** Shows what one plugin says of itself and what it adds. */
final class PluginInfo {
  private PluginInfo() {}

  static void show(LoadedPlugin plugin, Plugins plugins, boolean json, Terminal terminal) {
    if (json) {
      asJson(plugin, terminal);
    } else {
      terminal.print(text(plugin, plugins));
    }
  }

  private static String text(LoadedPlugin plugin, Plugins plugins) {
    PluginDeclaration declared = plugin.declared();
    StringBuilder text = new StringBuilder();
    text.append(plugin.id()).append(' ').append(plugin.version());
    text.append(plugin.description().isEmpty() ? "" : ": ").append(plugin.description());
    text.append('\n');
    line(text, "provider", plugin.provider());
    line(text, "license", plugin.license());
    line(text, "requires", declared.requires());
    line(text, "path", PluginsCommand.place(plugin.path()));
    for (Map.Entry<String, List<String>> point : declared.extensions().entrySet()) {
      for (String name : point.getValue()) {
        line(text, point.getKey().substring(point.getKey().lastIndexOf('.') + 1), name);
      }
    }
    for (String target : declared.targets()) {
      line(text, "targets", target);
    }
    for (String name : plugins.names()) {
      if (plugin.extensions().contains(plugins.className(name))) {
        line(text, "algorithm", name + ": " + plugins.description(name).orElse(""));
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String key, String value) {
    if (!value.isEmpty()) {
      text.append("  ").append(key).repeat(' ', Math.max(2, 18 - key.length()));
      text.append(value).append('\n');
    }
  }

  private static void asJson(LoadedPlugin plugin, Terminal terminal) {
    try (JsonDocument json = new JsonDocument(terminal.document())) {
      json.text("format", "coremill-plugin").number("version", 1);
      json.text("id", plugin.id()).text("plugin_version", plugin.version());
      json.text("provider", plugin.provider()).text("license", plugin.license());
      json.text("requires", plugin.declared().requires());
      json.text("description", plugin.description()).text("path", plugin.path().toString());
      json.texts("extensions", plugin.extensions()).texts("targets", plugin.declared().targets());
    }
  }
}
