package dev.coremill.api.target;

import dev.coremill.api.program.Opset;
import java.util.Locale;
import java.util.Optional;

/**
 * An operating system that runs Core ML models, with the first version for each opset.
 *
 * @see <a
 *     href="https://apple.github.io/coremltools/docs-guides/source/target-conversion-formats.html">availability
 *     of ML programs</a>
 */
public enum OperatingSystem {
  IOS("iOS", 15, 16, 17, 18, 26),
  IPADOS("iPadOS", 15, 16, 17, 18, 26),
  MACOS("macOS", 12, 13, 14, 15, 26),
  WATCHOS("watchOS", 8, 9, 10, 11, 26),
  TVOS("tvOS", 15, 16, 17, 18, 26),
  /** visionOS came with the opset CoreML7. */
  VISIONOS("visionOS", 1, 1, 1, 2, 26);

  private final String text;
  private final int coreMl5;
  private final int coreMl6;
  private final int coreMl7;
  private final int coreMl8;
  private final int coreMl9;

  OperatingSystem(String text, int coreMl5, int coreMl6, int coreMl7, int coreMl8, int coreMl9) {
    this.text = text;
    this.coreMl5 = coreMl5;
    this.coreMl6 = coreMl6;
    this.coreMl7 = coreMl7;
    this.coreMl8 = coreMl8;
    this.coreMl9 = coreMl9;
  }

  /** The name as Apple writes it, such as {@code iOS}. */
  public String text() {
    return text;
  }

  /** The first major version that runs an opset. */
  public int firstVersion(Opset opset) {
    return switch (opset) {
      case CORE_ML_5 -> coreMl5;
      case CORE_ML_6 -> coreMl6;
      case CORE_ML_7 -> coreMl7;
      case CORE_ML_8 -> coreMl8;
      case CORE_ML_9 -> coreMl9;
    };
  }

  /** The newest opset that a version runs; empty where it runs no ML programs. */
  public Optional<Opset> newestOpset(int majorVersion) {
    Opset newest = null;
    for (Opset opset : Opset.values()) {
      if (firstVersion(opset) <= majorVersion) {
        newest = opset;
      }
    }
    return Optional.ofNullable(newest);
  }

  /** The system of a name in any case, if there is one. */
  public static Optional<OperatingSystem> named(String name) {
    for (OperatingSystem system : values()) {
      if (system.text.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
        return Optional.of(system);
      }
    }
    return Optional.empty();
  }
}
