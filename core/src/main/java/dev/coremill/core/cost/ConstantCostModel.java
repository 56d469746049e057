package dev.coremill.core.cost;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.CostModel;
import dev.coremill.api.target.Estimate;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.core.placement.Judgement;
import java.util.List;
import java.util.Optional;

/**
 * The cost model for catalogues without one of their own. The time of a prediction is a fixed time
 * of the unit, and for each operation a dispatch and the longest of computing, reading weights and
 * moving activations. The page {@code estimates.md} of the documentation explains each constant.
 */
public final class ConstantCostModel implements CostModel {
  private final ConstantTable table;

  /** A model with these constants. */
  public ConstantCostModel(ConstantTable table) {
    this.table = table;
  }

  /** Whether the constants say something of the units that operations were placed on. */
  public boolean covers(Judgement judgement) {
    return missing(judgement.profile(), judgement.placements()).isEmpty();
  }

  /** A unit that work was placed on, and that the constants say nothing of. */
  private Optional<ComputeUnit> missing(ProgramProfile profile, List<Placement> placements) {
    Border border = Border.of(profile);
    for (Placement placement : placements) {
      if (!border.contains(placement.operation()) && !UnitCosts.known(table, placement.unit())) {
        return Optional.of(placement.unit());
      }
    }
    return Optional.empty();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the constants say nothing of a unit, or if there are not as
   *     many placements as operations
   */
  @Override
  public Estimate estimate(
      ProgramProfile profile, TargetSetting setting, List<Placement> placements) {
    if (placements.size() != profile.operations().size()) {
      throw new IllegalArgumentException(
          placements.size() + " placements for " + profile.operations().size() + " operations");
    }
    Optional<ComputeUnit> missing = missing(profile, placements);
    if (missing.isPresent()) {
      throw new IllegalArgumentException("no constants of the " + missing.get());
    }
    return new EstimateMaker(table, profile, setting, placements).estimate();
  }
}
