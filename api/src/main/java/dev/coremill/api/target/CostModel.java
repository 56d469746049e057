package dev.coremill.api.target;

import java.util.List;

/** Says what a function costs on a device of its catalog. */
@FunctionalInterface
public interface CostModel {
  /**
   * Estimates one prediction. The same arguments give the same estimate.
   *
   * @param profile the function
   * @param setting the device
   * @param placements where each operation runs, in the order of the profile
   */
  Estimate estimate(ProgramProfile profile, TargetSetting setting, List<Placement> placements);
}
