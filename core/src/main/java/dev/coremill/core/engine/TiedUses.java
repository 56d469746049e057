package dev.coremill.core.engine;

import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.core.pipeline.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the uses of a weight one by one: a stored value can be treated in one way only, so rules
 * that ask for different treatments of its uses contradict each other. A rule that names the
 * constant decides for all uses.
 */
final class TiedUses {
  /** The type of a use by a block that returns the constant; no rule is about that. */
  private static final String BLOCK = "block";

  private TiedUses() {}

  /**
   * A use with the rule that decides for it.
   *
   * @param use the use
   * @param rule the rule; null where none applies
   */
  record Decision(WeightUse use, @Nullable Rule rule) {
    /** The rule in words. */
    String origin() {
      return rule == null ? "no rule" : rule.origin();
    }

    String text() {
      return use.operation()
          + " ("
          + use.operationType()
          + "."
          + use.argument()
          + ") by "
          + origin();
    }

    private Optional<?> treatment() {
      return rule == null ? Optional.empty() : rule.treatment();
    }
  }

  /** The first two uses that are to be treated differently; empty where all agree. */
  static List<Decision> contradiction(List<Rule> rules, WeightSite site) {
    List<Decision> decisions = new ArrayList<>();
    for (WeightUse use : site.uses()) {
      if (!use.operationType().equals(BLOCK)) {
        decisions.add(new Decision(use, deciding(rules, site.name(), use)));
      }
    }
    for (Decision decision : decisions) {
      if (!decision.treatment().equals(decisions.getFirst().treatment())) {
        return List.of(decisions.getFirst(), decision);
      }
    }
    return List.of();
  }

  private static @Nullable Rule deciding(List<Rule> rules, String constName, WeightUse use) {
    for (Rule rule : rules) {
      if (rule.matcher().matches(constName, use)) {
        return rule;
      }
    }
    return null;
  }
}
