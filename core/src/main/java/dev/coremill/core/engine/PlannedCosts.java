package dev.coremill.core.engine;

import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.core.cost.Estimator;
import dev.coremill.core.cost.FastestUnit;
import dev.coremill.core.cost.TargetEstimate;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.profile.ProgramProfiler;
import dev.coremill.core.shape.ShapeOverrides;
import java.util.ArrayList;
import java.util.List;

/** What the planned output will cost on the targets of a job, before there is one. */
final class PlannedCosts {
  private PlannedCosts() {}

  /**
   * An estimate for each function on each target.
   *
   * @param notes receives why there is none where there is none
   */
  static List<TargetEstimate> of(
      Plugins plugins,
      ModelPackage source,
      Job job,
      List<WorkingProgram> programs,
      List<PlannedWeight> weights,
      List<String> notes) {
    if (job.targets().isEmpty()) {
      return List.of();
    }
    Estimator estimator = new Estimator(plugins.catalogs(), List.of(), new FastestUnit());
    ProgramProfiler profiler =
        new ProgramProfiler(ShapeOverrides.NONE, new PlannedEncodings(weights));
    List<TargetEstimate> estimates = new ArrayList<>();
    try {
      for (WorkingProgram program : programs) {
        for (ProgramProfile profile :
            profiler.profiles(source, program.source().path(), program.program())) {
          for (String target : job.targets()) {
            TargetSetting setting =
                estimator.setting(
                    target, job.deployment().minimumOs(), job.deployment().computeUnits());
            if (estimator.knows(profile, setting)) {
              estimates.add(estimator.estimate(profile, setting));
            } else {
              notes.add("there is no estimate for " + target + ": its vendor gives no constants");
            }
          }
        }
      }
    } catch (ProblemException unknown) {
      notes.add("there is no estimate: " + unknown.getMessage());
    }
    return estimates;
  }
}
