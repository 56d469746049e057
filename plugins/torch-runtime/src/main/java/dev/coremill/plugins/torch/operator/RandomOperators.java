package dev.coremill.plugins.torch.operator;

import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.tensor.DataType;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.bytedeco.pytorch.Tensor;

/**
 * Random numbers. Equal seeds give equal numbers on every machine, which need not be those of
 * another runtime; a seed of -1 gives other numbers each time.
 */
final class RandomOperators {
  /** Draws one number. */
  @FunctionalInterface
  private interface Draw {
    double from(RandomGenerator random);
  }

  private RandomOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes(
        "random_bernoulli",
        context -> {
          double probability = context.number("prob", 0.5);
          return drawn(context, random -> random.nextDouble() < probability ? 1 : 0);
        });
    registry.computes("random_categorical", RandomOperators::categorical);
    registry.computes(
        "random_normal",
        context -> {
          double mean = context.number("mean", 0);
          double deviation = context.number("stddev", 1);
          return drawn(context, random -> mean + deviation * random.nextGaussian());
        });
    registry.computes("random_uniform", RandomOperators::uniform);
  }

  private static RandomGenerator generator(OperationContext context) {
    long seed = context.integer("seed", -1);
    RandomGeneratorFactory<RandomGenerator> factory = RandomGeneratorFactory.of("L64X128MixRandom");
    return seed == -1 ? factory.create() : factory.create(seed);
  }

  private static Tensor drawn(OperationContext context, Draw draw) {
    long[] shape = context.integers("shape");
    float[] values = new float[Sizes.listed(shape)];
    RandomGenerator random = generator(context);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) draw.from(random);
    }
    return Tensors.ofFloats(shape, values);
  }

  /** From the lower bound, inclusive, to the upper one, exclusive, also after rounding. */
  private static Tensor uniform(OperationContext context) {
    float low = (float) context.number("low", 0);
    float high = (float) context.number("high", 1);
    if (!(low <= high)) {
      throw new OperatorException("low is " + low + ", and high " + high);
    }
    boolean halves =
        context.mode() == NumericMode.FLOAT16 && context.outputType(0) == DataType.FLOAT16;
    float last = low < high ? before(high, halves) : high;
    return drawn(
        context,
        random -> Math.min(last, (float) (low + ((double) high - low) * random.nextDouble())));
  }

  /** The largest number before another one, of float16 or of float32. */
  private static float before(float number, boolean halves) {
    float next = Math.nextDown(number);
    if (!halves) {
      return next;
    }
    short bits = Float.floatToFloat16(next);
    float rounded = Float.float16ToFloat(bits);
    if (rounded < number) {
      return rounded;
    }
    return rounded == 0
        ? -Float.float16ToFloat((short) 1)
        : Float.float16ToFloat((short) (rounded > 0 ? bits - 1 : bits + 1));
  }

  /** One row of the last axis after the other, with replacement. */
  private static Tensor categorical(OperationContext context) {
    Tensor x = context.tensor("x");
    String mode = context.text("mode", "logits");
    if (!mode.equals("logits") && !mode.equals("probs")) {
      throw new OperatorException("mode is '" + mode + "', not logits or probs");
    }
    long[] shape = x.shape();
    int last = shape.length - 1;
    if (last < 0 || shape[last] == 0) {
      throw new OperatorException("x has nothing to choose from");
    }
    int classes = (int) shape[last];
    float[] weights = Tensors.floats(x);
    shape[last] = context.integer("size", 1);
    float[] drawn = new float[Sizes.listed(shape)];
    int size = (int) shape[last];
    RandomGenerator random = generator(context);
    double[] sums = new double[weights.length == 0 ? 0 : classes];
    for (int row = 0; row * classes < weights.length; row++) {
      accumulate(weights, row * classes, mode.equals("logits"), sums);
      for (int i = 0; i < size; i++) {
        drawn[row * size + i] = chosen(sums, random.nextDouble() * sums[classes - 1]);
      }
    }
    return Tensors.ofFloats(shape, drawn);
  }

  private static void accumulate(float[] weights, int first, boolean logits, double[] sums) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < sums.length; i++) {
      largest = Math.max(largest, weights[first + i]);
    }
    double sum = 0;
    for (int i = 0; i < sums.length; i++) {
      sum += logits ? Math.exp(weights[first + i] - largest) : Math.max(0, weights[first + i]);
      sums[i] = sum;
    }
    if (!(sum > 0) || Double.isInfinite(sum)) {
      throw new OperatorException("probabilities that add up to " + sum);
    }
  }

  private static int chosen(double[] sums, double at) {
    int chosen = 0;
    while (chosen < sums.length - 1 && sums[chosen] <= at) {
      chosen++;
    }
    return chosen;
  }
}
