package dev.coremill.core.cost;

import dev.coremill.api.target.OsVersion;

/** Generations of the runtime that costs differ between. */
public enum Generation {
  /** Before ML programs: up to iOS 14 and macOS 11. */
  BEFORE_PROGRAMS("before-programs"),
  /** iOS 15 and 16, macOS 12 and 13: compressed weights become plain ones at load. */
  AHEAD_OF_RUN("ahead-of-run"),
  /** iOS 17 and macOS 14: decompression while running, in part. */
  JUST_IN_TIME("just-in-time"),
  /** iOS 18, macOS 15 and newer: decompression while running, more often. */
  MOSTLY_JUST_IN_TIME("mostly-just-in-time");

  private final String text;

  Generation(String text) {
    this.text = text;
  }

  /** The name in data files. */
  public String text() {
    return text;
  }

  /** Whether weights may stay compressed in memory. */
  boolean keepsCompressed() {
    return compareTo(JUST_IN_TIME) >= 0;
  }

  /** The generation of a system. */
  public static Generation of(OsVersion system) {
    int year = year(system);
    if (year <= 14) {
      return BEFORE_PROGRAMS;
    }
    return year <= 16 ? AHEAD_OF_RUN : year == 17 ? JUST_IN_TIME : MOSTLY_JUST_IN_TIME;
  }

  /** The version of iOS that came in the same year. */
  private static int year(OsVersion system) {
    int major = system.major();
    if (major >= 26) {
      return major;
    }
    return switch (system.system()) {
      case IOS, IPADOS, TVOS -> major;
      case MACOS -> major + 3;
      case WATCHOS -> major + 7;
      case VISIONOS -> major + 16;
    };
  }
}
