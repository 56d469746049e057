package dev.coremill.core.evaluate;

import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.sample.Numbers;

/** Sums over the elements of outputs and of what they should be, in their order, as doubles. */
final class ElementErrors {
  private long count;
  private double squaredError;
  private double squaredTruth;
  private double squaredOutput;
  private double product;
  private double largestError;
  private double largestTruth;
  private boolean undefined;

  /**
   * Adds the elements of a tensor.
   *
   * @throws IllegalArgumentException if the two have different numbers of elements
   */
  void add(Tensor output, Tensor truth) {
    if (output.elementCount() != truth.elementCount()) {
      throw new IllegalArgumentException(
          "an output of " + output + " is compared with " + truth + ", which has another size");
    }
    int chunk = (int) Math.min(Numbers.CHUNK, output.elementCount());
    double[] ours = new double[chunk];
    double[] theirs = new double[chunk];
    for (long start = 0; start < output.elementCount(); start += chunk) {
      int size = (int) Math.min(chunk, output.elementCount() - start);
      Numbers.read(output, start, size, ours, 0);
      Numbers.read(truth, start, size, theirs, 0);
      for (int i = 0; i < size; i++) {
        add(ours[i], theirs[i]);
      }
    }
  }

  private void add(double output, double truth) {
    count++;
    // Equal infinities, as masks have them, are no error.
    double error = output == truth ? 0 : output - truth;
    undefined |= Double.isNaN(error) || Double.isNaN(output);
    squaredError += error * error;
    largestError = Math.max(largestError, Math.abs(error));
    if (!Double.isInfinite(truth) && !Double.isInfinite(output)) {
      squaredTruth += truth * truth;
      squaredOutput += output * output;
      product += output * truth;
      largestTruth = Math.max(largestTruth, Math.abs(truth));
    }
  }

  private boolean isUndefined() {
    return undefined || count == 0;
  }

  double meanSquared() {
    return isUndefined() ? Double.NaN : squaredError / count;
  }

  double largest() {
    return isUndefined() ? Double.NaN : largestError;
  }

  /** In decibels; infinite where nothing differs. */
  double signalToNoise() {
    return decibels(squaredTruth / Math.max(1, count));
  }

  /** The same with the largest magnitude of what should be in place of its mean power. */
  double peakSignalToNoise() {
    return decibels(largestTruth * largestTruth);
  }

  private double decibels(double power) {
    if (isUndefined()) {
      return Double.NaN;
    }
    return squaredError == 0
        ? Double.POSITIVE_INFINITY
        : 10 * Math.log10(power / (squaredError / count));
  }

  /** 1 where nothing differs, otherwise 0 where one of the two is all zeros. */
  double cosine() {
    if (isUndefined()) {
      return Double.NaN;
    }
    // Rounding would leave equal values a little below 1, which a threshold of 1 refuses.
    if (largestError == 0) {
      return 1;
    }
    if (squaredTruth == 0 || squaredOutput == 0) {
      return 0;
    }
    double cosine = product / (Math.sqrt(squaredTruth) * Math.sqrt(squaredOutput));
    return Math.max(-1, Math.min(1, cosine));
  }
}
