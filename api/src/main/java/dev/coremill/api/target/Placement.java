package dev.coremill.api.target;

import java.util.Optional;

/**
 * Where an operation is predicted to run, and why.
 *
 * @param operation the index of the operation in its profile
 * @param unit the predicted unit
 * @param reason why, in words
 * @param rewrite what would keep it on the preferred unit, where that is known
 * @param confidence how sure that is
 * @param evidence how good the source of the rule is
 * @param source where the rule comes from
 * @param rule the id of the rule that decided
 */
public record Placement(
    int operation,
    ComputeUnit unit,
    String reason,
    Optional<String> rewrite,
    Confidence confidence,
    Evidence evidence,
    String source,
    String rule) {}
