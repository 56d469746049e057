package dev.coremill.core.placement;

/** What shapes the inputs of a function may have. */
public enum ShapeKind {
  /** One shape each. */
  FIXED,
  /** A list of shapes. */
  ENUMERATED,
  /** Ranges of sizes. */
  FLEXIBLE
}
