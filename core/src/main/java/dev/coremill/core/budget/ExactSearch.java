package dev.coremill.core.budget;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds the best choice by building up, weight after weight, the sums of bytes and errors that are
 * not worse than another in both (Nemhauser and Ullmann 1969). Sums that cannot become better than
 * the best known choice, even if the options of the remaining weights could be mixed, are dropped.
 */
final class ExactSearch {
  /** States over all weights; more are not worth the time. */
  private static final int MOST_STATES = 400_000;

  private static final int MOST_WEIGHTS = 1000;

  private final List<Frontier> frontiers;
  private final Steps steps;
  private final long budget;
  private final List<int[]> parents = new ArrayList<>();
  private final List<byte[]> options = new ArrayList<>();
  private boolean complete;

  ExactSearch(List<Frontier> frontiers, Steps steps, long budget) {
    this.frontiers = frontiers;
    this.steps = steps;
    this.budget = budget;
  }

  /** Whether the last search has seen everything. */
  boolean isComplete() {
    return complete;
  }

  /** The best choice, if the search finds one with an error below a known one. */
  Optional<int[]> betterThan(double known) {
    complete = false;
    int count = frontiers.size();
    if (count > MOST_WEIGHTS) {
      return Optional.empty();
    }
    // Sums that differ by rounding alone are no improvement.
    double limit = known * (1 - 1e-12);
    long[] bytes = {0};
    double[] errors = {0};
    long total = 0;
    for (int weight = 0; weight < count; weight++) {
      Frontier frontier = frontiers.get(weight);
      if (frontier.size() > Byte.MAX_VALUE) {
        return Optional.empty();
      }
      Rest rest = new Rest(weight + 1);
      int size = frontier.size();
      int states = bytes.length;
      long[] nextBytes = new long[states * size];
      double[] nextErrors = new double[states * size];
      int[] parent = new int[states * size];
      byte[] option = new byte[states * size];
      int[] heads = new int[size];
      int made = 0;
      double smallest = Double.POSITIVE_INFINITY;
      while (true) {
        int pick = next(heads, states, frontier, bytes, errors);
        if (pick < 0) {
          break;
        }
        int from = heads[pick]++;
        long sum = bytes[from] + frontier.bytes[pick];
        double error = errors[from] + frontier.errors[pick];
        if (sum + rest.least > budget) {
          break;
        }
        if (error < smallest && error + rest.bound(budget - sum) < limit) {
          nextBytes[made] = sum;
          nextErrors[made] = error;
          parent[made] = from;
          option[made++] = (byte) pick;
          smallest = error;
        }
      }
      total += made;
      if (made == 0) {
        complete = true;
        return Optional.empty();
      }
      if (total > MOST_STATES) {
        return Optional.empty();
      }
      bytes = Arrays.copyOf(nextBytes, made);
      errors = Arrays.copyOf(nextErrors, made);
      parents.add(Arrays.copyOf(parent, made));
      options.add(Arrays.copyOf(option, made));
    }
    complete = true;
    return Optional.of(path(bytes.length - 1));
  }

  /** The option whose next sum has the fewest bytes, and of those the smallest error. */
  private static int next(
      int[] heads, int states, Frontier frontier, long[] bytes, double[] errors) {
    int pick = -1;
    for (int i = 0; i < heads.length; i++) {
      if (heads[i] == states) {
        continue;
      }
      if (pick < 0) {
        pick = i;
        continue;
      }
      long mine = bytes[heads[i]] + frontier.bytes[i];
      long best = bytes[heads[pick]] + frontier.bytes[pick];
      if (mine < best
          || (mine == best
              && errors[heads[i]] + frontier.errors[i]
                  < errors[heads[pick]] + frontier.errors[pick])) {
        pick = i;
      }
    }
    return pick;
  }

  /** The last state has the smallest error, because states are kept in descending order of it. */
  private int[] path(int state) {
    int[] at = new int[frontiers.size()];
    int position = state;
    for (int weight = at.length - 1; weight >= 0; weight--) {
      at[weight] = options.get(weight)[position];
      position = parents.get(weight)[position];
    }
    return at;
  }

  /** What the weights from one on need at least, for descending room. */
  private final class Rest {
    final long least;
    private final long[] bytes;
    private final double[] saved;
    private final double[] slopes;
    private final double most;
    private int at;

    Rest(int first) {
      long leastBytes = 0;
      double largest = 0;
      for (int weight = first; weight < frontiers.size(); weight++) {
        leastBytes += frontiers.get(weight).bytes[0];
        largest += frontiers.get(weight).errors[0];
      }
      least = leastBytes;
      most = largest;
      int count = 0;
      for (Steps.Step step : steps.steps) {
        count += step.weight() >= first ? 1 : 0;
      }
      bytes = new long[count + 1];
      saved = new double[count + 1];
      slopes = new double[count + 1];
      int i = 0;
      for (Steps.Step step : steps.steps) {
        if (step.weight() >= first) {
          slopes[i] = step.slope();
          bytes[i + 1] = bytes[i] + step.bytes();
          saved[i + 1] = saved[i] + step.saved();
          i++;
        }
      }
      at = count;
    }

    /** The smallest error within a room that is no larger than in the last call. */
    double bound(long room) {
      long left = room - least;
      while (at > 0 && bytes[at] > left) {
        at--;
      }
      return Math.max(0, most - saved[at] - slopes[at] * (left - bytes[at]));
    }
  }
}
