package dev.coremill.core.placement;

import dev.coremill.api.target.OsVersion;

/** A value of a fact. */
public sealed interface FactValue {
  /**
   * A word.
   *
   * @param text the word
   */
  record Word(String text) implements FactValue {}

  /**
   * A number.
   *
   * @param value the number
   */
  record Amount(double value) implements FactValue {}

  /**
   * A version of a system.
   *
   * @param version the version
   */
  record Version(OsVersion version) implements FactValue {}

  /** A word. */
  static FactValue of(String text) {
    return new Word(text);
  }

  /** A number. */
  static FactValue of(double value) {
    return new Amount(value);
  }

  /** {@code yes} or {@code no}. */
  static FactValue of(boolean value) {
    return new Word(value ? "yes" : "no");
  }
}
