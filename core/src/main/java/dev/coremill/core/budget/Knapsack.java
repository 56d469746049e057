package dev.coremill.core.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Chooses one option for each weight: the smallest total error within a budget of bytes.
 *
 * <p>Steps along the convex hulls are taken greedily (Sinha and Zoltners 1979), what room is left
 * is filled in by single moves and exchanges of two, and the result is compared with every uniform
 * choice of the same option for all, filled in likewise. An exact search then starts from the best
 * of these, and gives up where it would take too many states. The same arguments give the same
 * choice.
 */
public final class Knapsack {
  /** With more weights, exchanges of two are not tried. */
  private static final int MOST_FOR_EXCHANGES = 600;

  private static final int MOST_ROUNDS = 50;

  private final List<Frontier> frontiers = new ArrayList<>();
  private final long budget;
  private long least;

  private Knapsack(List<List<Option>> weights, long budget) {
    this.budget = budget;
    for (List<Option> options : weights) {
      Frontier frontier = new Frontier(options);
      frontiers.add(frontier);
      least += frontier.bytes[0];
    }
  }

  /** The least bytes that weights can take. */
  public static long leastBytes(List<List<Option>> weights) {
    return new Knapsack(weights, 0).least;
  }

  /**
   * Chooses.
   *
   * @param weights the options of each weight, at least one for each
   * @param budget the most bytes
   * @return the choice; empty where nothing fits into the budget
   */
  public static Optional<Choice> choose(List<List<Option>> weights, long budget) {
    Knapsack knapsack = new Knapsack(weights, budget);
    return knapsack.least > budget ? Optional.empty() : Optional.of(knapsack.solve(weights));
  }

  private Choice solve(List<List<Option>> weights) {
    Steps steps = new Steps(frontiers);
    int[] best = greedy(steps);
    fillIn(best);
    for (int[] uniform : uniform(weights)) {
      fillIn(uniform);
      if (error(uniform) < error(best)) {
        best = uniform;
      }
    }
    double most = error(new int[frontiers.size()]);
    double bound = Math.max(0, most - steps.saved(budget - least));
    ExactSearch search = new ExactSearch(frontiers, steps, budget);
    Optional<int[]> better = search.betterThan(error(best));
    if (better.isPresent() && error(better.get()) < error(best)) {
      best = better.get();
    }
    List<Integer> numbers = new ArrayList<>();
    for (int weight = 0; weight < best.length; weight++) {
      numbers.add(frontiers.get(weight).numbers[best[weight]]);
    }
    double error = error(best);
    return new Choice(
        numbers, bytes(best), error, search.isComplete() ? error : Math.min(bound, error));
  }

  /** Takes every step that fits, the best ones first. */
  private int[] greedy(Steps steps) {
    int[] at = new int[frontiers.size()];
    long left = budget - least;
    for (Steps.Step step : steps.steps) {
      if (at[step.weight()] == step.from() && step.bytes() <= left) {
        at[step.weight()] = step.to();
        left -= step.bytes();
      }
    }
    return at;
  }

  /**
   * For each option number, the choice of that option or the largest smaller one everywhere, where
   * that fits.
   */
  private List<int[]> uniform(List<List<Option>> weights) {
    int most = 0;
    for (List<Option> options : weights) {
      most = Math.max(most, options.size());
    }
    List<int[]> found = new ArrayList<>();
    for (int number = 0; number < most; number++) {
      int[] at = new int[frontiers.size()];
      for (int weight = 0; weight < at.length; weight++) {
        List<Option> options = weights.get(weight);
        Frontier frontier = frontiers.get(weight);
        long limit = options.get(Math.min(number, options.size() - 1)).bytes();
        while (at[weight] + 1 < frontier.size() && frontier.bytes[at[weight] + 1] <= limit) {
          at[weight]++;
        }
      }
      if (bytes(at) <= budget) {
        found.add(at);
      }
    }
    return found;
  }

  private void fillIn(int[] at) {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      boolean moved = move(at);
      if (!moved && (at.length > MOST_FOR_EXCHANGES || !exchange(at))) {
        return;
      }
    }
  }

  /** Makes the single move that saves most error and fits. */
  private boolean move(int[] at) {
    long left = budget - bytes(at);
    double most = 0;
    int weightToMove = -1;
    int target = 0;
    for (int weight = 0; weight < at.length; weight++) {
      Frontier frontier = frontiers.get(weight);
      for (int to = at[weight] + 1; to < frontier.size(); to++) {
        double saved = frontier.errors[at[weight]] - frontier.errors[to];
        if (frontier.bytes[to] - frontier.bytes[at[weight]] <= left && saved > most) {
          most = saved;
          weightToMove = weight;
          target = to;
        }
      }
    }
    if (weightToMove >= 0) {
      at[weightToMove] = target;
    }
    return weightToMove >= 0;
  }

  /** Gives one weight more and another less, where that fits and saves most. */
  private boolean exchange(int[] at) {
    long left = budget - bytes(at);
    double most = error(at) * 1e-12;
    int[] found = null;
    for (int up = 0; up < at.length; up++) {
      Frontier gaining = frontiers.get(up);
      for (int to = at[up] + 1; to < gaining.size(); to++) {
        double saved = gaining.errors[at[up]] - gaining.errors[to];
        long needed = gaining.bytes[to] - gaining.bytes[at[up]] - left;
        for (int down = 0; down < at.length; down++) {
          Frontier losing = frontiers.get(down);
          for (int lower = at[down] - 1; down != up && lower >= 0; lower--) {
            double net = saved - (losing.errors[lower] - losing.errors[at[down]]);
            if (net <= most) {
              break;
            }
            if (losing.bytes[at[down]] - losing.bytes[lower] >= needed) {
              most = net;
              found = new int[] {up, to, down, lower};
              break;
            }
          }
        }
      }
    }
    if (found == null) {
      return false;
    }
    at[found[0]] = found[1];
    at[found[2]] = found[3];
    return true;
  }

  private long bytes(int[] at) {
    long sum = 0;
    for (int weight = 0; weight < at.length; weight++) {
      sum += frontiers.get(weight).bytes[at[weight]];
    }
    return sum;
  }

  private double error(int[] at) {
    double sum = 0;
    for (int weight = 0; weight < at.length; weight++) {
      sum += frontiers.get(weight).errors[at[weight]];
    }
    return sum;
  }
}
