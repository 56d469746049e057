package dev.coremill.core.cost.fit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether the configurations of each network on each chip are in the right order, a configuration
 * being a compute unit, a generation of systems and a way of storing.
 *
 * @param pairs pairs of rows of different configurations whose latencies differ by over 5 %
 * @param right those that are predicted in the right order
 * @param groups networks on chips that have such pairs
 * @param goodGroups those of them with at least 80 % of their pairs right
 * @param wrong networks on chips with less than 80 %
 */
public record ConfigurationOrder(
    int pairs, int right, int groups, int goodGroups, List<Group> wrong) {
  private static final double DIFFERENT = 1.05;
  private static final double GOOD = 0.8;

  /** Copies the list. */
  public ConfigurationOrder {
    wrong = List.copyOf(wrong);
  }

  /**
   * The pairs of a network on a chip.
   *
   * @param name the network and the chip
   * @param pairs pairs of rows that differ by over 5 %
   * @param right those that are predicted in the right order
   * @param attainable the most that any prediction can have right: where two configurations were
   *     measured several times, measurements may contradict each other
   */
  public record Group(String name, int pairs, int right, int attainable) {
    boolean isGood() {
      return right >= GOOD * pairs;
    }

    /** Such as {@code resnet50 on a17-pro: 2 of 3}. */
    @Override
    public String toString() {
      return name
          + ": "
          + right
          + " of "
          + pairs
          + (attainable < pairs ? ", at most " + attainable + " can be" : "");
    }
  }

  /**
   * The order that predictions give.
   *
   * @param beyondRounding whether to leave out pairs that differ by over 5 % as they are printed,
   *     and perhaps by less before they were rounded
   */
  public static ConfigurationOrder of(List<Prediction> predictions, boolean beyondRounding) {
    Map<String, List<Prediction>> groups = new TreeMap<>();
    for (Prediction each : predictions) {
      groups
          .computeIfAbsent(
              each.measurement().network() + " on " + each.measurement().chip(),
              _ -> new ArrayList<>())
          .add(each);
    }
    int pairs = 0;
    int right = 0;
    int counted = 0;
    List<Group> wrong = new ArrayList<>();
    for (Map.Entry<String, List<Prediction>> each : groups.entrySet()) {
      Group group = group(each.getKey(), each.getValue(), beyondRounding);
      pairs += group.pairs();
      right += group.right();
      counted += group.pairs() > 0 ? 1 : 0;
      if (!group.isGood()) {
        wrong.add(group);
      }
    }
    return new ConfigurationOrder(pairs, right, counted, counted - wrong.size(), wrong);
  }

  private static Group group(String name, List<Prediction> members, boolean beyondRounding) {
    int pairs = 0;
    int right = 0;
    // How often the first configuration of two was measured faster, and slower.
    Map<String, int[]> faster = new HashMap<>();
    for (int i = 0; i < members.size(); i++) {
      for (int j = 0; j < i; j++) {
        Prediction one = members.get(i);
        Prediction two = members.get(j);
        String first = configuration(one.measurement());
        String second = configuration(two.measurement());
        if (first.equals(second) || !differ(one.measurement(), two.measurement(), beyondRounding)) {
          continue;
        }
        boolean slower = one.measurement().milliseconds() > two.measurement().milliseconds();
        pairs++;
        double predicted = one.milliseconds() - two.milliseconds();
        right += (slower ? predicted : -predicted) > 0 ? 1 : 0;
        boolean swapped = first.compareTo(second) > 0;
        String key = swapped ? second + " | " + first : first + " | " + second;
        faster.computeIfAbsent(key, _ -> new int[2])[slower == swapped ? 0 : 1]++;
      }
    }
    int attainable = 0;
    for (int[] counts : faster.values()) {
      attainable += Math.max(counts[0], counts[1]);
    }
    return new Group(name, pairs, right, attainable);
  }

  private static boolean differ(Measurement one, Measurement two, boolean beyondRounding) {
    boolean slower = one.milliseconds() > two.milliseconds();
    Measurement slow = slower ? one : two;
    Measurement fast = slower ? two : one;
    double least = slow.milliseconds() - (beyondRounding ? slow.resolution() / 2 : 0);
    double most = fast.milliseconds() + (beyondRounding ? fast.resolution() / 2 : 0);
    return least > DIFFERENT * most;
  }

  private static String configuration(Measurement row) {
    return row.unit()
        + " "
        + row.generation()
        + " "
        + row.configuration()
        + " "
        + row.form().density();
  }
}
