package dev.coremill.core.cost;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.Estimate;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.TargetSetting;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The estimate of a function on a target.
 *
 * @param profile the function
 * @param setting the target
 * @param placements where its operations run
 * @param estimate what it costs there
 */
public record TargetEstimate(
    ProgramProfile profile, TargetSetting setting, List<Placement> placements, Estimate estimate) {
  /** Copies the list. */
  public TargetEstimate {
    placements = List.copyOf(placements);
  }

  /** How many operations run on each unit. */
  public Map<ComputeUnit, Integer> units() {
    Map<ComputeUnit, Integer> counts = new EnumMap<>(ComputeUnit.class);
    for (Placement placement : placements) {
      counts.merge(placement.unit(), 1, Integer::sum);
    }
    return counts;
  }
}
