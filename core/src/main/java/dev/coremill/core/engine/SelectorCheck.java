package dev.coremill.core.engine;

import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.core.pipeline.Rule;
import dev.coremill.core.pipeline.Stage;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds selectors that match nothing, which are misspelled more often than not. Configuration files
 * of coremltools are spared, because they are meant to be used for many models.
 */
final class SelectorCheck {
  private final Set<String> constNames = new LinkedHashSet<>();
  private final Set<String> opNames = new LinkedHashSet<>();
  private final Set<String> opTypes = new LinkedHashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  private SelectorCheck(List<Weight> weights) {
    for (Weight weight : weights) {
      constNames.add(weight.name());
      for (WeightUse use : weight.site().uses()) {
        opNames.add(use.operation());
        opTypes.add(use.operationType());
      }
    }
  }

  /**
   * Checks the selectors of stages.
   *
   * @throws ProblemException with every selector that matches no weight
   */
  static void check(List<Stage> stages, List<Weight> weights) {
    SelectorCheck check = new SelectorCheck(weights);
    for (Stage stage : stages) {
      if (!stage.selection().everyConstant()) {
        check.check(stage);
      }
    }
    if (!check.problems.isEmpty()) {
      throw new ProblemException(check.problems);
    }
  }

  private void check(Stage stage) {
    String place = "stage " + stage.name();
    types(place + " select.op_types", stage.selection().opTypes());
    names(place + " select.op_names", stage.selection().opNames(), opNames);
    names(place + " select.const_names", stage.selection().constNames(), constNames);
    Set<String> any = new LinkedHashSet<>(opNames);
    any.addAll(constNames);
    names(place + " select.exclude", stage.selection().exclude(), any);
    for (Rule rule : stage.rules()) {
      types(place + " " + rule.origin() + " op_types", rule.matcher().opTypes());
      names(place + " " + rule.origin() + " op_names", rule.matcher().opNames(), opNames);
      names(place + " " + rule.origin() + " const_names", rule.matcher().constNames(), constNames);
    }
  }

  private void names(String place, List<Pattern> patterns, Set<String> known) {
    for (Pattern pattern : patterns) {
      boolean found = false;
      for (String name : known) {
        found |= pattern.matcher(name).matches();
      }
      if (!found) {
        problems.add(
            Problem.input(
                place,
                "'" + pattern + "' matches no weight",
                Suggestions.nearest(pattern.pattern(), known)
                    .map(name -> "did you mean '" + name + "'?")
                    .orElse("'coremill inspect' lists the names that selectors accept")));
      }
    }
  }

  private void types(String place, List<String> types) {
    if (!types.isEmpty() && types.stream().noneMatch(opTypes::contains)) {
      problems.add(
          Problem.input(
              place,
              "no weight is used by an operation of type " + String.join(", ", types),
              Suggestions.offer(types.getFirst(), opTypes)));
    }
  }
}
