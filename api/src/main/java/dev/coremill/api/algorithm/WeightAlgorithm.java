package dev.coremill.api.algorithm;

import dev.coremill.api.weight.WeightExpression;

/**
 * A compression algorithm that works on one weight at a time.
 *
 * @param <C> its configuration: a record whose components carry {@link
 *     dev.coremill.api.config.Parameter}
 */
public interface WeightAlgorithm<C extends Record> {
  /**
   * The name that a pipeline uses for it, such as {@code quantize}: lower case letters, digits and
   * underscores.
   */
  String name();

  /** What it does, in one sentence, for lists and documentation. */
  String description();

  /** The class of its configuration. */
  Class<C> configurationType();

  /**
   * Says what {@link #compress} would do, without looking at values. Plans and legality checks are
   * made of this, and a weight that is skipped or refused here is never given to {@code compress}.
   *
   * @param site the weight, with the encoding that it has when it reaches this algorithm
   */
  default WeightPlan plan(WeightSite site, C configuration, PlanContext context) {
    return new WeightPlan.Undetermined();
  }

  /**
   * Whether {@link #compress} takes longer than about a second for each gigabyte on one core, so
   * that keeping its results from run to run saves time. Answer false for work at the speed of
   * memory, such as rounding to integers: its results are then kept only in very large runs.
   */
  default boolean worthCaching(C configuration) {
    return true;
  }

  /**
   * Compresses one weight. The same arguments must give the same result, bit for bit, on any
   * machine and thread.
   *
   * @param site where the weight is, who uses it
   * @param weight its value; not to be changed. Its floats are finite.
   * @param context gives memory for the result, which the engine frees after it has written it
   * @throws IllegalArgumentException if this weight cannot be compressed with this configuration;
   *     the message says why and what would help, and ends the run
   */
  Outcome compress(
      WeightSite site, WeightExpression weight, C configuration, CompressionContext context);
}
