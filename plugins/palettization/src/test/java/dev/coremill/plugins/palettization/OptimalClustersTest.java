package dev.coremill.plugins.palettization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimalClustersTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void randomWeightedValuesAreClusteredAsByTheFullTable(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int size = 2 + random.nextInt(90);
    SortedValues values = new SortedValues();
    double at = random.nextGaussian() * 100;
    for (int i = 0; i < size; i++) {
      at += Math.exp(random.nextGaussian() * 2);
      values.add(at, 1 + random.nextInt(20));
    }
    assertOptimal(values);
  }

  @Test
  void aLatticeWithManyEqualPartitionsIsClusteredIntoExactlyTheWantedNumber() {
    SortedValues values = new SortedValues();
    for (int i = 0; i < 61; i++) {
      values.add(i, 1);
    }
    assertOptimal(values);
  }

  @Test
  void valuesInFewTightClumpsAreClusteredOptimally() {
    SortedValues values = new SortedValues();
    for (int clump = 0; clump < 5; clump++) {
      for (int i = 0; i < 8; i++) {
        values.add(clump * 1e6 + i * 1e-3, 1 + i % 3);
      }
    }
    assertOptimal(values);
  }

  @Test
  void theSameInstanceServesGroupsOfVerySmallAndLargeScales() {
    OptimalClusters clusters = new OptimalClusters();
    for (double scale : new double[] {1, 1e-20, 1e15, 0x1p-24}) {
      SortedValues values = new SortedValues();
      SplittableRandom random = new SplittableRandom(7);
      double at = 0;
      for (int i = 0; i < 50; i++) {
        at += scale * random.nextDouble(0.1, 1);
        values.add(at, 1);
      }
      double optimum = fullTable(values)[6];
      assertThat(cost(values, clusters.borders(values, 6)) / optimum).isCloseTo(1, within(1e-9));
    }
  }

  @Test
  void theOptimumIsReachedWhereLloydsMethodStops() {
    // Lloyd's method, started with one mean in each of {0, 1}, {10, 11} and {10, 11}, stays there.
    SortedValues values = new SortedValues();
    for (double value : new double[] {0, 1, 10, 11, 20, 21}) {
      values.add(value, value < 5 ? 100 : 1);
    }
    double stuck = cost(values, new int[] {0, 1, 2, 6});
    double optimum = cost(values, new OptimalClusters().borders(values, 3));
    assertThat(optimum).isLessThan(stuck);
    assertThat(optimum).isCloseTo(fullTable(values)[3], within(1e-9));
  }

  @Test
  void moreClustersNeverCostMore() {
    SortedValues values = new SortedValues();
    SplittableRandom random = new SplittableRandom(3);
    double at = 0;
    for (int i = 0; i < 2000; i++) {
      at += random.nextDouble(0.01, 1);
      values.add(at, 1 + random.nextInt(5));
    }
    double before = Double.POSITIVE_INFINITY;
    OptimalClusters clusters = new OptimalClusters();
    for (int count = 1; count <= 256; count++) {
      int[] borders = clusters.borders(values, count);
      assertThat(borders).hasSize(count + 1);
      double cost = cost(values, borders);
      assertThat(cost).isLessThan(before);
      before = cost;
    }
  }

  private static void assertOptimal(SortedValues values) {
    double[] optimum = fullTable(values);
    for (int clusters = 1; clusters <= values.size(); clusters++) {
      int[] borders = new OptimalClusters().borders(values, clusters);
      assertThat(borders).hasSize(clusters + 1).startsWith(0).endsWith(values.size());
      for (int i = 0; i < clusters; i++) {
        assertThat(borders[i]).isLessThan(borders[i + 1]);
      }
      double allowed = 1e-9 * optimum[clusters] + 1e-12 * optimum[1];
      assertThat(cost(values, borders))
          .as("%s clusters of %s values", clusters, values.size())
          .isCloseTo(optimum[clusters], within(allowed));
    }
  }

  private static double cost(SortedValues values, int[] borders) {
    double cost = 0;
    for (int i = 0; i + 1 < borders.length; i++) {
      cost += cost(values, borders[i], borders[i + 1]);
    }
    return cost;
  }

  private static double cost(SortedValues values, int from, int to) {
    double mass = 0;
    double moment = 0;
    for (int i = from; i < to; i++) {
      mass += values.weight(i);
      moment += values.weight(i) * (values.value(i) - values.value(from));
    }
    double mean = moment / mass;
    double cost = 0;
    for (int i = from; i < to; i++) {
      double difference = values.value(i) - values.value(from) - mean;
      cost += values.weight(i) * difference * difference;
    }
    return cost;
  }

  /** The optimal cost for each number of clusters, by trying every start of every cluster. */
  private static double[] fullTable(SortedValues values) {
    int size = values.size();
    double[] optimum = new double[size + 1];
    double[] best = new double[size + 1];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    best[0] = 0;
    for (int clusters = 1; clusters <= size; clusters++) {
      double[] next = new double[size + 1];
      Arrays.fill(next, Double.POSITIVE_INFINITY);
      for (int end = clusters; end <= size; end++) {
        for (int start = clusters - 1; start < end; start++) {
          next[end] = Math.min(next[end], best[start] + cost(values, start, end));
        }
      }
      best = next;
      optimum[clusters] = best[size];
    }
    return optimum;
  }
}
