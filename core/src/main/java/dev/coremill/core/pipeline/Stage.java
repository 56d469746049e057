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
 * @param transformation the transform of whole programs that the stage is; empty for a stage that
 *     works on weights, and there are no rules where it is given
 */
public record Stage(
    String name, Selection selection, List<Rule> rules, Optional<Transformation> transformation) {
  /** Copies the list. */
  public Stage {
    rules = List.copyOf(rules);
  }

  /** A stage that works on weights. */
  public Stage(String name, Selection selection, List<Rule> rules) {
    this(name, selection, rules, Optional.empty());
  }

  /** A stage that transforms whole programs. */
  public static Stage of(String name, Transformation transformation) {
    return new Stage(name, Selection.everyWeight(), List.of(), Optional.of(transformation));
  }
}
