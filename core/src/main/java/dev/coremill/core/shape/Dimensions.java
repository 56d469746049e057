package dev.coremill.core.shape;

import java.util.Arrays;

/** Arithmetic on dimensions. */
final class Dimensions {
  private Dimensions() {}

  static long[] broadcast(long[] one, long[] two) {
    int rank = Math.max(one.length, two.length);
    long[] result = new long[rank];
    for (int i = 1; i <= rank; i++) {
      long first = i > one.length ? 1 : one[one.length - i];
      long second = i > two.length ? 1 : two[two.length - i];
      if (first != second && first != 1 && second != 1) {
        throw new Unresolved(
            Arrays.toString(one) + " and " + Arrays.toString(two) + " cannot be broadcast");
      }
      result[rank - i] = first == 1 ? second : first;
    }
    return result;
  }

  static long[] with(long[] dimensions, int axis, long size) {
    long[] changed = dimensions.clone();
    changed[axis] = size;
    return changed;
  }

  static long[] without(long[] dimensions, int axis) {
    return join(slice(dimensions, 0, axis), slice(dimensions, axis + 1, dimensions.length));
  }

  static long[] insert(long[] dimensions, int axis, long size) {
    return join(
        slice(dimensions, 0, axis), new long[] {size}, slice(dimensions, axis, dimensions.length));
  }

  static long[] slice(long[] dimensions, int from, int to) {
    if (from < 0 || to < from || to > dimensions.length) {
      throw new Unresolved(
          Arrays.toString(dimensions) + " has no dimensions " + from + " to " + (to - 1));
    }
    return Arrays.copyOfRange(dimensions, from, to);
  }

  static long[] join(long[]... parts) {
    int length = 0;
    for (long[] part : parts) {
      length += part.length;
    }
    long[] joined = new long[length];
    int at = 0;
    for (long[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }

  static long product(long[] dimensions, int from, int to) {
    long product = 1;
    for (int i = from; i < to; i++) {
      product = Math.multiplyExact(product, dimensions[i]);
    }
    return product;
  }

  static long[] repeated(long size, int times) {
    long[] result = new long[times];
    Arrays.fill(result, size);
    return result;
  }

  /** The quotient, which must be whole. */
  static long quotient(long dividend, long divisor) {
    if (divisor <= 0 || dividend % divisor != 0) {
      throw new Unresolved(dividend + " is not divisible by " + divisor);
    }
    return dividend / divisor;
  }

  static void requireRank(long[] dimensions, int rank) {
    if (dimensions.length != rank) {
      throw new Unresolved(Arrays.toString(dimensions) + " is not of rank " + rank);
    }
  }
}
