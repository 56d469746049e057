package dev.coremill.api.algorithm;

import dev.coremill.api.weight.WeightExpression;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A {@link WeightAlgorithm} that can tell the error of several configurations with less work than
 * compressing the weight with each. Without it, the engine does that, and measures.
 *
 * @param <C> the configuration of the algorithm
 */
public interface ErrorForecast<C extends Record> extends WeightAlgorithm<C> {
  /**
   * The sum, over the elements of a weight, of the squared differences between its value and what
   * {@link WeightAlgorithm#compress} would make of it.
   *
   * @param site the weight
   * @param weight its value; its floats are finite
   * @param configurations the configurations; for each, the algorithm has planned a rewrite
   * @param context as for {@code compress}; remarks are not reported
   * @return one sum for each configuration, exact up to rounding; empty where only compressing
   *     tells
   */
  List<OptionalDouble> squaredErrors(
      WeightSite site, WeightExpression weight, List<C> configurations, CompressionContext context);
}
