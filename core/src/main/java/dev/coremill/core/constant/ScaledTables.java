package dev.coremill.core.constant;

import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Moves scales from what a lookup table gives onto the table: {@code affine(lookup(indices, table),
 * scale)} becomes {@code lookup(indices, affine(table, scale))}. Each value is the same product,
 * rounded once, so the results have the same bits. Where the scale varies inside a group, the group
 * is split and its table repeated.
 */
final class ScaledTables {
  private ScaledTables() {}

  /**
   * The expression with the scale on the table; empty where the scale varies along the elements of
   * a vector, or where scale or table are made in a way that cannot be repeated.
   *
   * @param laidOver the shape of the indices, or of the mask where they are packed
   */
  static Optional<WeightExpression> scaleTable(
      WeightExpression.Affine affine, WeightExpression.Lookup lookup, Shape laidOver) {
    Shape table = lookup.table().shape();
    Shape scale = affine.scale().shape();
    int rank = laidOver.rank();
    boolean vectors = table.dimension(-1) > 1;
    long[] split = table.dimensions();
    for (int axis = 0; axis < rank; axis++) {
      long scales = scale.dimension(axis);
      if (vectors && axis == lookup.vectorAxis() && laidOver.dimension(axis) % scales != 0) {
        return Optional.empty();
      }
      split[axis] = leastCommonMultiple(table.dimension(axis), scales);
    }
    WeightExpression repeated = repeat(lookup.table(), Shape.of(split));
    WeightExpression scaleOnTable = withTableAxes(affine.scale());
    WeightExpression offset = affine.offset();
    WeightExpression offsetOnTable = offset == null ? null : withTableAxes(offset);
    if (repeated == null || scaleOnTable == null || offset != null && offsetOnTable == null) {
      return Optional.empty();
    }
    return Optional.of(
        new WeightExpression.Lookup(
            lookup.indices(),
            new WeightExpression.Affine(repeated, scaleOnTable, offsetOnTable),
            lookup.vectorAxis()));
  }

  static long leastCommonMultiple(long a, long b) {
    long x = a;
    long y = b;
    while (y != 0) {
      long rest = x % y;
      x = y;
      y = rest;
    }
    return Math.multiplyExact(a / x, b);
  }

  /** The same scales for a table, which has two axes more. */
  private static @Nullable WeightExpression withTableAxes(WeightExpression scale) {
    if (!(scale instanceof WeightExpression.Dense(Tensor tensor))) {
      return null;
    }
    long[] dimensions = Arrays.copyOf(tensor.shape().dimensions(), tensor.shape().rank() + 2);
    dimensions[dimensions.length - 2] = 1;
    dimensions[dimensions.length - 1] = 1;
    return new WeightExpression.Dense(tensor.reshape(Shape.of(dimensions)));
  }

  /** The tables of the groups that groups were split into. */
  private static @Nullable WeightExpression repeat(WeightExpression table, Shape split) {
    if (table.shape().equals(split)) {
      return table;
    }
    return switch (table) {
      case WeightExpression.Dense(Tensor tensor) ->
          new WeightExpression.Dense(repeat(tensor, split));
      case WeightExpression.Affine affine -> {
        // A block of the scale covers whole groups or parts that are split with them, so the scale
        // stays as it is.
        WeightExpression data = repeat(affine.data(), split);
        yield data == null
            ? null
            : new WeightExpression.Affine(data, affine.scale(), affine.offset());
      }
      case WeightExpression.Lookup _, WeightExpression.Sparse _, WeightExpression.Cast _ -> null;
    };
  }

  private static Tensor repeat(Tensor table, Shape split) {
    // A table has at least two entries, of at least four bits: it ends on a byte border.
    long entryBits =
        table.shape().dimension(-2) * table.shape().dimension(-1) * table.type().bits();
    long size = entryBits / 8;
    BlockGrid groups = new BlockGrid(groups(split), groups(table.shape()));
    long count = groups.shape().elementCount();
    MemorySegment repeated = Arena.ofAuto().allocate(Math.multiplyExact(count, size));
    for (long group = 0; group < count; group++) {
      long source = groups.blockOf(group) * size;
      MemorySegment.copy(table.data(), source, repeated, group * size, size);
    }
    return Tensor.of(table.type(), split, repeated);
  }

  private static Shape groups(Shape table) {
    return Shape.of(Arrays.copyOf(table.dimensions(), table.rank() - 2));
  }
}
