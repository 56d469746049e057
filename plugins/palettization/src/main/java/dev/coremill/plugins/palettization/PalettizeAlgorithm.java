package dev.coremill.plugins.palettization;

import dev.coremill.api.algorithm.BudgetCandidates;
import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.ErrorForecast;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.InnermostFloat;
import dev.coremill.api.weight.WeightExpression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Palettization: each weight becomes an index into a small table of values.
 *
 * <p>Scalar tables are optimal for what they are made from ({@link OptimalClusters}); tables of
 * vectors come from Lloyd's method ({@link VectorClusters}).
 */
public final class PalettizeAlgorithm
    implements ErrorForecast<PalettizeConfiguration>, BudgetCandidates {
  /** For the plugin loader. */
  public PalettizeAlgorithm() {}

  @Override
  public String name() {
    return "palettize";
  }

  @Override
  public String description() {
    return "Stores weights as indices into small lookup tables, found by k-means or otherwise.";
  }

  @Override
  public Class<PalettizeConfiguration> configurationType() {
    return PalettizeConfiguration.class;
  }

  /** One table for a whole float16 weight comes from a histogram, at nearly the speed of memory. */
  @Override
  public boolean worthCaching(PalettizeConfiguration configuration) {
    return configuration.mode() == PalettizeConfiguration.Mode.CUSTOM
        || configuration.mode() == PalettizeConfiguration.Mode.KMEANS
            && (configuration.granularity()
                    == PalettizeConfiguration.Granularity.PER_GROUPED_CHANNEL
                || configuration.clusterDim() > 1
                || configuration.enablePerChannelScale());
  }

  @Override
  public WeightPlan plan(
      WeightSite site, PalettizeConfiguration configuration, PlanContext context) {
    Optional<String> function = configuration.lutFunction();
    if (function.isPresent() && !context.lookupTableFunctions().containsKey(function.get())) {
      return new WeightPlan.Refuse(
          PaletteMaker.noFunction(function.get()), PaletteMaker.offer(context));
    }
    return switch (PaletteLayout.decide(site, configuration, context.onIndivisible())) {
      case PaletteLayout.Decision.Impossible(WeightPlan plan) -> plan;
      case PaletteLayout.Decision.Possible(PaletteLayout layout) ->
          configuration.nbits().isEmpty()
              ? new WeightPlan.Undetermined()
              : new WeightPlan.Rewrite(
                  InnermostFloat.replace(
                      site.encoding(), layout.encoding(configuration.nbits().get())),
                  true);
    };
  }

  @Override
  public List<Map<String, String>> budgetCandidates() {
    return BudgetOffer.all();
  }

  @Override
  public double mostBitsPerWeight(Map<String, String> candidate) {
    return BudgetOffer.mostBitsPerWeight(candidate);
  }

  /** Configurations that lay their tables alike share the counting of values. */
  @Override
  public List<OptionalDouble> squaredErrors(
      WeightSite site,
      WeightExpression weight,
      List<PalettizeConfiguration> configurations,
      CompressionContext context) {
    OptionalDouble[] errors = new OptionalDouble[configurations.size()];
    Arrays.fill(errors, OptionalDouble.empty());
    Map<Tables, List<Integer>> alike = new LinkedHashMap<>();
    for (int i = 0; i < errors.length; i++) {
      PalettizeConfiguration configuration = configurations.get(i);
      if (configuration.nbits().isPresent()
          && PaletteLayout.decide(site, configuration, context.onIndivisible())
              instanceof PaletteLayout.Decision.Possible(PaletteLayout layout)
          && layout.vectorSize() == 1
          && layout.scaleAxis() < 0) {
        alike
            .computeIfAbsent(
                new Tables(layout, PaletteMaker.of(configuration, context)), _ -> new ArrayList<>())
            .add(i);
      }
    }
    alike.forEach((tables, numbers) -> {
      int[] widths = new int[numbers.size()];
      for (int i = 0; i < widths.length; i++) {
        widths[i] = configurations.get(numbers.get(i)).nbits().orElseThrow();
      }
      Optional<double[]> found =
          new ScalarPalettizer(
                  tables.layout(),
                  InnermostFloat.in(weight),
                  InnermostFloat.mask(weight).orElse(null),
                  tables.maker(),
                  context)
              .squaredErrors(widths);
      for (int i = 0; i < widths.length && found.isPresent(); i++) {
        errors[numbers.get(i)] = OptionalDouble.of(found.get()[i]);
      }
    });
    return List.of(errors);
  }

  /** How tables are laid and made, whatever their size. */
  private record Tables(PaletteLayout layout, PaletteMaker maker) {}

  @Override
  public Outcome compress(
      WeightSite site,
      WeightExpression weight,
      PalettizeConfiguration configuration,
      CompressionContext context) {
    return switch (PaletteLayout.decide(
        site.withEncoding(weight.encoding()), configuration, context.onIndivisible())) {
      case PaletteLayout.Decision.Impossible(WeightPlan.Skip(String reason)) ->
          new Outcome.Skipped(reason);
      case PaletteLayout.Decision.Impossible(WeightPlan.Refuse(String problem, String mend)) ->
          throw new IllegalArgumentException(problem + "; " + mend);
      case PaletteLayout.Decision.Impossible(WeightPlan plan) ->
          throw new IllegalStateException("no decision: " + plan);
      case PaletteLayout.Decision.Possible(PaletteLayout layout) ->
          compress(site, weight, layout, configuration, context);
    };
  }

  private static Outcome compress(
      WeightSite site,
      WeightExpression weight,
      PaletteLayout layout,
      PalettizeConfiguration configuration,
      CompressionContext context) {
    String remark = layout.remark();
    if (remark != null) {
      context.note(remark);
    }
    Tensor floats = InnermostFloat.in(weight);
    Outcome outcome;
    if (layout.vectorSize() > 1) {
      outcome =
          new VectorPalettizer(layout, floats, context)
              .compress(configuration.nbits().orElseThrow());
    } else {
      ScalarPalettizer scalar =
          new ScalarPalettizer(
              layout,
              floats,
              InnermostFloat.mask(weight).orElse(null),
              PaletteMaker.of(configuration, context),
              context);
      outcome =
          configuration.nbits().isPresent()
              ? scalar.compress(configuration.nbits().get())
              : scalar.compressUnique(site.opset());
    }
    return switch (outcome) {
      case Outcome.Rewritten(WeightExpression part) ->
          new Outcome.Rewritten(InnermostFloat.replace(weight, part));
      case Outcome.Skipped skipped -> skipped;
    };
  }
}
