package dev.coremill.plugins.palettization;

import java.util.Arrays;

/**
 * The partition of sorted weighted values into a number of clusters with the smallest sum of
 * squared distances from the clusters' means: the global optimum of one-dimensional k-means.
 *
 * <p>An optimal cluster is a run of neighbouring values, so a partition is a path over the
 * positions between values, and the cost of a run satisfies the Monge inequality. Instead of a
 * table of positions by clusters, every cluster is charged a penalty, and the number of clusters
 * left free: such a path is found in one pass, because the best start of the last run never moves
 * back as the end moves on. The optimal cost is convex in the number of clusters, so the penalty
 * that yields the wanted number is found by search, which takes a few passes. Where a penalty
 * allows several numbers of clusters, a path with fewer and one with more are spliced into one with
 * exactly the wanted number (Aggarwal, Schieber and Tokuyama 1994). Time is O(n log n) for a pass
 * in the worst case and nearly O(n) in practice; memory is O(n), whatever the number of clusters.
 *
 * <p>The cost of a run, the sum of squares minus (sum of values)² / weight, is used without its
 * first term, which adds up to the same for all partitions. Sums run in double, about the mean, in
 * ascending order of the values.
 */
final class OptimalClusters {
  /** Penalties below this part of the total cost drown in rounding. */
  private static final double SMALLEST_PENALTY = 0x1p-52;

  private static final int MOST_PASSES = 120;

  private double[] mass = new double[0];
  private double[] moment = new double[0];
  private double[] best = new double[0];
  private int[] previous = new int[0];
  private int[] candidates = new int[0];
  private int[] starts = new int[0];

  /** The penalty that the last search ended with, relative to the total cost; 0 for none. */
  private double lastPenalty;

  private int lastClusters;

  /**
   * The borders of the optimal clusters: cluster {@code c} has the values from {@code result[c]} to
   * {@code result[c + 1] - 1}. With more than one optimum, always the same.
   *
   * @param clusters from 1 to the number of values
   */
  int[] borders(SortedValues values, int clusters) {
    int size = values.size();
    double total = prepare(values);
    if (clusters == size || total <= 0) {
      int[] borders = new int[clusters + 1];
      for (int i = 0; i < clusters; i++) {
        borders[i] = i;
      }
      borders[clusters] = size;
      return borders;
    }
    double low = 0;
    double high = total * 2;
    int[] fewer = {0, size};
    int[] more = null;
    double penalty =
        lastClusters == clusters && lastPenalty > 0
            ? lastPenalty * total
            : firstPenalty(values, clusters, total);
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      if (!(penalty > low && penalty < high)) {
        penalty = low == 0 ? high / 64 : Math.sqrt(low * high);
        if (!(penalty > low && penalty < high)) {
          break;
        }
      }
      if (penalty < total * SMALLEST_PENALTY) {
        break;
      }
      int[] path = path(size, penalty);
      int found = path.length - 1;
      if (found == clusters) {
        lastClusters = clusters;
        lastPenalty = penalty / total;
        return path;
      }
      if (found > clusters) {
        low = penalty;
        more = path;
      } else {
        high = penalty;
        fewer = path;
      }
      // The cost falls with the square of the number of clusters, so the penalty, its derivative,
      // with the cube. Where that stalls, halving takes over.
      double ratio = (found + 0.25) / (clusters + 0.25);
      penalty = pass < 12 ? penalty * ratio * ratio * ratio : 0;
    }
    return splice(fewer, more == null ? all(size) : more, clusters);
  }

  /** Sums up the values; returns the cost of a single cluster. */
  private double prepare(SortedValues values) {
    int size = values.size();
    if (mass.length <= size) {
      int length = size + size / 2 + 1;
      mass = new double[length];
      moment = new double[length];
      best = new double[length];
      previous = new int[length];
      candidates = new int[length];
      starts = new int[length];
    }
    double centre = values.mean();
    double massSum = 0;
    double momentSum = 0;
    double cost = 0;
    mass[0] = 0;
    moment[0] = 0;
    for (int i = 0; i < size; i++) {
      double value = values.value(i) - centre;
      double weight = values.weight(i);
      massSum += weight;
      momentSum += weight * value;
      cost += weight * value * value;
      mass[i + 1] = massSum;
      moment[i + 1] = momentSum;
    }
    return cost;
  }

  /**
   * The penalty that high-resolution theory (Panter and Dite 1951) expects: for a density f the
   * cost of k clusters is the cubed integral of f's cube root, over 12 k².
   */
  private static double firstPenalty(SortedValues values, int clusters, double total) {
    int size = values.size();
    int step = Math.max(1, size / 512);
    double integral = 0;
    for (int from = 0; from + step < size; from += step) {
      double weight = 0;
      for (int i = from; i < from + step; i++) {
        weight += values.weight(i);
      }
      double width = values.value(from + step) - values.value(from);
      integral += Math.cbrt(weight * width * width);
    }
    double cubed = (double) clusters * clusters * clusters;
    return Math.clamp(
        integral * integral * integral / (6 * cubed), total * 2 * SMALLEST_PENALTY, total);
  }

  /** The borders of the cheapest partition where each cluster costs a penalty besides. */
  private int[] path(int size, double penalty) {
    best[0] = 0;
    candidates[0] = 0;
    starts[0] = 1;
    int head = 0;
    int tail = 0;
    for (int end = 1; end <= size; end++) {
      while (head < tail && starts[head + 1] <= end) {
        head++;
      }
      int start = candidates[head];
      best[end] = value(start, end) + penalty;
      previous[end] = start;
      if (end == size) {
        break;
      }
      tail = enqueue(end, size, head, tail);
    }
    int count = 0;
    for (int at = size; at > 0; at = previous[at]) {
      count++;
    }
    int[] borders = new int[count + 1];
    for (int at = size, i = count; i > 0; at = previous[at], i--) {
      borders[i] = at;
    }
    return borders;
  }

  /**
   * Adds a start to the queue of starts, each of which is the best from some end on. Returns the
   * new tail.
   */
  private int enqueue(int start, int size, int head, int tail) {
    int back = tail;
    // The first end at which the new start is known to be the better one.
    int better = size + 1;
    while (true) {
      int rival = candidates[back];
      int from = Math.max(starts[back], start + 1);
      if (value(start, from) < value(rival, from)) {
        better = from;
        if (back == head) {
          candidates[back] = start;
          starts[back] = from;
          return back;
        }
        back--;
        continue;
      }
      int worse = from;
      int step = 1;
      while (worse + step < better) {
        int end = worse + step;
        if (value(start, end) < value(rival, end)) {
          better = end;
          break;
        }
        worse = end;
        step *= 2;
      }
      while (better - worse > 1) {
        int end = (worse + better) >>> 1;
        if (value(start, end) < value(rival, end)) {
          better = end;
        } else {
          worse = end;
        }
      }
      if (better > size) {
        return back;
      }
      candidates[back + 1] = start;
      starts[back + 1] = better;
      return back + 1;
    }
  }

  private double value(int start, int end) {
    double sum = moment[end] - moment[start];
    return best[start] - sum * sum / (mass[end] - mass[start]);
  }

  private static int[] all(int size) {
    int[] borders = new int[size + 1];
    for (int i = 0; i <= size; i++) {
      borders[i] = i;
    }
    return borders;
  }

  /**
   * A path of the wanted number of runs out of the beginning of the one with more runs and the end
   * of the one with fewer. Where both are optimal for one penalty, it is too.
   */
  private static int[] splice(int[] fewer, int[] more, int clusters) {
    int skipped = clusters - (fewer.length - 1);
    int at = 0;
    while (more[at + skipped + 1] > fewer[at + 1]) {
      at++;
    }
    int[] borders = Arrays.copyOf(more, clusters + 1);
    System.arraycopy(fewer, at + 1, borders, at + skipped + 1, fewer.length - at - 1);
    return borders;
  }
}
