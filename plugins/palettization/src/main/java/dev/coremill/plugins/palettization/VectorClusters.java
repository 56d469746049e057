package dev.coremill.plugins.palettization;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * K-means over vectors: Lloyd's method from several starts, each seeded with greedy k-means++
 * (Arthur and Vassilvitskii 2007), of which the best is kept. Random numbers come from a fixed
 * seed, so equal vectors give equal tables.
 */
final class VectorClusters {
  private static final long SEED = 0x636f72656d696c6cL;
  private static final int MOST_STARTS = 10;

  /** Steps after which starts are compared; only the best one goes on. */
  private static final int FIRST_STEPS = 16;

  private static final int MOST_STEPS = 100;
  private static final double SMALLEST_GAIN = 3e-6;

  /** Products of vectors, entries and components that all starts together may take, per step. */
  private static final long WORK = 1L << 25;

  private final Vectors vectors;
  private final int entries;
  private final int bits;
  private final Runnable pause;

  /**
   * @param pause called between steps
   */
  VectorClusters(Vectors vectors, int bits, Runnable pause) {
    this.vectors = vectors;
    this.bits = bits;
    this.entries = 1 << bits;
    this.pause = pause;
  }

  /** The best table found, entry by entry. */
  float[] table() {
    SplittableRandom random = new SplittableRandom(SEED);
    long work = Math.max(1, (long) vectors.count() * entries * vectors.dimension());
    int starts = Math.clamp(WORK / work, 2, MOST_STARTS);
    float[] best = new float[entries * vectors.dimension()];
    double smallest = Double.POSITIVE_INFINITY;
    for (int start = 0; start < starts; start++) {
      float[] table = seeds(random);
      double error = improve(table, FIRST_STEPS);
      if (error < smallest) {
        smallest = error;
        best = table;
      }
    }
    improve(best, MOST_STEPS);
    return best;
  }

  private float[] seeds(SplittableRandom random) {
    int dimension = vectors.dimension();
    int count = vectors.count();
    float[] table = new float[entries * dimension];
    if (count == 0) {
      return table;
    }
    copy(random.nextInt(count), table, 0);
    float[] distances = new float[count];
    Arrays.fill(distances, Float.POSITIVE_INFINITY);
    double sum = vectors.lower(table, 0, distances, distances);
    int trials = 2 + (int) Math.log(entries);
    float[] tried = new float[count];
    float[] lowest = new float[count];
    for (int entry = 1; entry < entries; entry++) {
      pause.run();
      int chosen = -1;
      double smallest = Double.POSITIVE_INFINITY;
      for (int trial = 0; trial < trials && sum > 0; trial++) {
        int candidate = draw(distances, random.nextDouble() * sum);
        copy(candidate, table, entry);
        double left = vectors.lower(table, entry, distances, tried);
        if (left < smallest) {
          smallest = left;
          chosen = candidate;
          float[] swap = lowest;
          lowest = tried;
          tried = swap;
        }
      }
      if (chosen < 0) {
        // Every vector is an entry already: the last one is repeated.
        System.arraycopy(table, (entry - 1) * dimension, table, entry * dimension, dimension);
        continue;
      }
      copy(chosen, table, entry);
      float[] swap = distances;
      distances = lowest;
      lowest = swap;
      sum = smallest;
    }
    return table;
  }

  private static int draw(float[] distances, double at) {
    double sum = 0;
    int last = 0;
    for (int i = 0; i < distances.length; i++) {
      if (distances[i] > 0) {
        last = i;
        sum += distances[i];
        if (sum > at) {
          return i;
        }
      }
    }
    return last;
  }

  private void copy(int vector, float[] table, int entry) {
    for (int c = 0; c < vectors.dimension(); c++) {
      table[entry * vectors.dimension() + c] = vectors.component(vector, c);
    }
  }

  /** Lloyd's steps until they gain next to nothing; returns the error. */
  private double improve(float[] table, int steps) {
    double error = Double.POSITIVE_INFINITY;
    double[] sums = new double[table.length];
    long[] counts = new long[entries];
    for (int step = 0; step < steps; step++) {
      pause.run();
      Arrays.fill(sums, 0);
      Arrays.fill(counts, 0);
      vectors.assign(table, bits);
      double now = vectors.accumulate(table, sums, counts);
      if (!(now < error * (1 - SMALLEST_GAIN))) {
        return Math.min(now, error);
      }
      error = now;
      average(sums, counts, table);
    }
    return error;
  }

  /** Moves each entry that serves vectors to their mean. */
  static void average(double[] sums, long[] counts, float[] table) {
    int dimension = table.length / counts.length;
    for (int entry = 0; entry < counts.length; entry++) {
      for (int c = 0; c < dimension && counts[entry] > 0; c++) {
        table[entry * dimension + c] = (float) (sums[entry * dimension + c] / counts[entry]);
      }
    }
  }
}
