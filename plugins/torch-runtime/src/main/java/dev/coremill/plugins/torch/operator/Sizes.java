package dev.coremill.plugins.torch.operator;

import java.util.Arrays;

/**
 * Bounds for what an operation may make. Sizes are numbers in a program, which may be wrong or
 * hostile, so they are checked before anything is allocated.
 */
final class Sizes {
  /** The most elements of a tensor that is made from a few numbers: 4 GiB of float32. */
  private static final long MOST = 1L << 30;

  /** The most elements that are listed in arrays of Java on the way. */
  private static final long MOST_LISTED = 1L << 26;

  private Sizes() {}

  /** A shape, if a tensor of it may be made. */
  static long[] checked(long... shape) {
    count(MOST, shape);
    return shape;
  }

  /** How many elements a shape has, if they may be listed. */
  static int listed(long... shape) {
    return (int) count(MOST_LISTED, shape);
  }

  private static long count(long most, long... shape) {
    long count = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new OperatorException("a size of " + size + " in " + Arrays.toString(shape));
      }
      // Sizes are at most 2^63 - 1, and the count is at most `most`: a quotient never overflows.
      if (size > 0 && count > most / size) {
        throw new OperatorException(
            "a result of "
                + Arrays.toString(shape)
                + " has more than the "
                + most
                + " elements that are allowed; make the shape smaller");
      }
      count *= size;
    }
    return count;
  }
}
