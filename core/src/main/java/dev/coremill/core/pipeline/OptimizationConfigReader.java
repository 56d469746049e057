package dev.coremill.core.pipeline;

import dev.coremill.core.config.Binder;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.Position;
import dev.coremill.core.yaml.YamlReader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes rules of a configuration for coremltools' {@code OptimizationConfig}. As there, the
 * configuration for a constant's name wins, then that for the name of an operation, then that for
 * its type, then the global one; a weight that none of them names is left alone.
 *
 * @see <a
 *     href="https://apple.github.io/coremltools/source/coremltools.optimize.coreml.config.html">the
 *     reference of these configurations</a>
 */
final class OptimizationConfigReader {
  private static final String TYPE_KEY = "config_type";
  private static final List<String> KEYS =
      List.of(TYPE_KEY, "global_config", "op_type_configs", "op_name_configs");

  private final Binder binder;
  private final TreatmentReader treatments;

  OptimizationConfigReader(Binder binder, TreatmentReader treatments) {
    this.binder = binder;
    this.treatments = treatments;
  }

  /**
   * What a configuration comes to.
   *
   * @param use the algorithm that its own {@code config_type} means
   */
  record Rules(String use, List<Rule> rules) {}

  /**
   * Reads a configuration; null where something is wrong, which is reported then.
   *
   * @param given the path of a file, or the configuration itself
   * @param folder what a path is relative to
   */
  @Nullable Rules read(Node given, Path folder) {
    Node node = given;
    if (given instanceof Node.Scalar scalar && scalar.kind() != Node.Scalar.Kind.NONE) {
      node = file(scalar, folder);
    }
    if (node == null) {
      return null;
    }
    if (!(node instanceof Node.Mapping mapping)) {
      binder.report(
          node.position(),
          "optimization_config: expected a configuration with the keys " + String.join(", ", KEYS),
          "give a file's path or the configuration itself");
      return null;
    }
    boolean sound = true;
    for (Node.Entry entry : mapping.entries()) {
      if (!KEYS.contains(entry.key())) {
        binder.unknownKey(entry, "optimization_config", KEYS);
        sound = false;
      }
    }
    OpConfigType type = configType(mapping.get(TYPE_KEY), mapping.position());
    if (type == null) {
      return null;
    }
    List<Rule> rules = new ArrayList<>();
    sound &= addNames(mapping.get("op_name_configs"), type, rules);
    sound &= addTypes(mapping.get("op_type_configs"), type, rules);
    sound &= addGlobal(mapping.get("global_config"), type, rules);
    return sound ? new Rules(type.algorithm(), rules) : null;
  }

  private @Nullable Node file(Node.Scalar path, Path folder) {
    List<Problem> found = new ArrayList<>();
    try {
      Node node = YamlReader.read(folder.resolve(path.text()), found);
      found.forEach(binder::report);
      return node;
    } catch (InvalidPathException invalid) {
      binder.report(path.position(), "optimization_config: no path: " + invalid.getReason(), "");
      return null;
    } catch (ProblemException unreadable) {
      for (Problem problem : unreadable.problems()) {
        binder.report(problem);
      }
      return null;
    }
  }

  private @Nullable OpConfigType configType(@Nullable Node node, Position whole) {
    if (!(node instanceof Node.Scalar scalar)) {
      binder.report(
          node == null ? whole : node.position(),
          "optimization_config: 'config_type' is missing",
          "give one of " + String.join(", ", OpConfigType.names()));
      return null;
    }
    Optional<OpConfigType> type = OpConfigType.named(scalar.text());
    if (type.isEmpty()) {
      String list = "known: " + String.join(", ", OpConfigType.names());
      binder.report(
          scalar.position(),
          "there is no config_type '" + scalar.text() + "'",
          Suggestions.nearest(scalar.text(), OpConfigType.names())
              .map(name -> "did you mean '" + name + "'? " + list)
              .orElse(list));
    }
    return type.orElse(null);
  }

  private boolean addNames(@Nullable Node configs, OpConfigType type, List<Rule> rules) {
    Node.Mapping entries = named(configs, "op_name_configs");
    if (entries == null) {
      return false;
    }
    boolean sound = true;
    List<Rule> forOperations = new ArrayList<>();
    for (Node.Entry entry : entries.entries()) {
      List<Pattern> exactly = List.of(Pattern.compile(entry.key(), Pattern.LITERAL));
      Rule rule =
          rule(
              new Matcher(List.of(), List.of(), exactly),
              entry,
              type,
              "op_name_configs[" + entry.key() + "]");
      if (rule == null) {
        sound = false;
      } else {
        rules.add(rule);
        forOperations.add(
            new Rule(new Matcher(List.of(), exactly, List.of()), rule.treatment(), rule.origin()));
      }
    }
    rules.addAll(forOperations);
    return sound;
  }

  private boolean addTypes(@Nullable Node configs, OpConfigType type, List<Rule> rules) {
    Node.Mapping entries = named(configs, "op_type_configs");
    if (entries == null) {
      return false;
    }
    boolean sound = true;
    for (Node.Entry entry : entries.entries()) {
      Matcher matcher = new Matcher(List.of(entry.key()), List.of(), List.of());
      Rule rule = rule(matcher, entry, type, "op_type_configs[" + entry.key() + "]");
      if (rule == null) {
        sound = false;
      } else {
        rules.add(rule);
      }
    }
    return sound;
  }

  private boolean addGlobal(@Nullable Node config, OpConfigType type, List<Rule> rules) {
    if (config == null || isNone(config)) {
      return true;
    }
    Node.Entry entry = new Node.Entry("global_config", config.position(), config);
    Rule rule = rule(Matcher.everything(), entry, type, "global_config");
    if (rule == null) {
      return false;
    }
    rules.add(rule);
    return true;
  }

  private @Nullable Rule rule(Matcher matcher, Node.Entry entry, OpConfigType outer, String words) {
    String origin = words + " (" + entry.position().inShort() + ")";
    if (isNone(entry.value())) {
      return new Rule(matcher, Optional.empty(), origin);
    }
    OpConfigType type = outer;
    if (entry.value() instanceof Node.Mapping mapping && mapping.get(TYPE_KEY) != null) {
      type = configType(mapping.get(TYPE_KEY), mapping.position());
      if (type == null) {
        return null;
      }
    }
    Node.Mapping config = type.rewrite(entry.value(), words, binder);
    if (config == null) {
      return null;
    }
    Treatment treatment =
        treatments.read(
            type.algorithm(), type.configType(), entry.position(), config, Optional.empty());
    return treatment == null ? null : new Rule(matcher, Optional.of(treatment), origin);
  }

  private Node.@Nullable Mapping named(@Nullable Node configs, String key) {
    if (configs == null || isNone(configs)) {
      return new Node.Mapping(Position.argument(key), List.of());
    }
    if (configs instanceof Node.Mapping mapping) {
      return mapping;
    }
    binder.report(
        configs.position(), key + ": expected names with a configuration each", "or null");
    return null;
  }

  private static boolean isNone(Node node) {
    return node instanceof Node.Scalar scalar && scalar.kind() == Node.Scalar.Kind.NONE;
  }
}
