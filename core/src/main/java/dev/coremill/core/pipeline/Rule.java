package dev.coremill.core.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * How some weights are treated.
 *
 * @param matcher which weights
 * @param treatment what to do with them; empty: leave them alone
 * @param origin where the rule comes from, in words for reports, such as {@code overrides[1]
 *     (pipeline.yaml:14)}
 * @param remarks what the report should say of these weights besides
 */
public record Rule(
    Matcher matcher, Optional<Treatment> treatment, String origin, List<String> remarks) {
  /** Copies the list. */
  public Rule {
    remarks = List.copyOf(remarks);
  }

  /** A rule that has nothing to remark. */
  public Rule(Matcher matcher, Optional<Treatment> treatment, String origin) {
    this(matcher, treatment, origin, List.of());
  }
}
