package dev.coremill.core.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A reason with its whole numbers apart, so that "its 288 elements are too few" and "its 576
 * elements are too few" can be told as one: "its 288 to 576 elements are too few". Only numbers
 * that stand alone between spaces count; those in names and places do not.
 */
final class NumberedReason {
  /** Stands for a number; no word, because it has a space. */
  private static final String NUMBER = " ";

  private final List<String> words;
  private final List<long[]> ranges = new ArrayList<>();

  /** The parts of a reason. */
  NumberedReason(String reason) {
    words = new ArrayList<>();
    for (int start = 0; start <= reason.length(); ) {
      int space = reason.indexOf(' ', start);
      int end = space < 0 ? reason.length() : space;
      words.add(reason.substring(start, end));
      start = end + 1;
    }
    for (int i = 0; i < words.size(); i++) {
      if (isNumber(words.get(i))) {
        long number = Long.parseLong(words.get(i));
        ranges.add(new long[] {number, number});
        words.set(i, NUMBER);
      }
    }
  }

  /** What reasons that can be told as one have in common. */
  List<String> pattern() {
    return List.copyOf(words);
  }

  /** Widens the ranges of this reason by the numbers of another one of the same pattern. */
  void widen(NumberedReason other) {
    for (int i = 0; i < ranges.size(); i++) {
      ranges.get(i)[0] = Math.min(ranges.get(i)[0], other.ranges.get(i)[0]);
      ranges.get(i)[1] = Math.max(ranges.get(i)[1], other.ranges.get(i)[1]);
    }
  }

  /** The reason in words. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int next = 0;
    for (int i = 0; i < words.size(); i++) {
      text.append(i == 0 ? "" : " ");
      if (words.get(i).equals(NUMBER)) {
        long[] range = ranges.get(next++);
        text.append(range[0]).append(range[0] == range[1] ? "" : " to " + range[1]);
      } else {
        text.append(words.get(i));
      }
    }
    return text.toString();
  }

  private static boolean isNumber(String word) {
    if (word.isEmpty() || word.length() > 18) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) < '0' || word.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
