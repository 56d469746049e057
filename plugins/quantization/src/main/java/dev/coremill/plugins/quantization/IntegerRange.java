package dev.coremill.plugins.quantization;

import dev.coremill.api.tensor.DataType;

/**
 * The integers that a mode uses of a type.
 *
 * @param type the integer type
 * @param minimum the smallest integer used
 * @param maximum the largest integer used
 * @param symmetric whether ranges lie symmetrically about zero
 */
record IntegerRange(DataType type, int minimum, int maximum, boolean symmetric) {
  /**
   * The symmetric mode leaves one integer out, so that there are as many below the zero point as
   * above it: -127 to 127, or 0 to 254 about 127.
   */
  static IntegerRange of(QuantizationMode mode, DataType type) {
    int minimum = (int) type.minimum();
    int maximum = (int) type.maximum();
    return switch (mode) {
      case LINEAR -> new IntegerRange(type, minimum, maximum, false);
      case LINEAR_SYMMETRIC ->
          type.isSigned()
              ? new IntegerRange(type, minimum + 1, maximum, true)
              : new IntegerRange(type, minimum, maximum - 1, true);
    };
  }

  /** How many steps there are from the smallest to the largest integer. */
  int steps() {
    return maximum - minimum;
  }

  /** The integer that stands for 0 in the symmetric mode. */
  int middle() {
    return (minimum + maximum) / 2;
  }

  /** Whether zero points must be stored. */
  boolean hasZeroPoints() {
    return !symmetric || middle() != 0;
  }
}
