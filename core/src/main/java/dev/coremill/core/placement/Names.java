package dev.coremill.core.placement;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.ComputeUnits;
import java.util.Locale;

/** Units as people call them. */
public final class Names {
  private Names() {}

  /** Such as {@code Neural Engine}. */
  public static String of(ComputeUnit unit) {
    return switch (unit) {
      case CPU -> "CPU";
      case GPU -> "GPU";
      case NEURAL_ENGINE -> "Neural Engine";
    };
  }

  /** As pipelines write it, such as {@code cpu_only}. */
  public static String of(ComputeUnits units) {
    return units.name().toLowerCase(Locale.ROOT);
  }
}
