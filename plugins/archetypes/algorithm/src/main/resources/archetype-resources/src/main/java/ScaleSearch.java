package ${package};

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.config.Parameter;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.MemorySegment;

/** Stores a weight as 8-bit integers, with the scale that gives the smallest squared error. */
public final class ScaleSearch implements WeightAlgorithm<ScaleSearch.Configuration> {
  /** Its keys in a pipeline. */
  public record Configuration(
      @Parameter(description = "How many scales are tried.", defaultValue = "20", minimum = 1, maximum = 1000)
          int candidates) {}

  @Override public String name() { return "scale_search"; }
  @Override public String description() { return "Stores weights as int8 with the best of several scales."; }
  @Override public Class<Configuration> configurationType() { return Configuration.class; }

  @Override
  public WeightPlan plan(WeightSite site, Configuration configuration, PlanContext context) {
    if (!site.encoding().isDense()) {
      return new WeightPlan.Skip("it is compressed already");
    }
    Encoding data = new Encoding.Dense(DataType.INT8, site.encoding().shape());
    Encoding scale = new Encoding.Dense(site.encoding().type(), site.encoding().shape().ones());
    return new WeightPlan.Rewrite(new Encoding.Affine(data, scale, null), true);
  }

  @Override
  public Outcome compress(WeightSite site, WeightExpression weight, Configuration configuration, CompressionContext context) {
    float[] values = new float[Math.toIntExact(weight.shape().elementCount())];
    ExpressionValues.of(weight).read(0, values.length, values, 0);
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
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
    if (least == Double.POSITIVE_INFINITY) {
      return new Outcome.Skipped("its largest values have no scale of its type");
    }
    int[] integers = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      integers[i] = integer(values[i], best);
    }
    MemorySegment data = context.memory().allocate(integers.length, 64);
    Elements.writeIntegers(DataType.INT8, data, 0, integers, 0, integers.length);
    WeightExpression scale = new WeightExpression.Dense(Tensor.ofFloats(weight.type(), weight.shape().ones(), best));
    return new Outcome.Rewritten(new WeightExpression.Affine(
        new WeightExpression.Dense(Tensor.of(DataType.INT8, weight.shape(), data)), scale, null));
  }

  private static int integer(float value, float scale) {
    return scale == 0 ? 0 : (int) Math.max(-127, Math.min(127, Math.rint(value / scale)));
  }
}
