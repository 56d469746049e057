package dev.coremill.core.shape;

import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** What inference knows of a value. Immutable: arrays are not copied, and nobody changes them. */
final class Known {
  /** Larger tensors are no arithmetic on shapes. */
  static final int MAXIMUM_VALUES = 4096;

  /** Larger float constants are weights, which nothing here looks at. */
  static final int MAXIMUM_FLOATS = 16;

  private final ValueType type;
  private final double @Nullable [] value;
  private final boolean bound;

  private Known(ValueType type, double @Nullable [] value, boolean bound) {
    this.type = type;
    this.value = value;
    this.bound = bound;
  }

  static Known of(ValueType type) {
    return new Known(type, null, false);
  }

  static Known tensor(DataType type, long... dimensions) {
    return of(ValueType.OfTensor.of(type, Shape.of(dimensions)));
  }

  static Known atMost(DataType type, long... dimensions) {
    return new Known(tensor(type, dimensions).type(), null, true);
  }

  /** The type; inference fixes every dimension of a tensor. */
  ValueType type() {
    return type;
  }

  /**
   * The elements, where it is a small tensor whose value follows from shapes and constants; null
   * otherwise. Integers are exact up to 2^53, more than any dimension of a real tensor.
   */
  double @Nullable [] value() {
    return value;
  }

  /** Whether the type is an upper bound, because the true one depends on data. */
  boolean bound() {
    return bound;
  }

  Known withType(ValueType other) {
    return new Known(other, value, false);
  }

  Known withValue(double @Nullable [] known) {
    return new Known(type, known, bound);
  }

  Known bounded(boolean also) {
    return also && !bound ? new Known(type, value, true) : this;
  }

  ValueType.OfTensor tensor() {
    if (type instanceof ValueType.OfTensor tensor) {
      return tensor;
    }
    throw new Unresolved("a " + type + " stands where a tensor is needed");
  }

  DataType dataType() {
    return tensor().dataType();
  }

  long[] dimensions() {
    return tensor()
        .shape()
        .orElseThrow(() -> new Unresolved("the shape " + type + " is open"))
        .dimensions();
  }
}
