package dev.coremill.core.engine;

import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.core.cost.Estimator;
import dev.coremill.core.cost.TargetEstimate;
import dev.coremill.core.placement.Judgement;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.TargetReport;
import java.util.ArrayList;
import java.util.List;

/** What the planned output will cost on the targets of a job, before there is one. */
final class PlannedCosts {
  private PlannedCosts() {}

  /**
   * An estimate for each function on each target, from where its operations run there. Of several
   * systems that a device runs, the newest family counts.
   *
   * @param targets the targets, judged
   * @param notes receives why there is none where there is none
   */
  static List<TargetEstimate> of(
      List<HardwareCatalog> catalogs, List<TargetReport> targets, List<String> notes) {
    Estimator estimator = new Estimator(catalogs, List.of());
    List<TargetEstimate> estimates = new ArrayList<>();
    for (TargetReport target : targets) {
      if (target.judgements().isEmpty()) {
        notes.add(
            "there is no estimate for "
                + target.target()
                + ": "
                + (target.legal()
                    ? "where its operations run is not known"
                    : "it does not load there"));
        continue;
      }
      TargetSetting setting = target.judgements().getLast().setting();
      for (Judgement judgement : target.judgements()) {
        if (judgement.setting().equals(setting)) {
          estimate(estimator, judgement, estimates, notes);
        }
      }
    }
    return estimates;
  }

  private static void estimate(
      Estimator estimator,
      Judgement judgement,
      List<TargetEstimate> estimates,
      List<String> notes) {
    String target = judgement.setting().device().id();
    if (!estimator.knows(judgement)) {
      notes.add("there is no estimate for " + target + ": its vendor gives no constants");
      return;
    }
    try {
      estimates.add(estimator.estimate(judgement));
    } catch (ProblemException failed) {
      notes.add("there is no estimate for " + target + ": " + failed.getMessage());
    }
  }
}
