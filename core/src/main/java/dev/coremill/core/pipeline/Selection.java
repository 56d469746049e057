package dev.coremill.core.pipeline;

import dev.coremill.api.algorithm.WeightUse;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The weights that a stage is about: those for which any of the first three parts holds, or all
 * where these are empty; without those that are excluded.
 *
 * @param opTypes operators that use the weight, such as {@code conv}
 * @param opNames patterns for the whole name of an operation that uses it
 * @param constNames patterns for the whole name of the constant
 * @param exclude patterns for the whole name of an operation or constant to leave alone
 * @param everyConstant whether constants count that are no weights of an operator, such as tables
 *     of positions and masks; so it is in configuration files of coremltools
 */
public record Selection(
    List<String> opTypes,
    List<Pattern> opNames,
    List<Pattern> constNames,
    List<Pattern> exclude,
    boolean everyConstant) {
  /** Copies the lists. */
  public Selection {
    opTypes = List.copyOf(opTypes);
    opNames = List.copyOf(opNames);
    constNames = List.copyOf(constNames);
    exclude = List.copyOf(exclude);
  }

  /** All weights of operators. */
  public static Selection everyWeight() {
    return new Selection(List.of(), List.of(), List.of(), List.of(), false);
  }

  /** All constants, whatever they are for. */
  public static Selection ofEveryConstant() {
    return new Selection(List.of(), List.of(), List.of(), List.of(), true);
  }

  /** Whether a weight is selected, of which these are all uses. */
  public boolean matches(String constName, List<WeightUse> uses) {
    if (Matcher.anyMatches(exclude, constName)) {
      return false;
    }
    for (WeightUse use : uses) {
      if (Matcher.anyMatches(exclude, use.operation())) {
        return false;
      }
    }
    return included().matches(constName, uses);
  }

  /** Whether a weight is selected, as far as one of its uses is concerned. */
  public boolean matches(String constName, WeightUse use) {
    return !Matcher.anyMatches(exclude, constName)
        && !Matcher.anyMatches(exclude, use.operation())
        && included().matches(constName, use);
  }

  private Matcher included() {
    return new Matcher(opTypes, opNames, constNames);
  }
}
