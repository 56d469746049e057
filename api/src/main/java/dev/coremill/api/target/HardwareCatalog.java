package dev.coremill.api.target;

import java.util.List;

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
}
