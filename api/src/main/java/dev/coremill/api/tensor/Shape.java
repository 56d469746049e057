package dev.coremill.api.tensor;

import java.util.Arrays;

/**
 * The sizes of a tensor's dimensions, outermost first. Row-major order is meant wherever elements
 * are counted. A shape of rank 0 is a scalar; a dimension may be 0.
 */
public final class Shape {
  private static final Shape SCALAR = new Shape(new long[0]);

  private final long[] dimensions;
  private final long elementCount;

  private Shape(long[] dimensions) {
    this.dimensions = dimensions;
    long count = 1;
    for (long dimension : dimensions) {
      if (dimension < 0) {
        throw new IllegalArgumentException(
            "a dimension of " + dimension + " in " + Arrays.toString(dimensions));
      }
      try {
        count = Math.multiplyExact(count, dimension);
      } catch (ArithmeticException overflow) {
        throw new IllegalArgumentException(
            "the shape " + Arrays.toString(dimensions) + " has over 2^63 elements", overflow);
      }
    }
    this.elementCount = count;
  }

  /**
   * The shape of these dimensions.
   *
   * @throws IllegalArgumentException if one is negative, or if there are 2^63 elements or more
   */
  public static Shape of(long... dimensions) {
    return dimensions.length == 0 ? SCALAR : new Shape(dimensions.clone());
  }

  /** The shape of rank 0. */
  public static Shape scalar() {
    return SCALAR;
  }

  /** How many dimensions there are. */
  public int rank() {
    return dimensions.length;
  }

  /**
   * The size along an axis.
   *
   * @param axis from 0 for the outermost to rank - 1, or from -rank to -1 counted from the
   *     innermost
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public long dimension(int axis) {
    return dimensions[axis(axis)];
  }

  /**
   * The axis counted from the outermost, for one that may be counted from the innermost.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public int axis(int axis) {
    int counted = axis < 0 ? axis + dimensions.length : axis;
    if (counted < 0 || counted >= dimensions.length) {
      throw new IndexOutOfBoundsException("axis " + axis + " of the shape " + this);
    }
    return counted;
  }

  /** How many elements a tensor of this shape has; 1 for a scalar. */
  public long elementCount() {
    return elementCount;
  }

  /** A copy of the dimensions. */
  public long[] dimensions() {
    return dimensions.clone();
  }

  /**
   * How many elements lie one after another for each step along an axis: the product of the
   * dimensions inside it.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public long stride(int axis) {
    long stride = 1;
    for (int inner = axis(axis) + 1; inner < dimensions.length; inner++) {
      stride *= dimensions[inner];
    }
    return stride;
  }

  /**
   * This shape with another size along one axis.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public Shape with(int axis, long size) {
    long[] changed = dimensions.clone();
    changed[axis(axis)] = size;
    return of(changed);
  }

  /** A shape of this rank whose dimensions are all 1. */
  public Shape ones() {
    long[] ones = new long[dimensions.length];
    Arrays.fill(ones, 1);
    return of(ones);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(dimensions, that.dimensions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dimensions);
  }

  /** Such as {@code [64, 3, 3]}. */
  @Override
  public String toString() {
    return Arrays.toString(dimensions);
  }
}
