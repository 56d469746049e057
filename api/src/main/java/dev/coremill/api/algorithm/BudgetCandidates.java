package dev.coremill.api.algorithm;

import java.util.List;
import java.util.Map;

/**
 * For a {@link WeightAlgorithm} that has something to choose from when a pipeline gives a stage a
 * budget ({@code bits_per_weight} or {@code max_bytes}). An algorithm without it can have a budget
 * too, if the pipeline lists the candidates.
 */
public interface BudgetCandidates {
  /**
   * What may be done to a weight, in the order in which equally good ones are preferred. Those that
   * a weight's shape or the deployment forbids are left out by the engine.
   *
   * @return for each candidate the keys of its configuration that differ, with their values as in
   *     YAML: {@code nbits} and {@code "4"}
   */
  List<Map<String, String>> budgetCandidates();

  /**
   * Up to which budget a candidate is worth measuring, where that takes long. The engine leaves it
   * out where the budget is larger.
   *
   * @param candidate one of {@link #budgetCandidates()}
   * @return stored bits for each element of all weights that the budget is for; infinite where the
   *     candidate is always worth it
   */
  default double mostBitsPerWeight(Map<String, String> candidate) {
    return Double.POSITIVE_INFINITY;
  }
}
