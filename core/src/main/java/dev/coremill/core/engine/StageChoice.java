package dev.coremill.core.engine;

import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.report.StageOutcome;
import java.util.List;

/** A stage's decision for each weight: which work it does on it, if any. */
interface StageChoice {
  /** The stage's name. */
  String name();

  /** What the stage does to a weight. */
  Choice choose(WeightSite site);

  /** A decision. */
  sealed interface Choice {}

  /**
   * To work on it.
   *
   * @param work what is done
   * @param remarks what the report should say besides
   */
  record Work(WeightWork work, List<String> remarks) implements Choice {
    public Work {
      remarks = List.copyOf(remarks);
    }
  }

  /**
   * To leave it as it is.
   *
   * @param status whether it was selected at all
   * @param reason why
   */
  record LeaveAlone(StageOutcome.Status status, String reason) implements Choice {}

  /**
   * To end the plan, because what the stage asks for is impossible.
   *
   * @param problem why
   */
  record Refuse(Problem problem) implements Choice {}
}
