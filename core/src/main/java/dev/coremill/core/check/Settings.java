package dev.coremill.core.check;

import dev.coremill.api.target.Chip;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.OperatingSystem;
import dev.coremill.api.target.OsRange;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Sourced;
import dev.coremill.api.target.TargetSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Decides which version of a system a device is taken to run. */
public final class Settings {
  /** The newest version that is known; all systems share its number. */
  private static final int NEWEST_MAJOR = 26;

  private Settings() {}

  /**
   * The settings of a device, one for each system that it runs: the oldest version that is asked
   * for where there is one, because that is the worst case, otherwise the newest that it runs. A
   * minimum for iOS counts for iPadOS too.
   *
   * @param minimumOs the oldest version of each system
   */
  public static List<TargetSetting> of(
      Device device, List<OsVersion> minimumOs, ComputeUnits units) {
    List<TargetSetting> settings = new ArrayList<>();
    for (Sourced<OsRange> range : device.systems()) {
      OsVersion version = version(range.value(), minimumOs);
      settings.add(new TargetSetting(device, version, units));
    }
    return settings;
  }

  /** A device of which nothing is known but its system. */
  public static TargetSetting anyDevice(OsVersion system, ComputeUnits units) {
    Chip chip = new Chip("", "any chip", Map.of());
    return new TargetSetting(
        new Device("", "any device with " + system, chip, List.of()), system, units);
  }

  private static OsVersion version(OsRange range, List<OsVersion> minimumOs) {
    OperatingSystem system = range.oldest().system();
    OsVersion newest = range.newest().orElse(new OsVersion(system, NEWEST_MAJOR, 0));
    OsVersion asked = null;
    for (OsVersion minimum : minimumOs) {
      boolean same = minimum.system() == system;
      boolean alike = system == OperatingSystem.IPADOS && minimum.system() == OperatingSystem.IOS;
      if (same || alike && asked == null) {
        asked = new OsVersion(system, minimum.major(), minimum.minor());
      }
    }
    if (asked == null || isAfter(asked, newest)) {
      return newest;
    }
    return isAfter(asked, range.oldest()) ? asked : range.oldest();
  }

  private static boolean isAfter(OsVersion version, OsVersion other) {
    return version.major() > other.major()
        || version.major() == other.major() && version.minor() > other.minor();
  }
}
