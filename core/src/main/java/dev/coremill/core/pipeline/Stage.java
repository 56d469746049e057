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
 * @param transformation the transform of whole programs that the stage is; empty for a stage that
 *     works on weights, and there are no rules and no budget where it is given
 * @param notes what the report should say of the stage
 */
public record Stage(
    String name,
    Selection selection,
    List<Rule> rules,
    Optional<Budget> budget,
    Optional<Transformation> transformation,
    List<String> notes) {
  /** Copies the lists. */
  public Stage {
    rules = List.copyOf(rules);
    notes = List.copyOf(notes);
  }

  /** A stage that works on weights, without a budget. */
  public Stage(String name, Selection selection, List<Rule> rules) {
    this(name, selection, rules, Optional.empty());
  }

  /** A stage that works on weights. */
  public Stage(String name, Selection selection, List<Rule> rules, Optional<Budget> budget) {
    this(name, selection, rules, budget, Optional.empty(), List.of());
  }

  /** A stage that transforms whole programs. */
  public static Stage of(String name, Transformation transformation) {
    return new Stage(
        name,
        Selection.everyWeight(),
        List.of(),
        Optional.empty(),
        Optional.of(transformation),
        List.of());
  }

  /** The same stage with what a budget chose in the budget's place. */
  public Stage withChoice(List<Rule> chosen, List<String> remarks) {
    return new Stage(name, selection, chosen, Optional.empty(), transformation, remarks);
  }
}
