package dev.coremill.plugins.quantization;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;

/** Runs the algorithm on single weights as the engine does. */
final class Sites {
  private Sites() {}

  /** A context that keeps the notes. */
  record Context(IndivisiblePolicy onIndivisible, SegmentAllocator memory, List<String> notes)
      implements CompressionContext {
    static Context of(IndivisiblePolicy policy) {
      return new Context(policy, Arena.ofAuto(), new ArrayList<>());
    }

    @Override
    public void note(String remark) {
      notes.add(remark);
    }

    @Override
    public void checkCancelled() {}
  }

  static WeightSite site(WeightExpression weight, int output, int input) {
    ChannelAxes axes = new ChannelAxes(output, input, true);
    return new WeightSite(
        "weight",
        weight.encoding(),
        List.of(new WeightUse("main", "conv_1", "conv", "weight", axes)),
        axes,
        Opset.CORE_ML_8);
  }

  static WeightSite site(WeightExpression weight) {
    return site(weight, 0, 1);
  }

  static WeightPlan plan(
      WeightExpression weight, QuantizationConfiguration configuration, IndivisiblePolicy policy) {
    return new Quantize().plan(site(weight), configuration, Context.of(policy));
  }

  /** Compresses a weight, having checked that the plan says what comes. */
  static WeightExpression quantize(
      WeightSite site, WeightExpression weight, QuantizationConfiguration configuration) {
    Quantize algorithm = new Quantize();
    Context context = Context.of(IndivisiblePolicy.ERROR);
    if (!(algorithm.plan(site, configuration, context) instanceof WeightPlan.Rewrite plan)) {
      throw new AssertionError("no plan for " + weight.encoding());
    }
    if (!(algorithm.compress(site, weight, configuration, context)
        instanceof Outcome.Rewritten outcome)) {
      throw new AssertionError("skipped " + weight.encoding());
    }
    WeightExpression result = outcome.expression();
    if (!plan.exact() || !plan.encoding().equals(result.encoding())) {
      throw new AssertionError(plan.encoding() + " was planned, not " + result.encoding());
    }
    result.encoding().validate();
    return result;
  }

  static WeightExpression quantize(
      WeightExpression weight, QuantizationConfiguration configuration) {
    return quantize(site(weight), weight, configuration);
  }

  static float[] values(WeightExpression expression) {
    return Elements.floats(ExpressionValues.of(expression).evaluate(Arena.ofAuto()));
  }
}
