package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What {@code begin}, {@code end}, {@code stride} and their masks select, with the rules of NumPy:
 * negative positions are counted from the end, positions beyond the ends stop there, and a masked
 * one is the end at which the stride begins or stops.
 */
final class SliceRange {
  private final long[] start;
  private final long[] step;
  private final long[] count;
  private final boolean[] squeezed;

  private SliceRange(int rank) {
    start = new long[rank];
    step = new long[rank];
    count = new long[rank];
    squeezed = new boolean[rank];
  }

  /** What an operation selects in a tensor of a shape. */
  static SliceRange of(OperationContext context, long[] shape) {
    int rank = shape.length;
    long[] begin = perAxis(context, "begin", rank);
    long[] end = perAxis(context, "end", rank);
    long[] stride = context.has("stride") ? perAxis(context, "stride", rank) : null;
    long[] beginMask = mask(context, "begin_mask", rank);
    long[] endMask = mask(context, "end_mask", rank);
    long[] squeezeMask = mask(context, "squeeze_mask", rank);
    SliceRange range = new SliceRange(rank);
    for (int axis = 0; axis < rank; axis++) {
      if (isSet(squeezeMask, axis)) {
        range.choose(axis, isSet(beginMask, axis) ? 0 : begin[axis], shape[axis]);
      } else {
        range.select(
            axis,
            isSet(beginMask, axis) ? null : begin[axis],
            isSet(endMask, axis) ? null : end[axis],
            stride == null ? 1 : stride[axis],
            shape[axis]);
      }
    }
    return range;
  }

  private static long[] perAxis(OperationContext context, String argument, int rank) {
    long[] numbers = context.integers(argument);
    if (numbers.length != rank) {
      throw new OperatorException(
          "'" + argument + "' has " + numbers.length + " numbers for " + rank + " axes");
    }
    return numbers;
  }

  private static long @Nullable [] mask(OperationContext context, String argument, int rank) {
    return context.has(argument) ? perAxis(context, argument, rank) : null;
  }

  private static boolean isSet(long @Nullable [] mask, int axis) {
    return mask != null && mask[axis] != 0;
  }

  private void choose(int axis, long index, long size) {
    long position = index < 0 ? index + size : index;
    if (position < 0 || position >= size) {
      throw new OperatorException(
          "there is no element " + index + " in axis " + axis + ", which has " + size);
    }
    start[axis] = position;
    step[axis] = 1;
    count[axis] = 1;
    squeezed[axis] = true;
  }

  private void select(int axis, @Nullable Long begin, @Nullable Long end, long stride, long size) {
    if (stride == 0) {
      throw new OperatorException("the stride of axis " + axis + " is 0");
    }
    boolean forward = stride > 0;
    // Where a position beyond an end stops.
    long low = forward ? 0 : -1;
    long high = forward ? size : size - 1;
    long first = position(begin, forward ? low : high, size, low, high);
    long last = position(end, forward ? high : low, size, low, high);
    long distance = forward ? last - first : first - last;
    start[axis] = first;
    step[axis] = stride;
    count[axis] = distance <= 0 ? 0 : (distance - 1) / Math.abs(stride) + 1;
  }

  private static long position(
      @Nullable Long given, long otherwise, long size, long low, long high) {
    if (given == null) {
      return otherwise;
    }
    return Math.clamp(given < 0 ? given + size : given, low, high);
  }

  int rank() {
    return count.length;
  }

  /** How many elements are selected along an axis. */
  long count(int axis) {
    return count[axis];
  }

  /** The distance between two of them; negative where they are taken backward. */
  long step(int axis) {
    return step[axis];
  }

  /** The selected element that lies first in memory. */
  long lowest(int axis) {
    return step[axis] > 0 ? start[axis] : start[axis] + (count[axis] - 1) * step[axis];
  }

  /** The axes along which several elements are taken backward. */
  long[] backwardAxes() {
    boolean[] backward = new boolean[count.length];
    for (int axis = 0; axis < count.length; axis++) {
      backward[axis] = step[axis] < 0 && count[axis] > 1;
    }
    return Axes.numbers(backward);
  }

  /** Whether an axis is left out: one element of it is chosen. */
  boolean isSqueezed(int axis) {
    return squeezed[axis];
  }

  /** The shape of what is selected, with a 1 where an axis is left out. */
  long[] shape() {
    return count.clone();
  }

  /** The shape without the axes that are left out. */
  long[] squeezedShape() {
    long[] shape = new long[count.length];
    int rank = 0;
    for (int axis = 0; axis < count.length; axis++) {
      if (!squeezed[axis]) {
        shape[rank++] = count[axis];
      }
    }
    return Arrays.copyOf(shape, rank);
  }
}
