package dev.coremill.core.placement;

import dev.coremill.api.target.TargetRule;
import java.util.List;

/**
 * A rule whose conditions were understood.
 *
 * @param rule the rule
 * @param conditions its conditions, the widest facts first
 */
public record CompiledRule(TargetRule rule, List<Condition> conditions) {
  /** Copies the list. */
  public CompiledRule {
    conditions = List.copyOf(conditions);
  }

  /** The narrowest thing that it asks about; the setting where it asks nothing. */
  public FactScope scope() {
    FactScope narrowest = FactScope.SETTING;
    for (Condition condition : conditions) {
      FactScope scope = condition.fact().scope();
      // That it was placed somewhere says no more of an operation than that there is one.
      FactScope counted = scope == FactScope.PLACEMENT ? FactScope.OPERATION : scope;
      narrowest = counted.compareTo(narrowest) > 0 ? counted : narrowest;
    }
    return narrowest;
  }

  /** Whether all conditions hold for a table that has the facts of every scope but weights. */
  boolean holdsWithoutWeights(FactTable facts) {
    for (Condition condition : conditions) {
      if (condition.fact().scope() != FactScope.WEIGHT && !condition.holds(facts)) {
        return false;
      }
    }
    return true;
  }

  /** Whether all conditions about weights hold for the facts of one. */
  boolean holdsForWeight(FactTable weight) {
    for (Condition condition : conditions) {
      if (condition.fact().scope() == FactScope.WEIGHT && !condition.holds(weight)) {
        return false;
      }
    }
    return true;
  }
}
