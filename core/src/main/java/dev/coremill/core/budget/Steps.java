package dev.coremill.core.budget;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The steps along the convex hulls of all weights, the one that saves most error for a byte first.
 * Taking them in order, the last one in part, solves the problem where options may be mixed; that
 * is the lower bound for every choice.
 */
final class Steps {
  /** A step of a weight from one position of its frontier to another. */
  record Step(int weight, int from, int to, long bytes, double saved, double slope) {}

  final List<Step> steps = new ArrayList<>();

  Steps(List<Frontier> frontiers) {
    for (int weight = 0; weight < frontiers.size(); weight++) {
      Frontier frontier = frontiers.get(weight);
      for (int i = 1; i < frontier.hull.length; i++) {
        int from = frontier.hull[i - 1];
        int to = frontier.hull[i];
        steps.add(
            new Step(
                weight,
                from,
                to,
                frontier.bytes[to] - frontier.bytes[from],
                frontier.errors[from] - frontier.errors[to],
                frontier.slope(from, to)));
      }
    }
    steps.sort(
        Comparator.comparingDouble(Step::slope)
            .reversed()
            .thenComparingInt(Step::weight)
            .thenComparingInt(Step::from));
  }

  /** The error that is saved at most with so many bytes more than the least. */
  double saved(long bytes) {
    double saved = 0;
    long left = bytes;
    for (Step step : steps) {
      if (step.bytes() > left) {
        return saved + step.slope() * left;
      }
      left -= step.bytes();
      saved += step.saved();
    }
    return saved;
  }
}
