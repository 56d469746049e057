package dev.coremill.core.shape;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code slice_by_index} takes along each axis.
 *
 * @param first the first index
 * @param step the distance of one index from the next
 * @param count how many there are
 * @param squeezed whether the axis goes
 */
record Slices(long first, long step, long count, boolean squeezed) {
  static List<Slices> of(Arguments arguments, long[] shape) {
    int rank = shape.length;
    long[] none = new long[rank];
    long[] strides = arguments.integers("stride", Dimensions.repeated(1, rank));
    long[] beginMask = arguments.integers("begin_mask", none);
    long[] endMask = arguments.integers("end_mask", none);
    long[] squeeze = arguments.integers("squeeze_mask", none);
    long[] begin = masked(arguments, "begin", beginMask, squeeze);
    long[] end = masked(arguments, "end", endMask, squeeze);
    requireRank(rank, strides, beginMask, endMask, squeeze, begin, end);
    List<Slices> slices = new ArrayList<>(rank);
    for (int axis = 0; axis < rank; axis++) {
      slices.add(
          along(
              shape[axis],
              beginMask[axis] != 0 ? null : begin[axis],
              endMask[axis] != 0 ? null : end[axis],
              strides[axis],
              squeeze[axis] != 0));
    }
    return slices;
  }

  /** Bounds that decide on no size need not be known: a single element has size 1 anywhere. */
  private static long[] masked(Arguments arguments, String argument, long[] mask, long[] squeeze) {
    if (arguments.value(argument) == null) {
      boolean needed = false;
      for (int axis = 0; axis < mask.length; axis++) {
        needed |= mask[axis] == 0 && (axis >= squeeze.length || squeeze[axis] == 0);
      }
      if (!needed) {
        return new long[mask.length];
      }
    }
    return arguments.integers(argument);
  }

  private static void requireRank(int rank, long[]... values) {
    for (long[] each : values) {
      if (each.length != rank) {
        throw new Unresolved("a slice of " + each.length + " axes of a value of rank " + rank);
      }
    }
  }

  private static Slices along(
      long size, @Nullable Long begin, @Nullable Long end, long step, boolean squeezed) {
    if (squeezed) {
      long at = begin == null ? 0 : begin;
      return new Slices(at < 0 ? at + size : at, 1, 1, true);
    }
    if (step == 0) {
      throw new Unresolved("a stride of 0");
    }
    boolean up = step > 0;
    long lowest = up ? 0 : -1;
    long highest = up ? size : size - 1;
    long first = begin == null ? (up ? 0 : size - 1) : clamp(begin, size, lowest, highest);
    long last = end == null ? (up ? size : -1) : clamp(end, size, lowest, highest);
    long count = Math.max(0, Math.ceilDiv(last - first, step));
    return new Slices(first, step, count, false);
  }

  private static long clamp(long index, long size, long lowest, long highest) {
    long counted = index < 0 ? index + size : index;
    return Math.max(lowest, Math.min(highest, counted));
  }

  static long[] shape(List<Slices> slices) {
    long[] shape = new long[slices.size()];
    int rank = 0;
    for (Slices slice : slices) {
      if (!slice.squeezed()) {
        shape[rank++] = slice.count();
      }
    }
    return Dimensions.slice(shape, 0, rank);
  }
}
