package dev.coremill.core.budget;

import java.util.List;

/**
 * One option for each weight.
 *
 * @param options the number of the chosen option of each weight
 * @param bytes what they take together
 * @param error their errors together
 * @param lowerBound no choice within the budget has a smaller error; equal to {@code error} where
 *     the choice is known to be optimal
 */
public record Choice(List<Integer> options, long bytes, double error, double lowerBound) {
  /** Copies the list. */
  public Choice {
    options = List.copyOf(options);
  }

  /** How far the error may be above the smallest possible one, as a part of that; 0 if optimal. */
  public double gap() {
    return error <= lowerBound ? 0 : (error - lowerBound) / lowerBound;
  }
}
