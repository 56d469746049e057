package dev.coremill.core.placement;

/** What a fact is about. A rule is about the narrowest thing that one of its facts is about. */
public enum FactScope {
  /** The device, its system and the compute units that are allowed. */
  SETTING,
  /** A whole function. */
  PROGRAM,
  /** An operation. */
  OPERATION,
  /** A constant that an operation uses; all such facts of a rule must hold for the same one. */
  WEIGHT,
  /** Where an operation was placed; for warnings only. */
  PLACEMENT
}
