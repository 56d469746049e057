package dev.coremill.core.engine;

import dev.coremill.core.pipeline.Budget;
import java.util.List;
import java.util.Optional;

/**
 * A weight that counts against a budget, and what may be done to it.
 *
 * @param weight the weight
 * @param isFree whether the budget decides; false where an override of the stage does
 * @param ways what may be done, the first of which can always be done
 */
record BudgetedWeight(Weight weight, boolean isFree, List<Way> ways) {
  BudgetedWeight {
    ways = List.copyOf(ways);
  }

  /**
   * One thing that may be done.
   *
   * @param candidate what the stage does; empty where it leaves the weight as it is, or where an
   *     override decides
   * @param label the same in words
   * @param planned all steps up to the end of the stage
   */
  record Way(Optional<Budget.Candidate> candidate, String label, PlannedWeight planned) {}

  String name() {
    return weight.name();
  }
}
