package dev.coremill.distribution;

import dev.coremill.core.config.ParameterDescription;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import java.util.List;

/** Writes the reference page of algorithms in Markdown, from their configuration records alone. */
final class AlgorithmReference {
  private AlgorithmReference() {}

  /**
   * The page.
   *
   * @param name an algorithm, for its section alone; empty for all
   */
  static String write(Plugins plugins, String name) {
    StringBuilder page = new StringBuilder();
    if (!name.isEmpty()) {
      if (!plugins.names().contains(name)) {
        throw new ProblemException(
            Problem.input(
                "",
                "there is no algorithm '" + name + "'",
                Suggestions.offer(name, plugins.names())));
      }
      section(name, plugins, page);
      return page.toString();
    }
    page.append(
        "# Algorithms\n\nWritten by `coremill plugins reference`: what stands here is what");
    page.append(" binds the `config` of a stage,\nwords its errors and makes the schema.\n");
    for (String each : plugins.names()) {
      page.append('\n');
      section(each, plugins, page);
    }
    return page.toString();
  }

  private static void section(String name, Plugins plugins, StringBuilder page) {
    page.append("## ").append(name).append("\n\n");
    page.append(plugins.description(name).orElse("")).append('\n');
    if (plugins.isTransform(name)) {
      page.append("\nIt works on whole programs: its stage takes no selection.\n");
    }
    List<ParameterDescription> keys =
        ParameterDescription.of(plugins.configurationType(name).orElseThrow());
    if (keys.isEmpty()) {
      page.append("\nIt has no configuration.\n");
      return;
    }
    page.append("\n| key | value | default | meaning |\n|---|---|---|---|\n");
    for (ParameterDescription key : keys) {
      page.append("| `").append(key.key()).append("` | ").append(cell(key.type()));
      page.append(key.range().isEmpty() ? "" : ": " + cell(key.range())).append(" | ");
      page.append(
          key.required()
              ? "must be given"
              : key.defaultValue().isEmpty() ? "none" : "`" + cell(key.defaultValue()) + "`");
      page.append(" | ").append(cell(key.description())).append(" |\n");
    }
  }

  /** A text in one cell of a table. */
  private static String cell(String text) {
    return text.strip().replace('\n', ' ').replace("|", "\\|");
  }
}
