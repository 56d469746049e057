package dev.coremill.core.report;

/**
 * Numbers as people read them, the same in every locale. Written without {@code String.format},
 * which costs a start-up that is felt in short commands.
 */
public final class Quantities {
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};

  private Quantities() {}

  /** Bytes with three significant digits and a decimal unit, such as {@code 1.25 MB}. */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = 0;
    while (value >= 999.5) {
      value /= 1000;
      unit++;
    }
    return threeDigits(value) + " " + UNITS[unit];
  }

  /** How many times smaller something became, such as {@code 3.97x smaller}. */
  public static String ratio(long before, long after) {
    if (before == after) {
      return "same size";
    }
    if (before <= 0 || after <= 0) {
      return "";
    }
    return after < before
        ? threeDigits((double) before / after) + "x smaller"
        : threeDigits((double) after / before) + "x larger";
  }

  /** Three significant digits, and at least the whole number: {@code 1.25}, {@code 12.5}. */
  public static String threeDigits(double value) {
    double magnitude = Math.abs(value);
    if (magnitude < 9.995) {
      return fixed(value, 2);
    }
    return fixed(value, magnitude < 99.95 ? 1 : 0);
  }

  /**
   * A number with a fixed count of decimals; {@code inf} and {@code nan} for what is no number.
   *
   * @param decimals from 0 to 6
   */
  public static String fixed(double value, int decimals) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    long power = 1;
    for (int i = 0; i < decimals; i++) {
      power *= 10;
    }
    if (Math.abs(value) > 1e12) {
      return Double.toString(value);
    }
    long scaled = Math.round(Math.abs(value) * power);
    StringBuilder text = new StringBuilder();
    if (value < 0 && scaled != 0) {
      text.append('-');
    }
    text.append(scaled / power);
    if (decimals > 0) {
      String fraction = Long.toString(scaled % power);
      text.append('.').repeat('0', decimals - fraction.length()).append(fraction);
    }
    return text.toString();
  }

  /** A number of any magnitude with three significant digits, such as {@code 1.25e-07}. */
  public static String scientific(double value) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return value == 0 ? "0" : fixed(value, 0);
    }
    int exponent = (int) Math.floor(Math.log10(Math.abs(value)));
    if (exponent >= -3 && exponent < 6) {
      return fixed(value, Math.clamp(2 - exponent, 0, 6));
    }
    double mantissa = value / Math.pow(10, exponent);
    if (Math.abs(mantissa) >= 9.995) {
      mantissa /= 10;
      exponent++;
    }
    int magnitude = Math.abs(exponent);
    return fixed(mantissa, 2)
        + (exponent < 0 ? "e-" : "e+")
        + (magnitude < 10 ? "0" : "")
        + magnitude;
  }

  /** A whole number with its thousands set apart, such as {@code 25,557,032}. */
  public static String grouped(long number) {
    String digits = Long.toString(Math.abs(number));
    StringBuilder text = new StringBuilder(number < 0 ? "-" : "");
    for (int i = 0; i < digits.length(); i++) {
      if (i > 0 && (digits.length() - i) % 3 == 0) {
        text.append(',');
      }
      text.append(digits.charAt(i));
    }
    return text.toString();
  }

  /** A count with its noun, such as {@code 1 weight} or {@code 3 weights}. */
  public static String count(long number, String noun) {
    return grouped(number) + " " + noun + (number == 1 ? "" : "s");
  }
}
