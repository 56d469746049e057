package dev.coremill.core.report;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.Collection;

/**
 * What a metric must keep.
 *
 * @param metric the name of the metric
 * @param lowest whether the bound is the smallest value allowed, otherwise the largest
 * @param bound the bound itself, which is allowed
 */
public record Threshold(String metric, boolean lowest, double bound) {
  /**
   * Reads {@code top1=0.98}.
   *
   * @param lowest whether the bound is the smallest value allowed
   * @throws ProblemException if it is no such text
   */
  public static Threshold parse(String text, boolean lowest) {
    int equals = text.indexOf('=');
    try {
      double bound = Double.parseDouble(text.substring(equals + 1).strip());
      if (equals > 0 && !Double.isNaN(bound)) {
        return new Threshold(text.substring(0, equals).strip(), lowest, bound);
      }
    } catch (NumberFormatException _) {
      // told below, with what is no number otherwise
    }
    throw new ProblemException(
        Problem.input(
            (lowest ? "--min " : "--max ") + text,
            "is no threshold",
            "write METRIC=NUMBER, such as top1=0.98"));
  }

  /**
   * Requires that a value can keep all of some thresholds.
   *
   * @throws ProblemException if none can
   */
  public static void requireConsistent(Collection<Threshold> thresholds) {
    for (Threshold low : thresholds) {
      for (Threshold high : thresholds) {
        if (low.lowest
            && !high.lowest
            && low.metric.equals(high.metric)
            && low.bound > high.bound) {
          throw new ProblemException(
              Problem.input(
                  "",
                  low.metric
                      + " must be "
                      + low.text()
                      + " and "
                      + high.text()
                      + ", which no value is",
                  "change one of the thresholds"));
        }
      }
    }
  }

  /** Whether a value is within it; NaN never is. */
  public boolean holds(double value) {
    return lowest ? value >= bound : value <= bound;
  }

  /** Such as {@code at least 0.98}. */
  public String text() {
    return (lowest ? "at least " : "at most ") + bound;
  }
}
