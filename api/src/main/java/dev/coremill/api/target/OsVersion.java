package dev.coremill.api.target;

import dev.coremill.api.program.Opset;
import java.util.Locale;
import java.util.Optional;

/**
 * A version of an operating system, such as iOS 18 or macOS 15.1.
 *
 * @param system the system
 * @param major the number before the first dot
 * @param minor the number after it; 0 where none is given
 */
public record OsVersion(OperatingSystem system, int major, int minor) {
  /**
   * Reads a version such as {@code iOS18}, {@code iOS 18.1}, {@code ios18} or {@code macOS15}.
   *
   * @throws IllegalArgumentException if it is none; the message says what is expected
   */
  public static OsVersion parse(String text) {
    String compact = text.replace(" ", "").toLowerCase(Locale.ROOT);
    int digits = 0;
    while (digits < compact.length() && !Character.isDigit(compact.charAt(digits))) {
      digits++;
    }
    Optional<OperatingSystem> system = OperatingSystem.named(compact.substring(0, digits));
    String[] parts = compact.substring(digits).split("\\.", -1);
    try {
      if (system.isEmpty() || parts.length > 3) {
        throw new NumberFormatException(text);
      }
      int major = Integer.parseInt(parts[0]);
      int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
      return new OsVersion(system.get(), major, minor);
    } catch (NumberFormatException notAVersion) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no system version; expected a name and a number, such as iOS18, macOS15 or"
              + " watchOS11",
          notAVersion);
    }
  }

  /** The newest opset that this version runs; empty where it runs no ML programs. */
  public Optional<Opset> newestOpset() {
    return system.newestOpset(major);
  }

  /** Such as {@code iOS18} or {@code iOS18.1}. */
  @Override
  public String toString() {
    return system.text() + major + (minor == 0 ? "" : "." + minor);
  }
}
