package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

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
    count(MOST, "that are allowed", shape);
    return shape;
  }

  /** How many elements a shape has, if they may be listed. */
  static int listed(long... shape) {
    return (int) count(MOST_LISTED, "that are allowed", shape);
  }

  /**
   * Checks what becomes of tensors that are broadcast to each other. The product of their counts,
   * which is at hand, bounds it, so that shapes are read of large tensors alone.
   */
  static void checkBroadcast(Tensor... tensors) {
    long count = 1;
    boolean small = true;
    for (Tensor tensor : tensors) {
      long own = tensor.numel();
      small &= own == 0 || count <= MOST / own;
      count = small ? count * own : count;
    }
    if (small) {
      return;
    }
    long[][] shapes = new long[tensors.length][];
    for (int i = 0; i < shapes.length; i++) {
      shapes[i] = tensors[i].shape();
    }
    requireMemory(broadcast(shapes));
  }

  /** Checks that two arguments can be broadcast to each other. */
  static void requireBroadcast(String first, Tensor x, String second, Tensor y) {
    long[] one = x.shape();
    long[] other = y.shape();
    for (int i = 1; i <= Math.min(one.length, other.length); i++) {
      long size = one[one.length - i];
      long otherSize = other[other.length - i];
      if (size != otherSize && size != 1 && otherSize != 1) {
        throw new OperatorException(
            first
                + " of "
                + Arrays.toString(one)
                + " and "
                + second
                + " of "
                + Arrays.toString(other)
                + " cannot be broadcast to each other");
      }
    }
  }

  /** Checks the result of a matrix product in the same way. */
  static void checkProduct(Tensor x, Tensor y) {
    long count = x.numel();
    long other = y.numel();
    boolean small = count > 0 && other > 0 && count <= MOST / other;
    if (small || x.dim() < 2 || y.dim() < 2) {
      return;
    }
    long[] rows = x.shape();
    long[] columns = y.shape();
    rows[rows.length - 1] = 1;
    columns[columns.length - 2] = 1;
    requireMemory(broadcast(rows, columns));
  }

  /** Checks the result of a product with a matrix, by its rows and columns. */
  static void checkProduct(long rows, long columns) {
    if (rows > MOST / columns) {
      requireMemory(rows, columns);
    }
  }

  /** What shapes become that are broadcast to each other, if they can be. */
  private static long[] broadcast(long[]... shapes) {
    long[] result = new long[0];
    for (long[] shape : shapes) {
      long[] longer = shape.length > result.length ? shape : result;
      long[] shorter = shape.length > result.length ? result : shape;
      for (int axis = 0; axis < shorter.length; axis++) {
        int at = longer.length - shorter.length + axis;
        longer[at] = longer[at] == 1 ? shorter[axis] : longer[at];
      }
      result = longer;
    }
    return result;
  }

  /**
   * Checks that the machine has memory for a result. It may be larger than what a few numbers ask
   * for, because tensors that are there already make it.
   */
  static void requireMemory(long... shape) {
    // Asking the system takes as long as a small operation.
    if (counted(MOST, shape) > MOST) {
      long most = Math.max(MOST, Pointer.totalPhysicalBytes() / Float.BYTES);
      count(most, "that this machine has memory for", shape);
    }
  }

  private static long count(long most, String which, long... shape) {
    long count = counted(most, shape);
    if (count > most) {
      throw new OperatorException(
          "a result of "
              + Arrays.toString(shape)
              + " has more than the "
              + most
              + " elements "
              + which
              + "; make the shape smaller");
    }
    return count;
  }

  /** How many elements a shape has, or some number above {@code most}. */
  private static long counted(long most, long... shape) {
    long count = 1;
    for (long size : shape) {
      if (size < 0) {
        throw new OperatorException("a size of " + size + " in " + Arrays.toString(shape));
      }
      // Sizes are at most 2^63 - 1, and the count is at most `most`: a quotient never overflows.
      if (size > 0 && count > most / size) {
        return Long.MAX_VALUE;
      }
      count *= size;
    }
    return count;
  }
}
