package dev.coremill.core.pipeline;

import java.util.List;

/**
 * One step of a pipeline.
 *
 * @param name unique in the pipeline; that of the algorithm unless the user gave another
 * @param selection the weights that it is about
 * @param rules for one weight, the first rule that matches decides; where none does, the weight is
 *     left alone
 */
public record Stage(String name, Selection selection, List<Rule> rules) {
  /** Copies the list. */
  public Stage {
    rules = List.copyOf(rules);
  }
}
