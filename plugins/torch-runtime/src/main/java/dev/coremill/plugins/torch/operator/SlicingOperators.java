package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;

/** Parts of tensors: reading them, and writing them. */
final class SlicingOperators {
  private SlicingOperators() {}

  static void register(OperatorRegistry registry) {
    registry.moves("slice_by_index", SlicingOperators::slice);
    registry.moves("slice_by_size", SlicingOperators::sliceBySize);
    registry.moves("slice_update", SlicingOperators::update);
    registry.moves("sliding_windows", SlicingOperators::windows);
  }

  private static Tensor slice(OperationContext context) {
    Tensor x = context.tensor("x");
    SliceRange range = SliceRange.of(context, x.shape());
    long[] backward = range.backwardAxes();
    if (backward.length == 0) {
      return view(x, range, true);
    }
    return view(x, range, false).flip(backward).reshape(range.squeezedShape());
  }

  /**
   * The elements of a range, in the order in which they lie in memory; shares the memory.
   *
   * @param squeezed whether to leave out the axes of which one element is chosen
   */
  private static Tensor view(Tensor x, SliceRange range, boolean squeezed) {
    long[] sizes = new long[range.rank()];
    long[] strides = new long[range.rank()];
    long offset = x.storage_offset();
    int rank = 0;
    for (int axis = 0; axis < range.rank(); axis++) {
      long stride = x.stride(axis);
      if (range.count(axis) > 0) {
        offset += range.lowest(axis) * stride;
      }
      if (!squeezed || !range.isSqueezed(axis)) {
        sizes[rank] = range.count(axis);
        strides[rank++] = Math.abs(range.step(axis)) * stride;
      }
    }
    return x.as_strided(
        Arrays.copyOf(sizes, rank), Arrays.copyOf(strides, rank), new LongOptional(offset));
  }

  /** In the memory of {@code x} where nothing uses its old value any more. */
  private static Tensor update(OperationContext context) {
    Tensor x = context.tensor("x");
    SliceRange range = SliceRange.of(context, x.shape());
    Tensor update = context.tensor("update");
    long[] expected = range.squeezedShape();
    if (!Arrays.equals(update.shape(), expected)) {
      throw new OperatorException(
          "update is "
              + Arrays.toString(update.shape())
              + ", and the slice "
              + Arrays.toString(expected));
    }
    Tensor result = context.mayOverwrite("x") ? x : x.contiguous().clone();
    long[] backward = range.backwardAxes();
    if (backward.length == 0) {
      Tensor _ = view(result, range, true).copy_(update);
    } else {
      Tensor _ = view(result, range, false).copy_(update.reshape(range.shape()).flip(backward));
    }
    return result;
  }

  /** A size of -1 reaches to the end. */
  private static Tensor sliceBySize(OperationContext context) {
    Tensor part = context.tensor("x");
    long[] begin = context.integers("begin");
    long[] size = context.integers("size");
    if (begin.length != part.dim() || size.length != part.dim()) {
      throw new OperatorException("begin and size do not have one number for each axis");
    }
    for (int axis = 0; axis < begin.length; axis++) {
      long length = part.size(axis);
      long first = begin[axis] < 0 ? begin[axis] + length : begin[axis];
      long count = size[axis] == -1 ? length - first : size[axis];
      if (first < 0 || count < 0 || first > length || count > length - first) {
        throw new OperatorException(
            count + " elements from " + begin[axis] + " on are not all in axis " + axis);
      }
      part = part.narrow(axis, first, count);
    }
    return part;
  }

  /** Each window becomes a row of a new axis after the one that it slides along. */
  private static Tensor windows(OperationContext context) {
    Tensor x = context.tensor("x");
    int axis = Tensors.axis(context.integer("axis"), x.dim());
    Tensor windows = x.unfold(axis, context.integer("size"), context.integer("stride", 1));
    Sizes.checked(windows.shape());
    return windows.movedim(-1, axis + 1L);
  }
}
