package dev.coremill.core.cost;

import dev.coremill.api.target.Device;
import dev.coremill.api.target.OperatingSystem;
import dev.coremill.api.target.OsRange;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Sourced;
import java.util.List;

/** Picks the system of a device that an estimate is for. */
final class SystemChoice {
  /** The version that devices which still get new ones run. */
  private static final int CURRENT = 26;

  private SystemChoice() {}

  /**
   * The version that is asked for, or where the device never ran that one the next that it did;
   * without one for the device its newest.
   */
  static OsVersion of(Device device, List<OsVersion> asked) {
    OsVersion newest = null;
    for (Sourced<OsRange> range : device.systems()) {
      OsVersion oldest = range.value().oldest();
      for (OsVersion version : asked) {
        if (family(version.system()) == family(oldest.system())) {
          boolean tooOld = version.major() < oldest.major();
          return tooOld ? oldest : version;
        }
      }
      OsVersion last =
          range
              .value()
              .newest()
              .orElse(new OsVersion(oldest.system(), Math.max(CURRENT, oldest.major()), 0));
      newest = last;
    }
    return newest == null ? new OsVersion(OperatingSystem.IOS, CURRENT, 0) : newest;
  }

  /** iPadOS counts its versions as iOS does. */
  private static OperatingSystem family(OperatingSystem system) {
    return system == OperatingSystem.IPADOS ? OperatingSystem.IOS : system;
  }
}
