package dev.coremill.core.placement;

import dev.coremill.api.target.Device;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.TargetRule;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rules of a catalogue, understood.
 *
 * @param vendor whose they are
 * @param rules the rules, in their order
 */
public record RuleSet(String vendor, List<CompiledRule> rules) {
  /** Copies the list. */
  public RuleSet {
    rules = List.copyOf(rules);
  }

  /**
   * Understands the rules of a catalogue.
   *
   * @throws ProblemException with everything that is wrong with them: an unknown fact, a test that
   *     is none, an id that is there twice
   */
  public static RuleSet of(HardwareCatalog catalog) {
    Set<String> properties = new TreeSet<>();
    for (Device device : catalog.devices()) {
      properties.addAll(device.chip().properties().keySet());
    }
    List<Problem> problems = new ArrayList<>();
    List<CompiledRule> compiled = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (TargetRule rule : catalog.rules()) {
      String place = "rule '" + rule.id() + "' of " + catalog.vendor();
      if (!ids.add(rule.id())) {
        problems.add(Problem.input(place, "the id is there twice", "give one of them another"));
      }
      List<Condition> conditions = new ArrayList<>();
      for (Map.Entry<String, String> each : new TreeMap<>(rule.when()).entrySet()) {
        try {
          conditions.add(condition(rule, each.getKey(), each.getValue(), properties));
        } catch (IllegalArgumentException wrong) {
          problems.add(Problem.input(place, String.valueOf(wrong.getMessage()), ""));
        }
      }
      conditions.sort((one, other) -> one.fact().compareTo(other.fact()));
      compiled.add(new CompiledRule(rule, conditions));
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
    return new RuleSet(catalog.vendor(), compiled);
  }

  /**
   * Understands a condition.
   *
   * @param properties the properties that the chips of the catalogue have
   * @throws IllegalArgumentException if there is no such fact, if the test is malformed, or if the
   *     rule cannot ask it
   */
  public static Condition condition(
      TargetRule rule, String name, String test, Set<String> properties) {
    if (name.startsWith(Fact.CHIP_PREFIX)) {
      String property = name.substring(Fact.CHIP_PREFIX.length());
      if (!properties.contains(property)) {
        throw new IllegalArgumentException(
            "no chip has the property '"
                + property
                + "'; "
                + Suggestions.offer(property, properties));
      }
      return new Condition(Fact.CHIP_PROPERTY, property, FactTest.parse(Fact.CHIP_PROPERTY, test));
    }
    Fact fact = fact(name);
    if (fact.scope() == FactScope.PLACEMENT
        && !(rule.effect() instanceof TargetRule.Effect.Warns)) {
      throw new IllegalArgumentException(
          "only warnings can ask about '" + name + "': a placement is not known while it is made");
    }
    return new Condition(fact, "", FactTest.parse(fact, test));
  }

  private static Fact fact(String name) {
    List<String> known = new ArrayList<>();
    for (Fact fact : Fact.values()) {
      if (fact != Fact.CHIP_PROPERTY) {
        if (fact.text().equals(name)) {
          return fact;
        }
        known.add(fact.text());
      }
    }
    throw new IllegalArgumentException(
        "there is no fact '" + name + "'; " + Suggestions.offer(name, known));
  }
}
