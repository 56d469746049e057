package dev.coremill.core.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnapsackTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void theChoiceIsAsGoodAsTheBestOfAll(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      List<List<Option>> weights = weights(random, 1 + random.nextInt(6), 4);
      long least = Knapsack.leastBytes(weights);
      long budget = least + random.nextLong(Math.max(1, least));

      Choice choice = Knapsack.choose(weights, budget).orElseThrow();

      assertThat(choice.error()).isCloseTo(best(weights, 0, budget), within(1e-9));
      assertThat(choice.bytes()).isLessThanOrEqualTo(budget);
      assertThat(choice.gap()).isZero();
      assertThat(sum(weights, choice)).isEqualTo(choice.bytes());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void aLargerBudgetIsNeverWorse(long seed) {
    List<List<Option>> weights = weights(new Random(seed), 25, 6);
    long least = Knapsack.leastBytes(weights);
    double before = Double.POSITIVE_INFINITY;
    for (long budget = least; budget < least * 6; budget += Math.max(1, least / 20)) {
      double error = Knapsack.choose(weights, budget).orElseThrow().error();
      assertThat(error).isLessThanOrEqualTo(before * (1 + 1e-12));
      before = error;
    }
  }

  @Test
  void noChoiceFitsBelowTheLeastBytes() {
    List<List<Option>> weights = weights(new Random(5), 8, 5);
    long least = Knapsack.leastBytes(weights);

    assertThat(Knapsack.choose(weights, least - 1)).isEmpty();
    assertThat(Knapsack.choose(weights, least)).isPresent();
  }

  @Test
  void aLargeProblemIsNeverWorseThanTheSameOptionForAll() {
    // Too many weights for the exact search.
    List<List<Option>> weights = weights(new Random(21), 1500, 6);
    for (int number = 0; number < 6; number++) {
      long bytes = 0;
      double error = 0;
      for (List<Option> options : weights) {
        bytes += options.get(number).bytes();
        error += options.get(number).error();
      }

      Choice choice = Knapsack.choose(weights, bytes).orElseThrow();

      assertThat(choice.bytes()).isLessThanOrEqualTo(bytes);
      assertThat(choice.error()).isLessThanOrEqualTo(error);
      assertThat(choice.error()).isGreaterThanOrEqualTo(choice.lowerBound());
      assertThat(choice.gap()).isLessThan(0.01);
    }
  }

  @Test
  void equalOptionsGiveTheFirst() {
    List<Option> same = List.of(new Option(8, 1), new Option(8, 1), new Option(9, 1));

    assertThat(Knapsack.choose(List.of(same, same), 100).orElseThrow().options())
        .containsExactly(0, 0);
  }

  @Test
  void noWeightsTakeNothing() {
    assertThat(Knapsack.choose(List.of(), 0).orElseThrow().options()).isEmpty();
  }

  private static List<List<Option>> weights(Random random, int count, int options) {
    List<List<Option>> weights = new ArrayList<>();
    for (int weight = 0; weight < count; weight++) {
      long elements = 8L + random.nextInt(500);
      double spread = random.nextDouble();
      List<Option> list = new ArrayList<>();
      for (int option = 0; option < options; option++) {
        long bytes = elements * (option + 1) / 8 + random.nextInt(8);
        list.add(new Option(bytes, elements * spread * random.nextDouble(0.5, 1) / (1 << option)));
      }
      weights.add(list);
    }
    return weights;
  }

  /** The smallest error of the weights from one on within a budget, by trying everything. */
  private static double best(List<List<Option>> weights, int first, long budget) {
    if (first == weights.size()) {
      return 0;
    }
    double best = Double.POSITIVE_INFINITY;
    for (Option option : weights.get(first)) {
      if (option.bytes() <= budget) {
        best = Math.min(best, option.error() + best(weights, first + 1, budget - option.bytes()));
      }
    }
    return best;
  }

  private static long sum(List<List<Option>> weights, Choice choice) {
    long sum = 0;
    for (int weight = 0; weight < weights.size(); weight++) {
      sum += weights.get(weight).get(choice.options().get(weight)).bytes();
    }
    return sum;
  }
}
