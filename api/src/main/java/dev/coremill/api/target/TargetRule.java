package dev.coremill.api.target;

import java.util.Map;
import java.util.Optional;

/**
 * A rule of a target as data: when its conditions hold for an operation (or a whole program), it
 * says where the operation runs, or warns. Rules are tried in their order.
 *
 * @param id a stable name, lower case with hyphens
 * @param effect what follows from it
 * @param when conditions that all must hold: the name of a fact, such as {@code operation}, {@code
 *     rank}, {@code encoding.bits}, {@code os} or {@code chip}, to what it must be, such as {@code
 *     conv, linear} (one of them), {@code > 5} or {@code not fp16}. The facts are listed in the
 *     documentation of targets; an unknown one is an error when the rule is read.
 * @param reason what holds then, in words
 * @param rewrite what helps, where that is known
 * @param confidence how sure it is
 * @param evidence how good the source is
 * @param source where it is known from
 */
public record TargetRule(
    String id,
    Effect effect,
    Map<String, String> when,
    String reason,
    Optional<String> rewrite,
    Confidence confidence,
    Evidence evidence,
    String source) {
  /** Copies the map, and rejects an empty source. */
  public TargetRule {
    when = Map.copyOf(when);
    if (source.isBlank()) {
      throw new IllegalArgumentException("a rule without a source: " + id);
    }
  }

  /** What follows from a rule. */
  public sealed interface Effect {
    /**
     * An operation cannot run on a unit.
     *
     * @param unit the unit
     */
    record Excludes(ComputeUnit unit) implements Effect {}

    /**
     * An operation that could run on several units runs on this one.
     *
     * @param unit the unit
     */
    record Prefers(ComputeUnit unit) implements Effect {}

    /**
     * A warning.
     *
     * @param severity how bad it is
     */
    record Warns(Severity severity) implements Effect {}
  }
}
