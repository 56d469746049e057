package dev.coremill.core.evaluate;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.sample.Numbers;

/**
 * The rows of an output that has a score or probability for each class: those along its last axis,
 * or along axis 1 where the labels say so (one label for each position of a picture).
 */
final class Rows {
  private final double[] values;
  private final int classes;
  private final int inner;

  private Rows(double[] values, int classes, int inner) {
    this.values = values;
    this.classes = classes;
    this.inner = inner;
  }

  /**
   * The rows of an output.
   *
   * @param labels how many labels there are; 0 for the rows of the last axis
   * @throws IllegalArgumentException if the output has no such rows
   */
  static Rows of(Value output, long labels) {
    Tensor tensor = tensor(output);
    Shape shape = tensor.shape();
    if (shape.rank() == 0 || tensor.elementCount() == 0) {
      throw new IllegalArgumentException("an output of " + tensor + " has no classes");
    }
    double[] values = Numbers.all(tensor);
    long last = shape.dimension(-1);
    if (labels == 0 || labels * last == values.length) {
      return new Rows(values, (int) last, 1);
    }
    if (shape.rank() > 2 && labels * shape.dimension(1) == values.length) {
      return new Rows(values, (int) shape.dimension(1), (int) shape.stride(1));
    }
    throw new IllegalArgumentException(
        labels + " labels do not go with an output of " + tensor + ": one for each row is needed");
  }

  /** The tensor that a value is. */
  static Tensor tensor(Value value) {
    if (value instanceof Value.OfTensor holder) {
      return holder.tensor();
    }
    throw new IllegalArgumentException("it is " + value.type() + " and no tensor of numbers");
  }

  int count() {
    return values.length / classes;
  }

  int classes() {
    return classes;
  }

  double at(int row, int label) {
    return values[row / inner * classes * inner + row % inner + label * inner];
  }

  /** The first of the largest; -1 where one is NaN. */
  int largest(int row) {
    int best = 0;
    for (int label = 0; label < classes; label++) {
      double value = at(row, label);
      if (Double.isNaN(value)) {
        return -1;
      }
      best = value > at(row, best) ? label : best;
    }
    return best;
  }

  /**
   * How many classes come before one: larger ones, and equal ones of a lower number; more than
   * there are where one is NaN, because no class has a place then.
   */
  int rank(int row, int label) {
    double mine = at(row, label);
    int before = 0;
    for (int other = 0; other < classes; other++) {
      double value = at(row, other);
      if (Double.isNaN(value)) {
        return Integer.MAX_VALUE;
      }
      before += value > mine || value == mine && other < label ? 1 : 0;
    }
    return before;
  }

  /** The natural logarithms of the probabilities of a row. */
  void logarithms(int row, double[] into) {
    double largest = Double.NEGATIVE_INFINITY;
    double sum = 0;
    boolean negative = false;
    for (int label = 0; label < classes; label++) {
      double value = at(row, label);
      largest = Math.max(largest, value);
      sum += value;
      negative |= value < 0;
    }
    boolean probabilities = !negative && Math.abs(sum - 1) < 1e-2;
    double scale = 0;
    if (!probabilities) {
      for (int label = 0; label < classes; label++) {
        scale += Math.exp(at(row, label) - largest);
      }
    }
    // One after the other: beside a large score, the logarithm alone would be lost.
    double shift = Math.log(scale);
    for (int label = 0; label < classes; label++) {
      double value = at(row, label);
      into[label] = probabilities ? Math.log(value / sum) : value - largest - shift;
    }
  }
}
