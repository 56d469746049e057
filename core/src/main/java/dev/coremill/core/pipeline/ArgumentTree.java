package dev.coremill.core.pipeline;

import dev.coremill.core.config.ConfigurationType;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.Position;
import dev.coremill.core.yaml.YamlReader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes command-line arguments as the tree of a pipeline file, so that one reader judges both. */
final class ArgumentTree {
  private final PipelineArguments arguments;
  private final AlgorithmCatalog catalog;
  private final List<Problem> problems;

  ArgumentTree(PipelineArguments arguments, AlgorithmCatalog catalog, List<Problem> problems) {
    this.arguments = arguments;
    this.catalog = catalog;
    this.problems = problems;
  }

  Node build() {
    List<Node.Entry> entries = new ArrayList<>();
    Position whole = Position.argument("arguments");
    entries.add(entry("coremill", new Node.Scalar(whole, Node.Scalar.Kind.WHOLE_NUMBER, "1")));
    entries.add(entry("model", text(arguments.model(), arguments.model())));
    entries.add(entry("output", text(arguments.output(), arguments.output())));
    entries.add(entry("deployment", deployment(whole)));
    entries.add(entry("targets", texts("--target ", arguments.targets(), whole)));
    entries.add(entry("stages", new Node.Sequence(whole, stages())));
    arguments
        .onIndivisible()
        .ifPresent(value ->
            entries.add(entry("on_indivisible", text("--on-indivisible " + value, value))));
    arguments
        .report()
        .ifPresent(value -> entries.add(entry("report", text("--report " + value, value))));
    return new Node.Mapping(whole, entries);
  }

  private Node deployment(Position whole) {
    List<Node.Entry> entries = new ArrayList<>();
    entries.add(entry("minimum_os", texts("--minimum-os ", arguments.minimumOs(), whole)));
    arguments
        .computeUnits()
        .ifPresent(
            value -> entries.add(entry("compute_units", text("--compute-units " + value, value))));
    return new Node.Mapping(whole, entries);
  }

  private List<Node> stages() {
    List<List<Node.Entry>> configs = new ArrayList<>();
    for (int i = 0; i < arguments.uses().size(); i++) {
      configs.add(new ArrayList<>());
    }
    for (String setting : arguments.settings()) {
      apply(setting, configs);
    }
    List<Node> stages = new ArrayList<>();
    for (int i = 0; i < arguments.uses().size(); i++) {
      String use = arguments.uses().get(i);
      Position position = Position.argument("--use " + use);
      List<Node.Entry> entries = new ArrayList<>();
      entries.add(entry("use", text("--use " + use, use)));
      entries.add(entry("config", new Node.Mapping(position, configs.get(i))));
      if (i == arguments.uses().size() - 1) {
        arguments.bitsPerWeight().ifPresent(bits -> addBudget(entries, "bits_per_weight", bits));
        arguments.maxBytes().ifPresent(bytes -> addBudget(entries, "max_bytes", bytes));
      }
      stages.add(new Node.Mapping(position, entries));
    }
    return stages;
  }

  private void addBudget(List<Node.Entry> entries, String key, String value) {
    String option = "--" + key.replace('_', '-') + " " + value;
    entries.add(new Node.Entry(key, Position.argument(option), value(option, value)));
  }

  private void apply(String setting, List<List<Node.Entry>> configs) {
    String argument = "--set " + setting;
    int equals = setting.indexOf('=');
    if (equals < 1) {
      problems.add(Problem.input(argument, "is no setting", "write it as --set key=value"));
      return;
    }
    String name = setting.substring(0, equals).strip();
    int dot = name.indexOf('.');
    String use = dot < 0 ? "" : name.substring(0, dot);
    String key = name.substring(dot + 1);
    List<Integer> takers = takers(use, key, argument);
    if (takers.isEmpty()) {
      return;
    }
    Node value = value(argument, setting.substring(equals + 1));
    for (int taker : takers) {
      Node.Entry entry = new Node.Entry(key, Position.argument(argument), value);
      for (Node.Entry before : configs.get(taker)) {
        if (before.key().equals(key)) {
          problems.add(
              Problem.input(argument, "'" + key + "' is set a second time", "keep one of them"));
          return;
        }
      }
      configs.get(taker).add(entry);
    }
  }

  private Node value(String argument, String text) {
    List<Problem> found = new ArrayList<>();
    try {
      return YamlReader.parseArgument(argument, text, found);
    } catch (ProblemException noYaml) {
      problems.add(
          Problem.input(argument, "is no value", "write it as in YAML: 4, per_channel, [1, 32]"));
      return new Node.Scalar(Position.argument(argument), Node.Scalar.Kind.NONE, "");
    }
  }

  /** The numbers of the stages that a setting is for; empty where that is a problem. */
  private List<Integer> takers(String use, String key, String argument) {
    List<Integer> takers = new ArrayList<>();
    Set<String> algorithms = new LinkedHashSet<>();
    Set<String> known = new LinkedHashSet<>();
    boolean unknownAlgorithm = false;
    for (int i = 0; i < arguments.uses().size(); i++) {
      String candidate = arguments.uses().get(i);
      if (!use.isEmpty() && !use.equals(candidate)) {
        continue;
      }
      List<String> keys = keys(candidate);
      unknownAlgorithm |= keys.isEmpty();
      known.addAll(keys);
      if (keys.contains(key)) {
        takers.add(i);
        algorithms.add(candidate);
      }
    }
    boolean everywhere = key.equals(TreatmentReader.THRESHOLD_KEY);
    if (use.isEmpty() && algorithms.size() > 1 && !everywhere) {
      String all = String.join(" and ", algorithms);
      String first = algorithms.iterator().next();
      problems.add(
          Problem.input(
              argument,
              "'" + key + "' is a parameter of " + all,
              "say which: --set " + first + "." + argument.substring("--set ".length())));
      return List.of();
    }
    if (takers.isEmpty() && !unknownAlgorithm) {
      problems.add(unknown(use, key, argument, known));
    }
    return takers;
  }

  private Problem unknown(String use, String key, String argument, Set<String> known) {
    if (arguments.uses().isEmpty()) {
      return Problem.input(argument, "there is no algorithm to set", "add --use");
    }
    if (!use.isEmpty() && !arguments.uses().contains(use)) {
      return Problem.input(
          argument, "there is no --use " + use, "used are " + String.join(", ", arguments.uses()));
    }
    String list = "allowed: " + String.join(", ", known);
    return Problem.input(
        argument,
        "unknown key '" + key + "'",
        Suggestions.nearest(key, known)
            .map(name -> "did you mean '" + name + "'? " + list)
            .orElse(list));
  }

  /** The parameters of an algorithm; empty where it is unknown, which is reported elsewhere. */
  private List<String> keys(String use) {
    List<String> keys = new ArrayList<>();
    catalog
        .configurationType(use)
        .ifPresent(type -> {
          keys.addAll(ConfigurationType.of(type).keys());
          if (!catalog.isTransform(use)) {
            keys.add(TreatmentReader.THRESHOLD_KEY);
          }
        });
    return keys;
  }

  private static Node.Entry entry(String key, Node value) {
    return new Node.Entry(key, value.position(), value);
  }

  private static Node text(String argument, String value) {
    return new Node.Scalar(Position.argument(argument), Node.Scalar.Kind.TEXT, value);
  }

  private static Node texts(String option, List<String> values, Position whole) {
    List<Node> items = new ArrayList<>();
    for (String value : values) {
      items.add(text(option + value, value));
    }
    return new Node.Sequence(whole, items);
  }
}
