package dev.coremill.distribution;

import java.time.Duration;

/** Reads and writes how long something may take, such as {@code 90s} or {@code 2h}. */
final class TimeLimit {
  private TimeLimit() {}

  /** Reads a time; a number alone is seconds. */
  static Duration parse(String option, String text) {
    String digits = text;
    long unit = 1;
    if (!text.isEmpty()) {
      unit =
          switch (text.charAt(text.length() - 1)) {
            case 's' -> 1;
            case 'm' -> 60;
            case 'h' -> 3600;
            default -> 0;
          };
      digits = unit == 0 ? text : text.substring(0, text.length() - 1);
      unit = Math.max(unit, 1);
    }
    try {
      long seconds = Math.multiplyExact(Long.parseLong(digits), unit);
      if (seconds < 0 || seconds > 1_000_000_000) {
        throw new UsageException(option + " " + text + ": from 0 to 1000000000 seconds");
      }
      return Duration.ofSeconds(seconds);
    } catch (NumberFormatException | ArithmeticException _) {
      throw new UsageException(
          option + " " + text + ": not a time; expected a number with s, m or h, such as 90s");
    }
  }

  /** How a time is said. */
  static String text(Duration time) {
    long seconds = time.toSeconds();
    if (seconds % 3600 == 0) {
      return seconds / 3600 + " h";
    }
    return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
