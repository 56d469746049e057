package dev.coremill.plugins.palettization;

import dev.coremill.api.algorithm.DistinctValues;
import java.util.Arrays;

/**
 * Distinct values in ascending order, each with the weight that its error has: how often it occurs,
 * times the squared scale of its channel where there are scales. One instance is filled again for
 * each group.
 */
final class SortedValues implements DistinctValues {
  private double[] values = new double[0];
  private double[] weights = new double[0];
  private int size;

  void clear() {
    size = 0;
  }

  void add(double value, double weight) {
    if (size == values.length) {
      int length = Math.max(256, size * 2);
      values = Arrays.copyOf(values, length);
      weights = Arrays.copyOf(weights, length);
    }
    values[size] = value;
    weights[size++] = weight;
  }

  /** Adds to the weight of the value that was added last. */
  void addToLast(double weight) {
    weights[size - 1] += weight;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public double value(int index) {
    return values[index];
  }

  @Override
  public double weight(int index) {
    return weights[index];
  }

  /** The weighted mean of all values. */
  double mean() {
    double mass = 0;
    double moment = 0;
    for (int i = 0; i < size; i++) {
      mass += weights[i];
      moment += weights[i] * values[i];
    }
    return mass == 0 ? 0 : moment / mass;
  }
}
