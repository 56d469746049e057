package dev.coremill.api.target;

/** How bad it is what an advisory warns of. */
public enum Severity {
  /** The model does not load, crashes or gives wrong numbers. */
  ERROR,
  /** Slower, larger or less exact than expected. */
  WARNING,
  /** Worth knowing. */
  INFORMATION
}
