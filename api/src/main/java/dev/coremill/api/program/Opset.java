package dev.coremill.api.program;

import java.util.Optional;

/**
 * The versions of the operation set, oldest first. Each opset belongs to one specification version
 * of the model file, and runs from one release of Apple's systems on.
 */
public enum Opset {
  CORE_ML_5("CoreML5", 6, "iOS15"),
  CORE_ML_6("CoreML6", 7, "iOS16"),
  CORE_ML_7("CoreML7", 8, "iOS17"),
  CORE_ML_8("CoreML8", 9, "iOS18"),
  CORE_ML_9("CoreML9", 10, "iOS26");

  private final String text;
  private final int specificationVersion;
  private final String firstOs;

  Opset(String text, int specificationVersion, String firstOs) {
    this.text = text;
    this.specificationVersion = specificationVersion;
    this.firstOs = firstOs;
  }

  /** The name that programs use, such as {@code CoreML8}. */
  public String text() {
    return text;
  }

  /** The specification version of a model whose programs use this opset. */
  public int specificationVersion() {
    return specificationVersion;
  }

  /**
   * The first release of iOS that runs it, such as {@code iOS18}; the value of {@code minimum_os}
   * that asks for it.
   */
  public String firstOs() {
    return firstOs;
  }

  /** Whether this opset is the other one or a newer one. */
  public boolean isAtLeast(Opset other) {
    return compareTo(other) >= 0;
  }

  /**
   * Whether compressed constants take their parameters as inputs (from CoreML8 on) or as attributes
   * (before). {@code constexpr_affine_dequantize} always has attributes.
   */
  public boolean constexprParametersAreInputs() {
    return isAtLeast(CORE_ML_8);
  }

  /** The opset of a name such as {@code CoreML8}, if it is known. */
  public static Optional<Opset> named(String text) {
    for (Opset opset : values()) {
      if (opset.text.equals(text)) {
        return Optional.of(opset);
      }
    }
    return Optional.empty();
  }
}
