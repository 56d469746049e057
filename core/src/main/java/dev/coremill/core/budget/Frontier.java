package dev.coremill.core.budget;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The options of one weight that are worth choosing: in ascending order of bytes, each with a
 * smaller error than those before. Of equal ones the first stays.
 */
final class Frontier {
  final int[] numbers;
  final long[] bytes;
  final double[] errors;

  /** The positions of those on the lower convex hull of errors over bytes; the first is 0. */
  final int[] hull;

  Frontier(List<Option> options) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < options.size(); i++) {
      order.add(i);
    }
    order.sort(
        Comparator.comparingLong((Integer i) -> options.get(i).bytes())
            .thenComparingDouble(i -> options.get(i).error())
            .thenComparingInt(i -> i));
    List<Integer> kept = new ArrayList<>();
    double smallest = Double.POSITIVE_INFINITY;
    for (int number : order) {
      if (options.get(number).error() < smallest) {
        kept.add(number);
        smallest = options.get(number).error();
      }
    }
    numbers = new int[kept.size()];
    bytes = new long[kept.size()];
    errors = new double[kept.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = kept.get(i);
      bytes[i] = options.get(numbers[i]).bytes();
      errors[i] = options.get(numbers[i]).error();
    }
    hull = hull();
  }

  private int[] hull() {
    int[] found = new int[numbers.length];
    int count = 0;
    for (int i = 0; i < numbers.length; i++) {
      while (count > 1 && slope(found[count - 2], found[count - 1]) <= slope(found[count - 2], i)) {
        count--;
      }
      found[count++] = i;
    }
    return Arrays.copyOf(found, count);
  }

  /** Error saved for each byte from one position to a later one. */
  double slope(int from, int to) {
    return (errors[from] - errors[to]) / (bytes[to] - bytes[from]);
  }

  int size() {
    return numbers.length;
  }
}
