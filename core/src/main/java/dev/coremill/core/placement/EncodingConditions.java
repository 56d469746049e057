package dev.coremill.core.placement;

import dev.coremill.api.target.Chip;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.EncodingUse;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.api.weight.Encoding;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Conditions about an encoding alone, with the system but without a device or a program. */
public final class EncodingConditions {
  private static final Device NONE = new Device("", "", new Chip("", "", Map.of()), List.of());

  private EncodingConditions() {}

  /** Whether an encoding can be asked about a fact. */
  public static boolean knows(Fact fact) {
    return fact.scope() == FactScope.WEIGHT
        || fact == Fact.OPERATION
        || fact == Fact.SYSTEM
        || fact == Fact.OS
        || fact == Fact.RELEASE
        || fact == Fact.UNITS;
  }

  /** Whether all conditions hold. */
  public static boolean hold(
      List<Condition> conditions, EncodingUse use, OsVersion system, ComputeUnits units) {
    FactTable operation =
        new FactTable(SettingFacts.of(new TargetSetting(NONE, system, units)))
            .put(Fact.OPERATION, use.operationType());
    Encoding encoding = use.encoding();
    OperandProfile operand =
        new OperandProfile(
            use.argument(), "", encoding.type(), encoding.shape(), Optional.of(encoding), false);
    FactTable weight = WeightFacts.of(operand, encoding, operation);
    for (Condition condition : conditions) {
      if (!condition.holds(weight)) {
        return false;
      }
    }
    return true;
  }
}
