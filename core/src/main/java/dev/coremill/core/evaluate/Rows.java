package dev.coremill.core.evaluate;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.sample.Numbers;

/**
 * The rows of an output that has a score or probability for each class: those along its last axis,
 * or along axis 1 where the labels say so (one label for each position of a picture). One row is
 * held at a time: the scores of a long text are more than fit into memory as doubles. Used by one
 * thread.
 */
final class Rows {
  private final Tensor tensor;
  private final int classes;
  private final int inner;
  private final double[] row;
  private long held = -1;

  private Rows(Tensor tensor, long classes, long inner) {
    this.tensor = tensor;
    this.classes = Math.toIntExact(classes);
    this.inner = Math.toIntExact(inner);
    this.row = new double[this.classes];
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
    long last = shape.dimension(-1);
    if (labels == 0 || labels * last == tensor.elementCount()) {
      return new Rows(tensor, last, 1);
    }
    if (shape.rank() > 2 && labels * shape.dimension(1) == tensor.elementCount()) {
      return new Rows(tensor, shape.dimension(1), shape.stride(1));
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

  long count() {
    return tensor.elementCount() / classes;
  }

  int classes() {
    return classes;
  }

  private void hold(long index) {
    if (held == index) {
      return;
    }
    held = index;
    if (inner == 1) {
      for (int start = 0; start < classes; start += Numbers.CHUNK) {
        int size = Math.min(Numbers.CHUNK, classes - start);
        Numbers.read(tensor, index * classes + start, size, row, start);
      }
      return;
    }
    long first = index / inner * classes * inner + index % inner;
    for (int label = 0; label < classes; label++) {
      Numbers.read(tensor, first + (long) label * inner, 1, row, label);
    }
  }

  /** The first of the largest; -1 where one is NaN. */
  int largest(long index) {
    hold(index);
    int best = 0;
    for (int label = 0; label < classes; label++) {
      double value = row[label];
      if (Double.isNaN(value)) {
        return -1;
      }
      best = value > row[best] ? label : best;
    }
    return best;
  }

  /**
   * How many classes come before one: larger ones, and equal ones of a lower number; more than
   * there are where one is NaN, because no class has a place then.
   */
  int rank(long index, int label) {
    hold(index);
    double mine = row[label];
    int before = 0;
    for (int other = 0; other < classes; other++) {
      double value = row[other];
      if (Double.isNaN(value)) {
        return Integer.MAX_VALUE;
      }
      before += value > mine || value == mine && other < label ? 1 : 0;
    }
    return before;
  }

  /** The natural logarithms of the probabilities of a row. */
  void logarithms(long index, double[] into) {
    hold(index);
    double largest = Double.NEGATIVE_INFINITY;
    double sum = 0;
    boolean negative = false;
    for (int label = 0; label < classes; label++) {
      double value = row[label];
      largest = Math.max(largest, value);
      sum += value;
      negative |= value < 0;
    }
    boolean probabilities = !negative && Math.abs(sum - 1) < 1e-2;
    double scale = 0;
    if (!probabilities) {
      for (int label = 0; label < classes; label++) {
        scale += Math.exp(row[label] - largest);
      }
    }
    // One after the other: beside a large score, the logarithm alone would be lost.
    double shift = Math.log(scale);
    for (int label = 0; label < classes; label++) {
      double value = row[label];
      into[label] = probabilities ? Math.log(value / sum) : value - largest - shift;
    }
  }
}
