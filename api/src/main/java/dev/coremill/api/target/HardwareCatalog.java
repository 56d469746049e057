package dev.coremill.api.target;

import java.util.List;
import java.util.Optional;

/**
 * A vendor's devices, and what they accept. A plugin names its implementation in {@code
 * META-INF/services}; it has a public constructor without parameters.
 */
public interface HardwareCatalog {
  /** The vendor's name. */
  String vendor();

  /** Every device, in a stable order. */
  List<Device> devices();

  /**
   * Whether a system that this catalog knows loads a weight that is stored so.
   *
   * @param use the encoding and its user
   * @param system a version of a system
   * @param units the compute units that are allowed
   */
  Verdict check(EncodingUse use, OsVersion system, ComputeUnits units);

  /**
   * Rules that say where operations run, and warn of combinations that are known to be bad. Empty
   * where nothing is known: everything then runs on the fastest unit that is allowed.
   */
  default List<TargetRule> rules() {
    return List.of();
  }

  /** Constants for the cost model that Coremill has; not used where there is an own one. */
  default List<CostConstant> costConstants() {
    return List.of();
  }

  /** A cost model of the vendor's; empty where Coremill's is good enough. */
  default Optional<CostModel> costModel() {
    return Optional.empty();
  }
}
