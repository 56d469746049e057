package dev.coremill.core.target;

import dev.coremill.api.target.Chip;
import dev.coremill.api.target.Confidence;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.Figure;
import dev.coremill.api.target.OsRange;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Severity;
import dev.coremill.api.target.Sourced;
import dev.coremill.api.target.TargetRule;
import dev.coremill.api.target.TargetRule.Effect;
import dev.coremill.core.config.Binder;
import dev.coremill.core.placement.Condition;
import dev.coremill.core.placement.EncodingConditions;
import dev.coremill.core.placement.RuleSet;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.Position;
import dev.coremill.core.yaml.YamlReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads a file that describes targets, and finds all that is wrong with it. */
public final class TargetDescriptionReader {
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> properties = new TreeSet<>();

  private TargetDescriptionReader() {}

  /**
   * Reads a description.
   *
   * @param place the file, for messages
   * @param plugin the id of the plugin whose jar it lies in; empty for a file that is a plugin by
   *     itself, which must name its id and version
   * @param text what is written in it
   * @throws ProblemException with everything that is wrong, each with its line and column
   */
  public static DescribedTargets read(String place, String plugin, String text) {
    return new TargetDescriptionReader().readText(place, plugin, text);
  }

  private DescribedTargets readText(String place, String plugin, String text) {
    Node root = YamlReader.parse(place, text, problems);
    TargetDescription file =
        new Binder(problems).bind(TargetDescription.class, root, "target file");
    if (file == null) {
      throw new ProblemException(problems);
    }
    if (plugin.isEmpty()) {
      filled(file.position(), "id", file.id().orElse(""));
      filled(file.position(), "version", file.version().orElse(""));
    }
    filled(file.position(), "vendor", file.vendor());
    Map<String, Chip> chips = chips(file.chips());
    List<Device> devices = devices(file.devices(), chips);
    List<DescribedCatalog.Refusal> refusals = new ArrayList<>();
    for (TargetDescription.EncodingEntry entry : file.encodings()) {
      filled(entry.position(), "source", entry.source());
      refusals.add(
          new DescribedCatalog.Refusal(
              refusalConditions(entry),
              entry.reason(),
              entry.firstOs(),
              entry.evidence(),
              entry.source()));
    }
    List<TargetRule> rules = rules(file.rules());
    List<CostConstant> constants = new ArrayList<>();
    for (TargetDescription.CostEntry entry : file.costConstants()) {
      CostConstant constant = constant(entry, chips);
      if (constant != null) {
        constants.add(constant);
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
    return new DescribedTargets(
        place,
        plugin.isEmpty() ? file.id().orElse("") : plugin,
        file.version().orElse(""),
        file.provider().orElse(""),
        file.requires(),
        file.description().orElse(""),
        file.license().orElse(""),
        new DescribedCatalog(file.vendor(), devices, refusals, rules, constants, place));
  }

  private Map<String, Chip> chips(List<TargetDescription.ChipEntry> entries) {
    Map<String, Chip> chips = new LinkedHashMap<>();
    for (TargetDescription.ChipEntry entry : entries) {
      id(entry.position(), entry.id());
      Map<String, Sourced<String>> known = new LinkedHashMap<>();
      for (TargetDescription.PropertyEntry property : entry.properties()) {
        if (filled(property.position(), "source", property.source())) {
          Sourced<String> value =
              new Sourced<>(property.value(), property.evidence(), property.source());
          if (known.put(property.name(), value) != null) {
            report(
                property.position(),
                "'" + property.name() + "' is there twice for this chip",
                "remove one");
          }
          properties.add(property.name());
        }
      }
      if (chips.put(entry.id(), new Chip(entry.id(), entry.name(), known)) != null) {
        report(entry.position(), "the chip '" + entry.id() + "' is there twice", "remove one");
      }
    }
    return chips;
  }

  private List<Device> devices(
      List<TargetDescription.DeviceEntry> entries, Map<String, Chip> chips) {
    List<Device> devices = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (TargetDescription.DeviceEntry entry : entries) {
      id(entry.position(), entry.id());
      if (!ids.add(entry.id())) {
        report(entry.position(), "the device '" + entry.id() + "' is there twice", "remove one");
      }
      if (entry.systems().isEmpty()) {
        report(entry.position(), "the device runs no system", "give at least one under 'systems'");
      }
      List<Sourced<OsRange>> systems = new ArrayList<>();
      for (TargetDescription.SystemEntry system : entry.systems()) {
        if (filled(system.position(), "source", system.source()) && inOrder(system)) {
          systems.add(
              new Sourced<>(
                  new OsRange(system.oldest(), system.newest()),
                  system.evidence(),
                  system.source()));
        }
      }
      Chip chip = chips.get(entry.chip());
      if (chip == null) {
        report(
            entry.position(),
            "there is no chip '" + entry.chip() + "'",
            Suggestions.offer(entry.chip(), chips.keySet()));
      } else {
        devices.add(new Device(entry.id(), entry.name(), chip, systems));
      }
    }
    return devices;
  }

  private boolean inOrder(TargetDescription.SystemEntry entry) {
    OsVersion oldest = entry.oldest();
    OsVersion newest = entry.newest().orElse(oldest);
    boolean holds =
        newest.system() == oldest.system()
            && (newest.major() > oldest.major()
                || newest.major() == oldest.major() && newest.minor() >= oldest.minor());
    if (!holds) {
      report(
          entry.position(),
          "there is no range from " + oldest + " to " + newest,
          "give two versions of one system in order");
    }
    return holds;
  }

  private List<TargetRule> rules(List<TargetDescription.RuleEntry> entries) {
    List<TargetRule> rules = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (TargetDescription.RuleEntry entry : entries) {
      id(entry.position(), entry.id());
      if (!ids.add(entry.id())) {
        report(entry.position(), "the rule '" + entry.id() + "' is there twice", "remove one");
      }
      Effect effect = effect(entry);
      if (effect != null && filled(entry.position(), "source", entry.source())) {
        Map<String, String> when = new LinkedHashMap<>();
        Map<String, Position> places = tests(entry.when(), when);
        TargetRule rule =
            new TargetRule(
                entry.id(),
                effect,
                when,
                entry.reason(),
                entry.rewrite(),
                entry.confidence(),
                entry.evidence(),
                entry.source());
        conditions(rule, places);
        rules.add(rule);
      }
    }
    return rules;
  }

  private @Nullable Effect effect(TargetDescription.RuleEntry entry) {
    List<Effect> effects = new ArrayList<>();
    entry.excludes().ifPresent(unit -> effects.add(new Effect.Excludes(unit)));
    entry.prefers().ifPresent(unit -> effects.add(new Effect.Prefers(unit)));
    entry.warns().ifPresent(severity -> effects.add(new Effect.Warns(severity)));
    if (effects.size() == 1) {
      return effects.getFirst();
    }
    report(
        entry.position(),
        "the rule '" + entry.id() + "' has " + (effects.isEmpty() ? "no effect" : "two effects"),
        "give one of excludes, prefers and warns");
    return null;
  }

  /** Reads facts with their tests, and tells where each stands. */
  private Map<String, Position> tests(Node when, Map<String, String> into) {
    Map<String, Position> places = new LinkedHashMap<>();
    if (!(when instanceof Node.Mapping mapping)) {
      report(when.position(), "when: expected facts with tests", "write {rank: \"> 5\"}");
      return places;
    }
    for (Node.Entry each : mapping.entries()) {
      if (each.value() instanceof Node.Scalar scalar && scalar.kind() != Node.Scalar.Kind.NONE) {
        into.put(each.key(), scalar.text());
        places.put(each.key(), each.value().position());
      } else {
        report(
            each.value().position(),
            "the test of '" + each.key() + "' is no single value",
            "write alternatives with commas between, in quotes: \"conv, linear\"");
      }
    }
    return places;
  }

  private List<Condition> conditions(TargetRule rule, Map<String, Position> places) {
    List<Condition> conditions = new ArrayList<>();
    for (Map.Entry<String, Position> each : places.entrySet()) {
      String test = String.valueOf(rule.when().get(each.getKey()));
      try {
        conditions.add(RuleSet.condition(rule, each.getKey(), test, properties));
      } catch (IllegalArgumentException wrong) {
        report(each.getValue(), String.valueOf(wrong.getMessage()), "");
      }
    }
    return conditions;
  }

  private List<Condition> refusalConditions(TargetDescription.EncodingEntry entry) {
    Map<String, String> when = new LinkedHashMap<>();
    Map<String, Position> places = tests(entry.when(), when);
    TargetRule asRule =
        new TargetRule(
            "encoding",
            new Effect.Warns(Severity.ERROR),
            when,
            entry.reason(),
            Optional.empty(),
            Confidence.HIGH,
            entry.evidence(),
            entry.source().isBlank() ? "none" : entry.source());
    List<Condition> conditions = conditions(asRule, places);
    for (Condition condition : conditions) {
      Position place = places.get(condition.name());
      if (!EncodingConditions.knows(condition.fact()) && place != null) {
        report(
            place,
            "'" + condition.name() + "' is not known of an encoding",
            "ask about weight.*, operation, system, os, release and units");
      }
    }
    return conditions;
  }

  private @Nullable CostConstant constant(
      TargetDescription.CostEntry entry, Map<String, Chip> chips) {
    if (entry.chip().isPresent() && !chips.containsKey(entry.chip().get())) {
      report(
          entry.position(),
          "there is no chip '" + entry.chip().get() + "'",
          Suggestions.offer(entry.chip().get(), chips.keySet()));
    }
    try {
      return new CostConstant(
          entry.name(),
          entry.chip(),
          entry.unit(),
          entry.kind(),
          new Figure(
              entry.value(),
              entry.low().orElse(entry.value()),
              entry.high().orElse(entry.value()),
              entry.evidence(),
              entry.source()));
    } catch (IllegalArgumentException wrong) {
      report(entry.position(), String.valueOf(wrong.getMessage()), "give low <= value <= high");
      return null;
    }
  }

  private boolean filled(Position position, String key, String text) {
    if (text.isBlank()) {
      report(position, "'" + key + "' is empty", "say it");
      return false;
    }
    return true;
  }

  private void id(Position position, String id) {
    boolean sound = !id.isEmpty() && !id.startsWith("-") && !id.endsWith("-");
    for (int i = 0; i < id.length(); i++) {
      char letter = id.charAt(i);
      boolean plain = letter >= 'a' && letter <= 'z' || letter >= '0' && letter <= '9';
      sound &= plain || letter == '-' && i > 0 && id.charAt(i - 1) != '-';
    }
    if (!sound) {
      report(
          position,
          "'" + id + "' is no id",
          "write lower case letters and digits with single hyphens between");
    }
  }

  private void report(Position position, String message, String mend) {
    problems.add(Problem.input(position.toString(), message, mend));
  }
}
