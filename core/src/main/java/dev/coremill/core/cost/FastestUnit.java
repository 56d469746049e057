package dev.coremill.core.cost;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Confidence;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.TargetSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts every operation on the fastest unit that is allowed: what is left where nothing is known.
 */
public final class FastestUnit implements PlacementSource {
  @Override
  public List<Placement> place(
      HardwareCatalog catalog, ProgramProfile profile, TargetSetting setting) {
    ComputeUnit unit = fastest(setting.units());
    List<Placement> placements = new ArrayList<>();
    for (OperationProfile operation : profile.operations()) {
      placements.add(
          new Placement(
              operation.index(),
              unit,
              "the fastest unit that is allowed",
              Optional.empty(),
              Confidence.LOW,
              Evidence.GUESSED,
              "Coremill: no rules were asked",
              "fastest-unit"));
    }
    return placements;
  }

  private static ComputeUnit fastest(ComputeUnits units) {
    return switch (units) {
      case ALL, CPU_AND_NEURAL_ENGINE -> ComputeUnit.NEURAL_ENGINE;
      case CPU_AND_GPU -> ComputeUnit.GPU;
      case CPU_ONLY -> ComputeUnit.CPU;
    };
  }
}
