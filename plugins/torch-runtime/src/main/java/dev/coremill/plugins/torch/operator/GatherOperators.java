package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** Elements taken by indices. */
final class GatherOperators {
  private GatherOperators() {}

  static void register(OperatorRegistry registry) {
    registry.moves("gather", GatherOperators::gather);
    registry.moves("gather_along_axis", GatherOperators::alongAxis);
    registry.moves("gather_nd", GatherOperators::gatherNd);
  }

  /** The shape is that of {@code x} with the axis replaced by the axes of the indices. */
  private static Tensor gather(OperationContext context) {
    Tensor x = context.tensor("x");
    Tensor indices = context.tensor("indices");
    int axis = Tensors.axis(context.integer("axis", 0), x.dim());
    int batch = batchDimensions(context, indices);
    long[] from = x.shape();
    long[] at = indices.shape();
    if (batch > axis) {
      throw new OperatorException("axis " + axis + " is one of " + batch + " batch_dims");
    }
    requireEqual(from, at, batch);
    long[] shape = replaced(from, axis, axis + 1, at, batch);
    if (batch == 0 && indices.numel() == 1) {
      // The row of one token: a view of it takes no new memory.
      long row = Indices.forReading(context, indices.item_long(), from[axis]);
      return x.narrow(axis, row, 1).reshape(shape);
    }
    Tensor checked = Indices.forReading(context, indices, from[axis]);
    Sizes.checked(shape);
    if (batch == 0) {
      return x.index_select(axis, checked.reshape(-1)).reshape(shape);
    }
    long batches = TensorOperators.product(from, 0, batch);
    long outer = TensorOperators.product(from, batch, axis);
    long inner = TensorOperators.product(from, axis + 1, from.length);
    long count = TensorOperators.product(at, batch, at.length);
    Tensor rows = checked.reshape(batches, 1, count, 1).expand(batches, outer, count, inner);
    return x.reshape(batches, outer, from[axis], inner).gather(2, rows).reshape(shape);
  }

  /**
   * A shape with some axes in place of others.
   *
   * @param from the first axis that is replaced
   * @param to the first axis behind those that are replaced
   * @param skipped axes that are left out at the beginning of {@code other}
   */
  static long[] replaced(long[] shape, int from, int to, long[] other, int skipped) {
    int added = other.length - skipped;
    long[] result = new long[shape.length - (to - from) + added];
    System.arraycopy(shape, 0, result, 0, from);
    System.arraycopy(other, skipped, result, from, added);
    System.arraycopy(shape, to, result, from + added, shape.length - to);
    return result;
  }

  /** Axes of the batch are those of {@code x} and of the indices. */
  private static void requireEqual(long[] x, long[] indices, int batch) {
    for (int axis = 0; axis < batch; axis++) {
      requireEqual(x[axis], indices[axis], axis);
    }
  }

  private static void requireEqual(long size, long given, int axis) {
    if (size != given) {
      throw new OperatorException(
          "axis " + axis + " of indices has " + given + " elements, not " + size);
    }
  }

  private static int batchDimensions(OperationContext context, Tensor indices) {
    long batch = context.integer("batch_dims", 0);
    if (batch < 0 || batch > indices.dim()) {
      throw new OperatorException(
          "batch_dims is " + batch + " for indices of rank " + indices.dim());
    }
    return (int) batch;
  }

  private static Tensor alongAxis(OperationContext context) {
    Tensor x = context.tensor("x");
    int axis = Tensors.axis(context.integer("axis", 0), x.dim());
    Tensor indices = context.tensor("indices");
    if (indices.dim() != x.dim()) {
      throw new OperatorException(
          "indices has rank "
              + indices.dim()
              + ", and x has rank "
              + x.dim()
              + "; make them equal");
    }
    for (int i = 0; i < x.dim(); i++) {
      if (i != axis) {
        requireEqual(x.size(i), indices.size(i), i);
      }
    }
    return x.gather(axis, Indices.forReading(context, indices, x.size(axis)));
  }

  /** The last axis of the indices says where, in the axes of {@code x} after those of the batch. */
  private static Tensor gatherNd(OperationContext context) {
    Tensor x = context.tensor("x");
    Tensor indices = context.tensor("indices");
    int batch = batchDimensions(context, indices);
    long[] from = x.shape();
    long[] at = indices.shape();
    if (at.length == 0 || at[at.length - 1] + batch > from.length) {
      throw new OperatorException("the indices name more axes than x has");
    }
    if (batch >= at.length) {
      throw new OperatorException(
          "batch_dims is " + batch + " for indices of rank " + at.length + "; make it smaller");
    }
    requireEqual(from, at, batch);
    int depth = (int) at[at.length - 1];
    Tensor rows = linear(context, indices, Arrays.copyOfRange(from, batch, batch + depth), true);
    long batches = TensorOperators.product(from, 0, batch);
    long size = TensorOperators.product(from, batch, batch + depth);
    if (batch > 0) {
      long[] first = new long[Sizes.listed(batches)];
      for (int i = 0; i < first.length; i++) {
        first[i] = i * size;
      }
      rows = rows.reshape(batches, -1).add(Tensors.ofIntegers(new long[] {batches, 1}, first));
    }
    long[] shape = Arrays.copyOf(at, at.length - 1 + from.length - batch - depth);
    System.arraycopy(from, batch + depth, shape, at.length - 1, from.length - batch - depth);
    Sizes.checked(shape);
    long inner = TensorOperators.product(from, batch + depth, from.length);
    return x.reshape(batches * size, inner).index_select(0, rows.reshape(-1)).reshape(shape);
  }

  /**
   * Vectors of indices as single ones, row-major.
   *
   * @param indices the vectors, in their last axis
   * @param sizes the axes that they count in
   * @param reading whether they must be in bounds; otherwise they are -1 where they are not
   */
  static Tensor linear(OperationContext context, Tensor indices, long[] sizes, boolean reading) {
    long[] shape = Arrays.copyOf(indices.shape(), (int) indices.dim() - 1);
    Tensor rows = Tensors.zeros(shape);
    for (int axis = 0; axis < sizes.length; axis++) {
      Tensor part = indices.select(-1, axis);
      if (reading) {
        part = Indices.forReading(context, part, sizes[axis]);
        rows = rows.mul(Tensors.whole(sizes[axis])).add(part);
      } else {
        part = Indices.fromFront(context, part, sizes[axis]);
        Tensor outside =
            part.lt(Tensors.whole(0))
                .logical_or(part.ge(Tensors.whole(sizes[axis])))
                .logical_or(rows.lt(Tensors.whole(0)));
        rows =
            rows.mul(Tensors.whole(sizes[axis])).add(part).masked_fill(outside, Tensors.whole(-1));
      }
    }
    return rows;
  }
}
