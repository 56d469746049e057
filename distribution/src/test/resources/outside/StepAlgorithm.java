package org.example.step;

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

/** Stores weights as int8 multiples of a step, as somebody else would write it. */
public final class StepAlgorithm implements WeightAlgorithm<StepAlgorithm.Configuration> {
  /** How values are rounded. */
  public enum Rounding {
    NEAREST,
    DOWN
  }

  /** The configuration. */
  public record Configuration(
      @Parameter(description = "The step between two values.", minimum = 0.0001, maximum = 1)
          double stepSize,
      @Parameter(description = "How values are rounded.", defaultValue = "nearest")
          Rounding rounding) {}

  @Override
  public String name() {
    return "step";
  }

  @Override
  public String description() {
    return "Stores weights as multiples of a step.";
  }

  @Override
  public Class<Configuration> configurationType() {
    return Configuration.class;
  }

  @Override
  public WeightPlan plan(WeightSite site, Configuration configuration, PlanContext context) {
    if (!site.encoding().isDense()) {
      return new WeightPlan.Skip("it is compressed already");
    }
    Encoding.Dense data = new Encoding.Dense(DataType.INT8, site.encoding().shape());
    Encoding.Dense scale =
        new Encoding.Dense(site.encoding().type(), site.encoding().shape().ones());
    return new WeightPlan.Rewrite(new Encoding.Affine(data, scale, null), true);
  }

  @Override
  public Outcome compress(
      WeightSite site,
      WeightExpression weight,
      Configuration configuration,
      CompressionContext context) {
    float step = Elements.round(weight.type(), (float) configuration.stepSize());
    long count = weight.shape().elementCount();
    MemorySegment data = context.memory().allocate(count, 64);
    float[] values = new float[1024];
    int[] steps = new int[values.length];
    int clamped = 0;
    ExpressionValues source = ExpressionValues.of(weight);
    for (long start = 0; start < count; start += values.length) {
      context.checkCancelled();
      int length = (int) Math.min(values.length, count - start);
      source.read(start, length, values, 0);
      for (int i = 0; i < length; i++) {
        double exact = values[i] / step;
        double rounded =
            configuration.rounding() == Rounding.NEAREST ? Math.rint(exact) : Math.floor(exact);
        clamped += Math.abs(rounded) > 127 ? 1 : 0;
        steps[i] = (int) Math.max(-127, Math.min(127, rounded));
      }
      Elements.writeIntegers(DataType.INT8, data, start, steps, 0, length);
    }
    context.note(clamped + " values were out of range");
    return new Outcome.Rewritten(
        new WeightExpression.Affine(
            new WeightExpression.Dense(Tensor.of(DataType.INT8, weight.shape(), data)),
            new WeightExpression.Dense(
                Tensor.ofFloats(weight.type(), weight.shape().ones(), step)),
            null));
  }
}
