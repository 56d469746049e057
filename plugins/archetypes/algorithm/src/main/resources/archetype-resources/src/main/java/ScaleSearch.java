package ${package};

import dev.coremill.api.algorithm.*;
import dev.coremill.api.config.Parameter;
import dev.coremill.api.tensor.*;
import dev.coremill.api.weight.*;

/** Stores a weight as 8-bit integers, with the scale that gives the smallest squared error. */
public final class ScaleSearch implements WeightAlgorithm<ScaleSearch.Configuration> {
  /** Its keys in a pipeline. */
  public record Configuration(
      @Parameter(description = "How many scales are tried.", defaultValue = "20", minimum = 1, maximum = 1000)
          int candidates) {}

  @Override public String name() { return "scale_search"; }
  @Override public String description() { return "Stores weights as int8 with the best of several scales."; }
  @Override public Class<Configuration> configurationType() { return Configuration.class; }

  @Override public WeightPlan plan(WeightSite site, Configuration configuration, PlanContext context) {
    Encoding data = new Encoding.Dense(DataType.INT8, site.encoding().shape());
    Encoding scale = new Encoding.Dense(site.encoding().type(), site.encoding().shape().ones());
    return site.encoding().isDense()
        ? new WeightPlan.Rewrite(new Encoding.Affine(data, scale, null), true)
        : new WeightPlan.Skip("it is compressed already");
  }

  @Override public Outcome compress(WeightSite site, WeightExpression weight, Configuration configuration, CompressionContext context) {
    float[] values = Elements.floats(((WeightExpression.Dense) weight).tensor());
    float largest = 0;
    for (float value : values) largest = Math.max(largest, Math.abs(value));
    float best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < configuration.candidates(); i++) {
      context.checkCancelled();
      float scale = Elements.round(weight.type(), largest * (1 - 0.5f * i / configuration.candidates()) / 127);
      double error = 0;
      for (float value : values) {
        double moved = Elements.round(weight.type(), integer(value, scale) * scale) - (double) value;
        error += moved * moved;
      }
      if (error < least) {
        least = error;
        best = scale;
      }
    }
    if (least == Double.POSITIVE_INFINITY) return new Outcome.Skipped("its largest values have no scale of its type");
    int[] integers = new int[values.length];
    for (int i = 0; i < values.length; i++) integers[i] = integer(values[i], best);
    var data = context.memory().allocate(integers.length, 64);
    Elements.writeIntegers(DataType.INT8, data, 0, integers, 0, integers.length);
    Tensor stored = Tensor.of(DataType.INT8, weight.shape(), data);
    Tensor scale = Tensor.ofFloats(weight.type(), weight.shape().ones(), best);
    return new Outcome.Rewritten(new WeightExpression.Affine(new WeightExpression.Dense(stored), new WeightExpression.Dense(scale), null));
  }

  private static int integer(float value, float scale) { return scale == 0 ? 0 : (int) Math.clamp(Math.rint(value / scale), -127, 127); }
}
