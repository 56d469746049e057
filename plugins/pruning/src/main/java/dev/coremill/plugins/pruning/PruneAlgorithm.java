package dev.coremill.plugins.pruning;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.InnermostFloat;
import dev.coremill.api.weight.WeightExpression;
import org.jspecify.annotations.Nullable;

/**
 * Pruning: elements of small magnitude become zero and are not stored.
 *
 * <p>Which elements these are is what coremltools decides for the same configuration. Elements that
 * are zero already are never stored. In joint compression the format wants pruning first, so
 * weights that are quantized, palettized or sparse already are skipped.
 */
public final class PruneAlgorithm implements WeightAlgorithm<PruneConfiguration> {
  /** For the plugin loader. */
  public PruneAlgorithm() {}

  @Override
  public String name() {
    return "prune";
  }

  @Override
  public String description() {
    return "Sets weights of small magnitude to zero and stores the others with a mask.";
  }

  @Override
  public Class<PruneConfiguration> configurationType() {
    return PruneConfiguration.class;
  }

  @Override
  public boolean worthCaching(PruneConfiguration configuration) {
    return false;
  }

  @Override
  public WeightPlan plan(WeightSite site, PruneConfiguration configuration, PlanContext context) {
    String reason = obstacle(site, site.encoding(), configuration);
    if (reason != null) {
      return new WeightPlan.Skip(reason);
    }
    Encoding.Dense dense = InnermostFloat.in(site.encoding());
    long elements = dense.shape().elementCount();
    long kept = Math.round(elements * (1 - expectedSparsity(configuration)));
    Encoding sparse =
        new Encoding.Sparse(
            new Encoding.Dense(DataType.UINT1, dense.shape()),
            new Encoding.Dense(dense.type(), Shape.of(kept)));
    return new WeightPlan.Rewrite(InnermostFloat.replace(site.encoding(), sparse), false);
  }

  private static double expectedSparsity(PruneConfiguration configuration) {
    if (configuration.targetSparsity().isPresent()) {
      return configuration.targetSparsity().get();
    }
    return configuration.nMRatio().isEmpty()
        ? configuration.minimumSparsityPercentile()
        : (double) configuration.nMRatio().get(0) / configuration.nMRatio().get(1);
  }

  @Override
  public Outcome compress(
      WeightSite site,
      WeightExpression weight,
      PruneConfiguration configuration,
      CompressionContext context) {
    String reason = obstacle(site, weight.encoding(), configuration);
    if (reason != null) {
      return new Outcome.Skipped(reason);
    }
    return switch (prune(site, weight, configuration, context)) {
      case Outcome.Rewritten(WeightExpression sparse) ->
          new Outcome.Rewritten(InnermostFloat.replace(weight, sparse));
      case Outcome.Skipped skipped -> skipped;
    };
  }

  private static Outcome prune(
      WeightSite site,
      WeightExpression weight,
      PruneConfiguration configuration,
      CompressionContext context) {
    Pruner pruner = new Pruner(InnermostFloat.in(weight), context);
    int axis = configuration.isStructured() ? axis(site, configuration) : 0;
    if (configuration.threshold().isPresent()) {
      return pruner.byThreshold(
          configuration.threshold().get(), configuration.minimumSparsityPercentile());
    }
    if (configuration.targetSparsity().isEmpty()) {
      return pruner.byRatio(configuration.nMRatio().get(0), configuration.nMRatio().get(1), axis);
    }
    double sparsity = configuration.targetSparsity().get();
    return configuration.blockSize().isPresent()
        ? pruner.blocksToSparsity(sparsity, axis, configuration.blockSize().get())
        : pruner.toSparsity(sparsity);
  }

  private static int axis(WeightSite site, PruneConfiguration configuration) {
    return configuration.isAlongInput() ? site.axes().input() : site.axes().output();
  }

  /** Why a weight is left as it is; null if it is not. */
  private static @Nullable String obstacle(
      WeightSite site, Encoding encoding, PruneConfiguration configuration) {
    String stored = storedOtherwise(encoding);
    if (stored != null) {
      return stored;
    }
    Shape shape = encoding.shape();
    if (shape.rank() == 0 || shape.elementCount() == 0) {
      return "it has no channels";
    }
    return configuration.isStructured() ? structuralObstacle(site, shape, configuration) : null;
  }

  private static @Nullable String storedOtherwise(Encoding encoding) {
    return switch (encoding) {
      case Encoding.Dense dense ->
          dense.type() == DataType.FLOAT16 || dense.type() == DataType.FLOAT32
              ? null
              : "its type is " + dense.type().text() + ", not float16 or float32";
      case Encoding.Cast cast -> storedOtherwise(cast.source());
      case Encoding.Sparse _ -> "it is sparse already";
      case Encoding.Lookup _ -> "it is palettized already; prune comes before palettize";
      case Encoding.Affine _ -> "it is quantized already; prune comes before quantize";
    };
  }

  private static @Nullable String structuralObstacle(
      WeightSite site, Shape shape, PruneConfiguration configuration) {
    String key = configuration.blockSize().isPresent() ? "block_size" : "n_m_ratio";
    if (!site.axes().known() || shape.rank() < 2) {
      return key + " needs input and output channels, which this operand does not have";
    }
    long channels = shape.dimension(axis(site, configuration));
    int size =
        configuration.blockSize().isPresent()
            ? configuration.blockSize().get()
            : configuration.nMRatio().get(1);
    return size > channels / 2.0
        ? key + " spans " + size + " channels, over half of the " + channels + " that there are"
        : null;
  }
}
