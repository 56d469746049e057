package dev.coremill.core.pipeline;

import dev.coremill.api.algorithm.WeightUse;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Says which weights are meant: those for which any of its parts holds. Without parts it means
 * every weight.
 *
 * @param opTypes operators that use the weight, such as {@code conv}
 * @param opNames patterns for the whole name of an operation that uses it
 * @param constNames patterns for the whole name of the constant
 */
public record Matcher(List<String> opTypes, List<Pattern> opNames, List<Pattern> constNames) {
  /** Copies the lists. */
  public Matcher {
    opTypes = List.copyOf(opTypes);
    opNames = List.copyOf(opNames);
    constNames = List.copyOf(constNames);
  }

  /** Means every weight. */
  public static Matcher everything() {
    return new Matcher(List.of(), List.of(), List.of());
  }

  /** Whether it means a weight, of which these are all uses. */
  public boolean matches(String constName, List<WeightUse> uses) {
    if (meansEverything() || anyMatches(constNames, constName)) {
      return true;
    }
    for (WeightUse use : uses) {
      if (matchesUse(use)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it means a weight, as far as one of its uses is concerned. */
  public boolean matches(String constName, WeightUse use) {
    return meansEverything() || anyMatches(constNames, constName) || matchesUse(use);
  }

  /** Whether one of its patterns is for the constant itself, whoever uses it. */
  public boolean namesConstant(String constName) {
    return anyMatches(constNames, constName);
  }

  private boolean meansEverything() {
    return opTypes.isEmpty() && opNames.isEmpty() && constNames.isEmpty();
  }

  private boolean matchesUse(WeightUse use) {
    return opTypes.contains(use.operationType()) || anyMatches(opNames, use.operation());
  }

  static boolean anyMatches(List<Pattern> patterns, String name) {
    for (Pattern pattern : patterns) {
      if (pattern.matcher(name).matches()) {
        return true;
      }
    }
    return false;
  }
}
