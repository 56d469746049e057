package dev.coremill.core.cost;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.core.placement.Names;
import dev.coremill.core.profile.UpperBounds;
import dev.coremill.core.report.Quantities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a reader should know of an estimate. */
final class EstimateRemarks {
  private EstimateRemarks() {}

  static List<String> of(
      ConstantTable table,
      TargetSetting setting,
      Set<ComputeUnit> units,
      ProgramProfile profile,
      double fixedMs,
      ComputeUnit main,
      double matrixMs,
      double totalMs) {
    List<String> remarks = new ArrayList<>();
    String chip = setting.device().chip().id();
    for (ComputeUnit unit : units) {
      if (!UnitCosts.isMeasured(table, chip, unit)) {
        Optional<CostConstant> speed = table.find(ConstantName.SPEED, chip, unit, "");
        remarks.add(
            "no latency on the "
                + Names.of(unit)
                + " of "
                + setting.device().chip().name()
                + " went into the constants: they are those of other chips at "
                + Quantities.fixed(speed.map(found -> found.value().value()).orElse(1.0), 2)
                + " times the speed ("
                + speed.map(found -> found.value().source()).orElse("the same one")
                + ")");
      }
    }
    remarks.add(
        Quantities.fixed(fixedMs, 3)
            + " ms of the latency are the fixed time of the "
            + Names.of(main)
            + " on "
            + setting.system());
    if (matrixMs > 0.2 * totalMs) {
      remarks.add(
          "much of the time is attention or recurrent: the constants come from image networks,"
              + " where there is little of it");
    }
    if (!profile.flexible().isEmpty()) {
      remarks.add(
          "the shapes of "
              + String.join(", ", profile.flexible())
              + " are open in the program; the estimate is for one of them");
    }
    String bounds = UpperBounds.text(profile);
    if (!bounds.isEmpty()) {
      remarks.add(bounds);
    }
    if (units.size() > 1) {
      remarks.add("the operations are split between units: placement is a prediction too");
    }
    return remarks;
  }
}
