package dev.coremill.core.engine;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.ErrorForecast;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Something that is done to one weight: an algorithm with its configuration, or decompression. */
interface WeightWork {
  /** The name in messages. */
  String name();

  /** What does it: says which plugin its calls go to. */
  Object extension();

  WeightPlan plan(WeightSite site, PlanContext context);

  Outcome apply(WeightSite site, WeightExpression weight, CompressionContext context);

  /** Whether it takes longer than to hash the weight and to store the result. */
  boolean worthCaching();

  /**
   * A plugin's algorithm with its configuration.
   *
   * @param algorithm the algorithm
   * @param configuration an instance of its configuration type
   */
  record OfAlgorithm<C extends Record>(WeightAlgorithm<C> algorithm, C configuration)
      implements WeightWork {
    /** Pairs an algorithm with the configuration that was bound for it. */
    static <C extends Record> WeightWork of(WeightAlgorithm<C> algorithm, Record configuration) {
      return new OfAlgorithm<>(algorithm, algorithm.configurationType().cast(configuration));
    }

    @Override
    public String name() {
      return algorithm.name();
    }

    @Override
    public Object extension() {
      return algorithm;
    }

    @Override
    public WeightPlan plan(WeightSite site, PlanContext context) {
      return algorithm.plan(site, configuration, context);
    }

    /**
     * The squared error of other configurations of the same algorithm; empty where it forecasts
     * none.
     */
    List<OptionalDouble> forecast(
        WeightSite site,
        WeightExpression weight,
        List<? extends Record> configurations,
        CompressionContext context) {
      if (!(algorithm instanceof ErrorForecast<C> forecasting)) {
        return List.of();
      }
      List<C> typed = new ArrayList<>();
      for (Record other : configurations) {
        typed.add(algorithm.configurationType().cast(other));
      }
      return forecasting.squaredErrors(site, weight, typed, context);
    }

    @Override
    public Outcome apply(WeightSite site, WeightExpression weight, CompressionContext context) {
      return algorithm.compress(site, weight, configuration, context);
    }

    @Override
    public boolean worthCaching() {
      return algorithm.worthCaching(configuration);
    }
  }

  /** Makes a compressed weight dense again. */
  record Decompression() implements WeightWork {
    @Override
    public String name() {
      return "decompress";
    }

    @Override
    public Object extension() {
      return this;
    }

    @Override
    public WeightPlan plan(WeightSite site, PlanContext context) {
      return site.encoding().isDense()
          ? new WeightPlan.Skip("it is not compressed")
          : new WeightPlan.Rewrite(
              new Encoding.Dense(site.encoding().type(), site.encoding().shape()), true);
    }

    @Override
    public Outcome apply(WeightSite site, WeightExpression weight, CompressionContext context) {
      return new Outcome.Rewritten(
          new WeightExpression.Dense(ExpressionValues.of(weight).evaluate(context.memory())));
    }

    @Override
    public boolean worthCaching() {
      return false;
    }
  }
}
