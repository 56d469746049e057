package dev.coremill.benchmarks;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.api.program.Opset;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.SegmentAllocator;
import java.util.List;

/** A weight as the engine hands it to an algorithm. */
final class Site {
  private Site() {}

  /** What an algorithm makes of a weight; a skipped weight stays as it is. */
  static <C extends Record> WeightExpression compress(
      WeightAlgorithm<C> algorithm,
      C configuration,
      WeightExpression weight,
      SegmentAllocator memory) {
    ChannelAxes axes = new ChannelAxes(0, 1, true);
    WeightSite site =
        new WeightSite(
            "weight",
            weight.encoding(),
            List.of(new WeightUse("main", "linear", "linear", "weight", axes)),
            axes,
            Opset.CORE_ML_8);
    return switch (algorithm.compress(site, weight, configuration, new Context(memory))) {
      case Outcome.Rewritten rewritten -> rewritten.expression();
      case Outcome.Skipped _ -> weight;
    };
  }

  private record Context(SegmentAllocator memory) implements CompressionContext {
    @Override
    public IndivisiblePolicy onIndivisible() {
      return IndivisiblePolicy.ERROR;
    }

    @Override
    public void note(String remark) {}

    @Override
    public void checkCancelled() {}
  }
}
