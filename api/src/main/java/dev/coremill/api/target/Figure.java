package dev.coremill.api.target;

/**
 * A quantity with a band and a mark.
 *
 * @param value the most likely value
 * @param low the lower end of the band that holds the true value in nine of ten cases
 * @param high its upper end
 * @param evidence measured, published, fitted or guessed
 * @param source where it comes from
 */
public record Figure(double value, double low, double high, Evidence evidence, String source) {
  /** Checks that the value is a number inside its band, and has a source. */
  public Figure {
    if (!(low <= value && value <= high) || source.isBlank()) {
      throw new IllegalArgumentException(
          value + " in [" + low + ", " + high + "] from '" + source + "' is no figure");
    }
  }

  /** A value that is known exactly. */
  public static Figure exact(double value, String source) {
    return new Figure(value, value, value, Evidence.MEASURED, source);
  }
}
