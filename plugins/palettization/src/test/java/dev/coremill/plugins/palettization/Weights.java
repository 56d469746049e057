package dev.coremill.plugins.palettization;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Weights and configurations for the tests of this package. */
final class Weights {
  private Weights() {}

  static class Context implements CompressionContext {
    final List<String> notes = new ArrayList<>();
    private final IndivisiblePolicy policy;

    Context(IndivisiblePolicy policy) {
      this.policy = policy;
    }

    @Override
    public SegmentAllocator memory() {
      return Arena.ofAuto();
    }

    @Override
    public void note(String remark) {
      notes.add(remark);
    }

    @Override
    public void checkCancelled() {}

    @Override
    public IndivisiblePolicy onIndivisible() {
      return policy;
    }
  }

  static WeightExpression normal(DataType type, long seed, long... dimensions) {
    Shape shape = Shape.of(dimensions);
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * 0.1);
    }
    return new WeightExpression.Dense(Tensor.ofFloats(type, shape, values));
  }

  static WeightExpression of(DataType type, Shape shape, float... values) {
    return new WeightExpression.Dense(Tensor.ofFloats(type, shape, values));
  }

  static WeightSite site(Encoding encoding, Opset opset) {
    ChannelAxes axes = new ChannelAxes(0, Math.min(1, encoding.shape().rank() - 1), true);
    return new WeightSite(
        "weight",
        encoding,
        List.of(new WeightUse("main", "convolution", "conv", "weight", axes)),
        axes,
        opset);
  }

  static Outcome outcome(
      WeightExpression weight, PalettizeConfiguration configuration, Context context) {
    return new PalettizeAlgorithm()
        .compress(site(weight.encoding(), Opset.CORE_ML_8), weight, configuration, context);
  }

  static WeightExpression palettized(
      WeightExpression weight, PalettizeConfiguration configuration) {
    Outcome outcome = outcome(weight, configuration, new Context(IndivisiblePolicy.ERROR));
    if (outcome instanceof Outcome.Rewritten(WeightExpression expression)) {
      return expression;
    }
    throw new AssertionError("not rewritten but " + outcome);
  }

  static float[] values(WeightExpression expression) {
    ExpressionValues reader = ExpressionValues.of(expression);
    float[] values = new float[(int) reader.shape().elementCount()];
    reader.read(0, values.length, values, 0);
    return values;
  }

  static double squaredError(WeightExpression expected, WeightExpression actual) {
    float[] before = values(expected);
    float[] after = values(actual);
    double error = 0;
    for (int i = 0; i < before.length; i++) {
      double difference = (double) before[i] - after[i];
      error += difference * difference;
    }
    return error;
  }

  static PalettizeConfiguration perTensor(int bits) {
    return configuration(PalettizeConfiguration.Mode.KMEANS, bits, 0, 1, false);
  }

  static PalettizeConfiguration grouped(int bits, int groupSize) {
    return configuration(PalettizeConfiguration.Mode.KMEANS, bits, groupSize, 1, false);
  }

  /**
   * @param bits 0 for none
   * @param groupSize 0 for one table
   */
  static PalettizeConfiguration configuration(
      PalettizeConfiguration.Mode mode,
      int bits,
      int groupSize,
      int clusterDim,
      boolean perChannelScale) {
    return new PalettizeConfiguration(
        bits == 0 ? Optional.empty() : Optional.of(bits),
        mode,
        groupSize == 0
            ? PalettizeConfiguration.Granularity.PER_TENSOR
            : PalettizeConfiguration.Granularity.PER_GROUPED_CHANNEL,
        groupSize == 0 ? 32 : groupSize,
        Optional.empty(),
        clusterDim,
        perChannelScale,
        Optional.empty());
  }
}
