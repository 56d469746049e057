package dev.coremill.plugins.quantization;

import dev.coremill.api.tensor.DataType;

/** From a value to its integer, and what is lost on the way. */
final class Rounding {
  /**
   * 1.5 * 2^23: adding it to a number below 2^22 leaves no bits for a fraction, so the sum is
   * rounded, half to even. Unlike {@code Math.rint} the compiler vectorizes it.
   */
  static final float WHOLE = 12582912f;

  private Rounding() {}

  /** The integer that is stored for a value. */
  static int code(float value, float scale, int zero, IntegerRange range) {
    float lowest = range.minimum() - zero;
    float highest = range.maximum() - zero;
    float clamped = Math.max(lowest, Math.min(highest, value / scale));
    return (int) ((clamped + WHOLE) - WHOLE) + zero;
  }

  /** The squared difference between a value and what is read back for it. */
  static double error(float value, float scale, int zero, IntegerRange range, DataType type) {
    float back = scale * (code(value, scale, zero, range) - zero);
    if (type == DataType.FLOAT16) {
      back = Float.float16ToFloat(Float.floatToFloat16(back));
    }
    double difference = (double) value - back;
    return difference * difference;
  }
}
