package dev.coremill.api.target;

import java.util.List;
import java.util.Optional;

/**
 * A warning of a combination that is known to be bad.
 *
 * @param rule the id of the rule that found it
 * @param severity how bad it is
 * @param message what happens, in words
 * @param operations the indexes of the operations that it is about; empty where it is about the
 *     whole program
 * @param mend what helps, where that is known
 * @param confidence how sure it is
 * @param evidence how good the source is
 * @param source where it is known from
 */
public record Advisory(
    String rule,
    Severity severity,
    String message,
    List<Integer> operations,
    Optional<String> mend,
    Confidence confidence,
    Evidence evidence,
    String source) {
  /** Copies the list. */
  public Advisory {
    operations = List.copyOf(operations);
  }
}
