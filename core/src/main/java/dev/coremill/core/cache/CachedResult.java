package dev.coremill.core.cache;

import dev.coremill.api.weight.WeightExpression;
import java.util.List;
import java.util.Optional;

/**
 * What came of a weight after some steps.
 *
 * @param expression its value
 * @param steps what each step did
 * @param error how far it is from the original; empty where nobody measured it
 */
public record CachedResult(
    WeightExpression expression, List<Step> steps, Optional<Measured> error) {
  /** Copies the list. */
  public CachedResult {
    steps = List.copyOf(steps);
  }

  /**
   * What one step did.
   *
   * @param rewritten whether it changed the weight
   * @param reason why not; empty where it did
   * @param remarks what it said besides
   */
  public record Step(boolean rewritten, String reason, List<String> remarks) {
    /** Copies the list. */
    public Step {
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * Sums over the elements of a weight.
   *
   * @param squaredError of the squared differences from the original
   * @param energy of the squares of the original
   * @param largest the largest difference
   * @param elements how many elements
   */
  public record Measured(double squaredError, double energy, float largest, long elements) {}
}
