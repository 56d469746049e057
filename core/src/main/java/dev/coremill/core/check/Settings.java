package dev.coremill.core.check;

import dev.coremill.api.target.Chip;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.OperatingSystem;
import dev.coremill.api.target.OsRange;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Sourced;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
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
   * minimum for iOS counts for iPadOS too. A device whose systems nobody states is taken to run
   * those that are asked for.
   *
   * @param minimumOs the oldest version of each system
   * @return none where nothing is known of the systems of the device, and nothing asked for
   */
  public static List<TargetSetting> of(
      Device device, List<OsVersion> minimumOs, ComputeUnits units) {
    List<TargetSetting> settings = new ArrayList<>();
    if (device.systems().isEmpty()) {
      for (OsVersion asked : minimumOs) {
        settings.add(new TargetSetting(device, asked, units));
      }
    }
    for (Sourced<OsRange> range : device.systems()) {
      OsVersion version = version(range.value(), minimumOs);
      settings.add(new TargetSetting(device, version, units));
    }
    return settings;
  }

  /**
   * The same, at least one.
   *
   * @throws ProblemException where nothing is known of the systems of the device, and nothing asked
   *     for
   */
  public static List<TargetSetting> known(
      Device device, List<OsVersion> minimumOs, ComputeUnits units) {
    List<TargetSetting> settings = of(device, minimumOs, units);
    if (settings.isEmpty()) {
      throw new ProblemException(
          Problem.input(
              device.id(),
              "nobody states which systems this device runs",
              "say which one you mean with --minimum-os, such as tvOS18"));
    }
    return settings;
  }

  /**
   * The setting with the newest of the systems of a device, such as iPadOS where it began with iOS.
   *
   * @throws ProblemException as {@link #known} does
   */
  public static TargetSetting newest(Device device, List<OsVersion> minimumOs, ComputeUnits units) {
    return known(device, minimumOs, units).getLast();
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
