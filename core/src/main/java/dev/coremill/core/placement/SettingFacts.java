package dev.coremill.core.placement;

import dev.coremill.api.program.Opset;
import dev.coremill.api.target.OperatingSystem;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.TargetSetting;
import java.util.Locale;

/** What rules can ask about a setting. */
final class SettingFacts {
  private SettingFacts() {}

  static FactTable of(TargetSetting setting) {
    FactTable facts = new FactTable(null);
    OsVersion system = setting.system();
    facts.put(Fact.SYSTEM, system.system().text());
    facts.put(Fact.OS, new FactValue.Version(system));
    facts.put(Fact.RELEASE, release(system));
    facts.put(Fact.UNITS, setting.units().name().toLowerCase(Locale.ROOT));
    if (!setting.device().id().isEmpty()) {
      facts.put(Fact.DEVICE, setting.device().id());
      facts.put(Fact.CHIP, setting.device().chip().id());
      setting
          .device()
          .chip()
          .properties()
          .forEach((name, value) -> facts.putProperty(name, value.value()));
    }
    return facts;
  }

  /** The version of iOS that came out with a system; since 26 all systems have one number. */
  private static int release(OsVersion system) {
    int shared = OperatingSystem.IOS.firstVersion(Opset.CORE_ML_9);
    if (system.major() >= shared) {
      return system.major();
    }
    return system.newestOpset().map(OperatingSystem.IOS::firstVersion).orElse(0);
  }
}
