package dev.coremill.core.budget;

/**
 * One way to store a weight.
 *
 * @param bytes what it takes, 0 or more
 * @param error its squared error, finite, 0 or more
 */
public record Option(long bytes, double error) {
  /** Checks the ranges. */
  public Option {
    if (bytes < 0 || !(error >= 0) || Double.isInfinite(error)) {
      throw new IllegalArgumentException(bytes + " bytes with an error of " + error);
    }
  }
}
