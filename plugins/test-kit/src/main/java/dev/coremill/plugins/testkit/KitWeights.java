package dev.coremill.plugins.testkit;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Weights to test with: ordinary ones, and those that break careless code. */
final class KitWeights {
  private static final float LARGEST_HALF = 65504;
  private static final float SMALLEST_HALF = 0x1p-24f;

  private KitWeights() {}

  /**
   * A weight.
   *
   * @param name what is special about it
   * @param operation the operator that uses it
   * @param expression its value
   */
  record Named(String name, String operation, WeightExpression.Dense expression) {
    /** The weight as the engine offers it. */
    WeightSite site(Opset opset) {
      ChannelAxes axes = new ChannelAxes(0, 1, true);
      WeightUse use = new WeightUse("main", operation + "_1", operation, "weight", axes);
      return new WeightSite(name, expression.encoding(), List.of(use), axes, opset);
    }
  }

  /** Weights as networks have them. */
  static List<Named> ordinary() {
    return List.of(
        normal("a convolution", "conv", DataType.FLOAT16, 16, 8, 3, 3),
        normal("a matrix", "linear", DataType.FLOAT16, 24, 40),
        normal("a matrix of float32", "linear", DataType.FLOAT32, 32, 16),
        normal("a matrix of odd sizes", "linear", DataType.FLOAT16, 7, 5));
  }

  /** Finite, and odd. */
  static List<Named> pathological() {
    List<Named> weights = new ArrayList<>();
    weights.add(filled("zeros", 0));
    weights.add(filled("negative zeros", -0.0f));
    weights.add(filled("ones", 1));
    weights.add(filled("the largest value everywhere", LARGEST_HALF));
    weights.add(filled("the smallest value everywhere", SMALLEST_HALF));
    float[] extremes = new float[128];
    float[] outlier = new float[128];
    float[] negative = new float[128];
    for (int i = 0; i < extremes.length; i++) {
      extremes[i] = i % 2 == 0 ? LARGEST_HALF : -LARGEST_HALF;
      outlier[i] = i == 77 ? 1000 : i % 7 * 0.001f;
      negative[i] = -1 - i * 0.01f;
    }
    weights.add(half("both extremes", extremes, 8, 16));
    weights.add(half("one outlier", outlier, 8, 16));
    weights.add(half("negative values alone", negative, 8, 16));
    weights.add(half("one element", new float[] {0.5f}, 1, 1));
    weights.add(half("one row", Arrays.copyOf(outlier, 64), 1, 64));
    weights.add(half("one column", Arrays.copyOf(outlier, 64), 64, 1));
    return weights;
  }

  /** A million elements. */
  static Named large() {
    return normal("a large matrix", "linear", DataType.FLOAT16, 1024, 1024);
  }

  private static Named filled(String name, float value) {
    float[] values = new float[128];
    Arrays.fill(values, value);
    return half(name, values, 8, 16);
  }

  private static Named half(String name, float[] values, long... sizes) {
    return new Named(
        name,
        "linear",
        new WeightExpression.Dense(Tensor.ofFloats(DataType.FLOAT16, Shape.of(sizes), values)));
  }

  private static Named normal(String name, String operation, DataType type, long... sizes) {
    Shape shape = Shape.of(sizes);
    float[] values = new float[Math.toIntExact(shape.elementCount())];
    SplittableRandom random = new SplittableRandom(20);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * 0.05);
    }
    return new Named(
        name, operation, new WeightExpression.Dense(Tensor.ofFloats(type, shape, values)));
  }
}
