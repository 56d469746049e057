package dev.coremill.core.pipeline;

import java.util.List;
import java.util.Optional;

/**
 * One step of a pipeline.
 *
 * @param name unique in the pipeline; that of the algorithm unless the user gave another
 * @param selection the weights that it is about
 * @param rules for one weight, the first rule that matches decides; where none does, the weight is
 *     left alone
 * @param budget what its weights may take together; the last rule then stands for the candidates
 * @param notes what the report should say of the stage
 */
public record Stage(
    String name,
    Selection selection,
    List<Rule> rules,
    Optional<Budget> budget,
    List<String> notes) {
  /** Copies the lists. */
  public Stage {
    rules = List.copyOf(rules);
    notes = List.copyOf(notes);
  }

  /** A stage without a budget. */
  public Stage(String name, Selection selection, List<Rule> rules) {
    this(name, selection, rules, Optional.empty(), List.of());
  }
}
