package dev.coremill.core.engine;

import dev.coremill.api.algorithm.PlanContext;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.plugin.PluginCall;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.StageOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Decides what each stage does to each weight, without looking at values. */
final class Planner {
  private final List<? extends StageChoice> stages;
  private final PlanContext context;

  Planner(List<? extends StageChoice> stages, PlanContext context) {
    this.stages = stages;
    this.context = context;
  }

  /**
   * Plans every weight.
   *
   * @throws ProblemException with everything that an algorithm refuses
   */
  List<PlannedWeight> plan(List<Weight> weights) {
    List<PlannedWeight> planned = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Weight weight : weights) {
      planned.add(plan(weight, problems));
    }
    Problems.throwIfAny(problems);
    return planned;
  }

  private PlannedWeight plan(Weight weight, List<Problem> problems) {
    List<PlannedWeight.Step> steps = new ArrayList<>();
    List<StageOutcome> outcomes = new ArrayList<>();
    WeightSite site = weight.site();
    Encoding encoding = site.encoding();
    boolean exact = true;
    for (StageChoice stage : stages) {
      StageChoice.Choice choice = stage.choose(site);
      StageChoice.Work work;
      switch (choice) {
        case StageChoice.LeaveAlone leave -> {
          outcomes.add(new StageOutcome(stage.name(), leave.status(), leave.reason(), List.of()));
          continue;
        }
        case StageChoice.Refuse refuse -> {
          problems.add(refuse.problem());
          continue;
        }
        case StageChoice.Work chosen -> work = chosen;
      }
      List<String> remarks = new ArrayList<>(work.remarks());
      StageOutcome.Status status = StageOutcome.Status.COMPRESSED;
      String reason = "";
      switch (ask(work.work(), site.withEncoding(encoding), context)) {
        case WeightPlan.Rewrite rewrite -> {
          encoding = rewrite.encoding();
          exact &= rewrite.exact();
          remarks.addAll(steps.isEmpty() ? WeightRemarks.of(weight) : List.of());
          steps.add(new PlannedWeight.Step(outcomes.size(), stage.name(), work.work()));
        }
        case WeightPlan.Skip skip -> {
          status = StageOutcome.Status.SKIPPED;
          reason = skip.reason();
        }
        case WeightPlan.Refuse refuse ->
            problems.add(Problem.input(weight.name(), refuse.problem(), refuse.mend()));
        case WeightPlan.Undetermined _ -> {
          exact = false;
          remarks.add("what becomes of it depends on its values");
          remarks.addAll(steps.isEmpty() ? WeightRemarks.of(weight) : List.of());
          steps.add(new PlannedWeight.Step(outcomes.size(), stage.name(), work.work()));
        }
      }
      outcomes.add(new StageOutcome(stage.name(), status, reason, remarks));
    }
    return new PlannedWeight(weight, steps, encoding, exact, outcomes);
  }

  /** What an algorithm would do to a weight; its defects are told as such. */
  static WeightPlan ask(WeightWork work, WeightSite site, PlanContext context) {
    String where = "";
    try (PluginCall call = PluginCall.enter(work.extension(), site.name(), "plan")) {
      where = call.words();
      WeightPlan plan = Objects.requireNonNull(work.plan(site, context), "the plan is null");
      if (plan instanceof WeightPlan.Rewrite rewrite) {
        rewrite.encoding().validate();
        requireSame(site.encoding(), rewrite.encoding());
      }
      return plan;
    } catch (RuntimeException | Error defect) {
      throw new ProblemException(
          Problem.failed(
              site.name(),
              work.name() + " failed while it planned this weight: " + defect + where,
              "exclude the weight, or report the defect to the plugin's provider"),
          defect);
    }
  }

  private static void requireSame(Encoding before, Encoding after) {
    if (after.type() != before.type() || !after.shape().equals(before.shape())) {
      throw new IllegalArgumentException(
          "it plans "
              + after.type().text()
              + after.shape()
              + " for a weight of "
              + before.type().text()
              + before.shape());
    }
  }
}
