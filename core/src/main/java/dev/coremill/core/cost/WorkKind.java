package dev.coremill.core.cost;

import java.util.Optional;

/** Kinds of work that units do at rates of their own. */
public enum WorkKind {
  /** Convolutions with a kernel of more than one element and one group. */
  DENSE_CONVOLUTION("dense_convolution"),
  /** Products with a constant matrix: {@code linear}, and convolutions with a 1×1 kernel. */
  POINTWISE("pointwise"),
  /** Convolutions with several groups. */
  DEPTHWISE("depthwise"),
  /** Products of two computed tensors, such as attention, and recurrent layers. */
  MATRIX("matrix"),
  /** Everything else: it moves bytes, and its arithmetic does not count. */
  ELEMENTWISE("elementwise");

  private final String text;

  WorkKind(String text) {
    this.text = text;
  }

  /** The name in data files. */
  public String text() {
    return text;
  }

  /** Whether multiply-adds of this kind take time. */
  boolean computes() {
    return this != ELEMENTWISE;
  }

  /** The kind of a name in a data file, if there is one. */
  static Optional<WorkKind> named(String text) {
    for (WorkKind kind : values()) {
      if (kind.text.equals(text)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
