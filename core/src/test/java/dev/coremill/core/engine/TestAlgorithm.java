package dev.coremill.core.engine;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.config.Parameter;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/** An algorithm called {@code test} whose two methods a test gives. */
record TestAlgorithm(Planning planning, Work work)
    implements WeightAlgorithm<TestAlgorithm.Configuration> {
  /** Its configuration: the integer type, for those that look at it. */
  record Configuration(
      @Parameter(
              description = "The integer type.",
              defaultValue = "int8",
              allowed = {"int8", "int4"})
          String dtype) {
    DataType type() {
      return dtype.equals("int8") ? DataType.INT8 : DataType.INT4;
    }
  }

  /** What it plans. */
  interface Planning {
    WeightPlan plan(WeightSite site, Configuration configuration);
  }

  /** What it does. */
  interface Work {
    Outcome compress(
        WeightSite site,
        WeightExpression weight,
        Configuration configuration,
        CompressionContext context);
  }

  /** Knows nothing before it has seen the values. */
  static final Planning UNDETERMINED = (_, _) -> new WeightPlan.Undetermined();

  /** Scales the whole weight to integers, with one scale. */
  static TestAlgorithm scaling() {
    return new TestAlgorithm(TestAlgorithm::planScaled, TestAlgorithm::scale);
  }

  /** The same, counting the weights that it is given. */
  static TestAlgorithm counting(AtomicInteger count) {
    return new TestAlgorithm(
        TestAlgorithm::planScaled,
        (site, weight, configuration, context) -> {
          count.incrementAndGet();
          return scale(site, weight, configuration, context);
        });
  }

  /** Something else after an undetermined plan. */
  static TestAlgorithm doing(Work work) {
    return new TestAlgorithm(UNDETERMINED, work);
  }

  static WeightPlan planScaled(WeightSite site, Configuration configuration) {
    Shape shape = site.encoding().shape();
    return new WeightPlan.Rewrite(
        new Encoding.Affine(
            new Encoding.Dense(configuration.type(), shape),
            new Encoding.Dense(site.encoding().type(), shape.ones()),
            null),
        true);
  }

  static Outcome scale(
      WeightSite site,
      WeightExpression weight,
      Configuration configuration,
      CompressionContext context) {
    DataType type = configuration.type();
    int count = Math.toIntExact(weight.shape().elementCount());
    float[] values = new float[count];
    ExpressionValues.of(weight).read(0, count, values, 0);
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    float scale = Elements.round(weight.type(), largest / type.maximum());
    int[] integers = new int[count];
    for (int i = 0; i < count; i++) {
      double rounded = scale == 0 ? 0 : Math.rint(values[i] / scale);
      integers[i] = (int) Math.clamp(rounded, (double) type.minimum(), (double) type.maximum());
    }
    MemorySegment data = context.memory().allocate(Tensor.packedSize(type, count), 64);
    Elements.writeIntegers(type, data, 0, integers, 0, count);
    return new Outcome.Rewritten(
        new WeightExpression.Affine(
            new WeightExpression.Dense(Tensor.of(type, weight.shape(), data)),
            new WeightExpression.Dense(
                Tensor.ofFloats(weight.type(), weight.shape().ones(), scale)),
            null));
  }

  @Override
  public String name() {
    return "test";
  }

  @Override
  public String description() {
    return "Does what a test wants.";
  }

  @Override
  public Class<Configuration> configurationType() {
    return Configuration.class;
  }

  @Override
  public WeightPlan plan(WeightSite site, Configuration configuration, PlanContext context) {
    return planning.plan(site, configuration);
  }

  @Override
  public Outcome compress(
      WeightSite site,
      WeightExpression weight,
      Configuration configuration,
      CompressionContext context) {
    return work.compress(site, weight, configuration, context);
  }
}
