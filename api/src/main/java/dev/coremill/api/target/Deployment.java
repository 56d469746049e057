package dev.coremill.api.target;

import java.util.List;

/**
 * What a compressed model must run on.
 *
 * @param minimumOs the oldest version of each system; empty where the model's own requirement
 *     stands
 * @param computeUnits the compute units that the app allows
 */
public record Deployment(List<OsVersion> minimumOs, ComputeUnits computeUnits) {
  /** Copies the list. */
  public Deployment {
    minimumOs = List.copyOf(minimumOs);
  }
}
