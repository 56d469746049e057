package dev.coremill.core.engine;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the same problem of many weights into one. */
final class Problems {
  private Problems() {}

  /** Throws the problems, if there are any; those that differ in their place only become one. */
  static void throwIfAny(List<Problem> problems) {
    if (problems.isEmpty()) {
      return;
    }
    Map<List<Object>, List<String>> places = new LinkedHashMap<>();
    for (Problem problem : problems) {
      places
          .computeIfAbsent(
              List.of(problem.kind(), problem.message(), problem.mend()), _ -> new ArrayList<>())
          .add(problem.place());
    }
    List<Problem> merged = new ArrayList<>();
    places.forEach((what, where) ->
        merged.add(
            new Problem(
                (Problem.Kind) what.get(0),
                where.size() == 1
                    ? where.getFirst()
                    : where.getFirst() + " and " + (where.size() - 1) + " more",
                (String) what.get(1),
                (String) what.get(2))));
    throw new ProblemException(merged);
  }
}
