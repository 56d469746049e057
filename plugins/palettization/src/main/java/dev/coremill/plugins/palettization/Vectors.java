package dev.coremill.plugins.palettization;

import java.util.Arrays;

/**
 * Some vectors, one array for each component, and the nearest entry of a table for each of them.
 * Loops run over vectors, so that the compiler turns them into vector instructions.
 */
final class Vectors {
  private static final int BLOCK = 1024;

  private final float[][] components;
  private final int[] nearest;
  private final float[] distances = new float[BLOCK];
  private final int[] keys = new int[BLOCK];
  private int count;

  Vectors(int dimension, int capacity) {
    this.components = new float[dimension][capacity];
    this.nearest = new int[capacity];
  }

  int capacity() {
    return nearest.length;
  }

  int dimension() {
    return components.length;
  }

  int count() {
    return count;
  }

  void clear() {
    count = 0;
  }

  /** Adds a vector, component by component. */
  void add(float[] from, int offset, int stride) {
    for (int c = 0; c < components.length; c++) {
      components[c][count] = from[offset + c * stride];
    }
    count++;
  }

  /** Adds consecutive vectors, the components of which lie {@code stride} apart. */
  void add(float[] from, int offset, int stride, int vectors) {
    for (int c = 0; c < components.length; c++) {
      System.arraycopy(from, offset + c * stride, components[c], count, vectors);
    }
    count += vectors;
  }

  float component(int vector, int c) {
    return components[c][vector];
  }

  int[] nearest() {
    return nearest;
  }

  /**
   * Finds the nearest entry for each vector, the lower of two. Distances are compared with about 15
   * significant bits.
   *
   * @param table entry by entry
   * @param bits as many as an index has
   */
  void assign(float[] table, int bits) {
    int indexMask = (1 << bits) - 1;
    int entries = table.length / components.length;
    for (int from = 0; from < count; from += BLOCK) {
      int length = Math.min(BLOCK, count - from);
      Arrays.fill(keys, 0, length, Integer.MAX_VALUE);
      for (int entry = 0; entry < entries; entry++) {
        measure(table, entry, from, length);
        // Bits of floats that are not negative ascend with them; the lowest ones make room for the
        // index, so that one minimum finds distance and index.
        for (int i = 0; i < length; i++) {
          keys[i] = Math.min(keys[i], Float.floatToRawIntBits(distances[i]) & ~indexMask | entry);
        }
      }
      for (int i = 0; i < length; i++) {
        nearest[from + i] = keys[i] & indexMask;
      }
    }
  }

  private void measure(float[] table, int entry, int from, int length) {
    Arrays.fill(distances, 0, length, 0);
    for (int c = 0; c < components.length; c++) {
      float[] component = components[c];
      float at = table[entry * components.length + c];
      for (int i = 0; i < length; i++) {
        float difference = component[from + i] - at;
        distances[i] += difference * difference;
      }
    }
  }

  /** Lowers each of some squared distances to the one from an entry, where that is smaller. */
  double lower(float[] table, int entry, float[] current, float[] into) {
    double sum = 0;
    for (int from = 0; from < count; from += BLOCK) {
      int length = Math.min(BLOCK, count - from);
      measure(table, entry, from, length);
      for (int i = 0; i < length; i++) {
        into[from + i] = Math.min(current[from + i], distances[i]);
      }
    }
    for (int i = 0; i < count; i++) {
      sum += into[i];
    }
    return sum;
  }

  /** Adds the assigned vectors to sums and counts for each entry; returns their squared error. */
  double accumulate(float[] table, double[] sums, long[] counts) {
    int dimension = components.length;
    double error = 0;
    for (int i = 0; i < count; i++) {
      int entry = nearest[i];
      counts[entry]++;
      for (int c = 0; c < dimension; c++) {
        float value = components[c][i];
        double difference = value - table[entry * dimension + c];
        sums[entry * dimension + c] += value;
        error += difference * difference;
      }
    }
    return error;
  }
}
