package dev.coremill.plugins.quantization;

/** How the range of a block of weights is laid onto the integers. */
public enum QuantizationMode {
  /**
   * Symmetric about zero: the largest magnitude m becomes ±127 (8 bits) or ±7 (4 bits), so the
   * scale is m / 127 or m / 7. A signed type needs no zero point; an unsigned one has 127 or 7.
   */
  LINEAR_SYMMETRIC,
  /**
   * From the smallest to the largest value, zero included: they become the smallest and the largest
   * integer of the type, and the zero point is the integer that stands for 0.
   */
  LINEAR
}
