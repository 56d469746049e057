package dev.coremill.core.placement;

import java.util.Optional;

/** How a value must stand to the one in a test. */
public enum Comparison {
  AT_LEAST(">="),
  AT_MOST("<="),
  MORE(">"),
  LESS("<"),
  IS("");

  private final String sign;

  Comparison(String sign) {
    this.sign = sign;
  }

  /** The comparison whose sign a text begins with; empty where it begins with none. */
  static Optional<Comparison> of(String text) {
    for (Comparison comparison : values()) {
      if (comparison != IS && text.startsWith(comparison.sign)) {
        return Optional.of(comparison);
      }
    }
    return Optional.empty();
  }

  /** A text that begins with the sign, without it. */
  String rest(String text) {
    return text.substring(sign.length()).strip();
  }

  /**
   * Whether a value stands so.
   *
   * @param order less than, equal to or greater than 0, as the value is to the one in the test
   */
  boolean holds(int order) {
    return switch (this) {
      case AT_LEAST -> order >= 0;
      case AT_MOST -> order <= 0;
      case MORE -> order > 0;
      case LESS -> order < 0;
      case IS -> order == 0;
    };
  }
}
