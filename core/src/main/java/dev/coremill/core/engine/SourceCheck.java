package dev.coremill.core.engine;

import dev.coremill.core.mlpackage.ProgramPart;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses packages whose programs are invalid in their structure: they cannot run, and a compressed
 * copy would hide where the damage came from.
 */
final class SourceCheck {
  /** More would only bury the first. */
  private static final int MOST_PROBLEMS = 5;

  private SourceCheck() {}

  /**
   * Checks programs.
   *
   * @param place the package, for messages
   * @throws ProblemException with the first defects of the programs
   */
  static void check(String place, List<ProgramPart> parts) {
    List<Problem> problems = new ArrayList<>();
    for (ProgramPart part : parts) {
      String inside = part.path().isEmpty() ? place : place + " model " + part.path();
      for (String defect : ProgramCheck.defects(part.program())) {
        if (problems.size() < MOST_PROBLEMS) {
          problems.add(
              Problem.input(inside, defect, "the package is damaged; convert the model again"));
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
  }
}
