package dev.coremill.core.check;

import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.OsVersion;
import dev.coremill.core.shape.ShapeOverrides;
import java.util.List;

/**
 * What a package is checked for.
 *
 * @param targets ids of devices
 * @param minimumOs the oldest version of each system; empty where the model's own requirement
 *     stands
 * @param units the compute units that the app allows
 * @param shapes the shapes of inputs that are asked for
 */
public record CheckRequest(
    List<String> targets, List<OsVersion> minimumOs, ComputeUnits units, ShapeOverrides shapes) {
  /** Copies the lists. */
  public CheckRequest {
    targets = List.copyOf(targets);
    minimumOs = List.copyOf(minimumOs);
  }
}
