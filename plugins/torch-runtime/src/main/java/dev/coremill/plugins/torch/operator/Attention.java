package dev.coremill.plugins.torch.operator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.BitSet;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** {@code softmax(query key^T / sqrt(E) + mask) value}; a boolean mask says what takes part. */
final class Attention {
  private Attention() {}

  static Tensor compute(OperationContext context) {
    Tensor query = context.tensor("query");
    Tensor key = context.tensor("key");
    Tensor value = context.tensor("value");
    Tensor given = context.tensorOrNull("attn_mask");
    requireFit(query.shape(), key.shape(), value.shape());
    Tensor mask = null;
    if (given != null) {
      requireFits(given.shape(), query.shape(), key.size(-2));
      // libtorch's fused kernel takes no mask of rank 1.
      mask = given.dim() == 1 ? given.unsqueeze(0) : given;
    }
    long[] shape = query.shape();
    shape[shape.length - 1] = value.size(-1);
    Sizes.requireMemory(shape);
    if (Arrays.stream(shape).anyMatch(size -> size == 0)) {
      // libtorch's fused kernel divides by the number of heads.
      return query.new_zeros(shape);
    }
    Tensor result =
        torch.scaled_dot_product_attention(
            query, key, value, Tensors.optional(mask), 0, false, new DoubleOptional(), false);
    Tensor closed = mask == null ? null : closedRows(mask);
    return closed == null ? result : result.masked_fill(closed, Tensors.scalar(Double.NaN));
  }

  /** libtorch would stretch a batch of 1, and add dimensions. */
  private static void requireFit(long[] query, long[] key, long[] value) {
    int rank = query.length;
    if (rank < 3 || key.length != rank || value.length != rank) {
      throw new OperatorException("query, key and value must have the same rank, 3 or more");
    }
    for (int axis = 0; axis < rank - 2; axis++) {
      if (query[axis] != key[axis] || query[axis] != value[axis]) {
        throw new OperatorException(
            "query, key and value have batches of "
                + query[axis]
                + ", "
                + key[axis]
                + " and "
                + value[axis]
                + " in axis "
                + axis
                + "; they must be equal");
      }
    }
    if (query[rank - 1] != key[rank - 1]) {
      throw new OperatorException(
          "an element of query has "
              + query[rank - 1]
              + " numbers, and one of key "
              + key[rank - 1]);
    }
    if (key[rank - 2] != value[rank - 2]) {
      throw new OperatorException(
          "key has " + key[rank - 2] + " elements, and value " + value[rank - 2]);
    }
  }

  private static void requireFits(long[] mask, long[] query, long keys) {
    int ahead = query.length - mask.length;
    boolean fits = mask.length > 0 && ahead >= 0 && mask[mask.length - 1] == keys;
    for (int axis = 0; fits && axis < mask.length - 1; axis++) {
      fits = mask[axis] == 1 || mask[axis] == query[ahead + axis];
    }
    if (!fits) {
      long[] whole = query.clone();
      whole[whole.length - 1] = keys;
      throw new OperatorException(
          "attn_mask of "
              + Arrays.toString(mask)
              + " cannot be broadcast to "
              + Arrays.toString(whole));
    }
  }

  /**
   * The rows of a mask that let nothing take part; null if there are none. The softmax of nothing
   * but negative infinity is not a number, and so is what is weighed by it; libtorch makes it 0.
   * Most rows are open at their very beginning, so that looking costs next to nothing.
   */
  private static @Nullable Tensor closedRows(Tensor mask) {
    long[] shape = mask.shape();
    long length = shape[shape.length - 1];
    if (mask.numel() == 0) {
      return null;
    }
    boolean booleans = Tensors.hasType(mask, ScalarType.Bool);
    Tensor contiguous = (booleans ? mask : mask.to(ScalarType.Float)).contiguous();
    MemorySegment elements = Tensors.memory(contiguous);
    int rows = Math.toIntExact(contiguous.numel() / length);
    BitSet closed = new BitSet();
    for (int row = 0; row < rows; row++) {
      boolean open = booleans ? isOpen(elements, row, length) : isWeighed(elements, row, length);
      if (!open) {
        closed.set(row);
      }
    }
    if (closed.isEmpty()) {
      return null;
    }
    long[] marks = new long[rows];
    closed.stream().forEach(row -> marks[row] = 1);
    shape[shape.length - 1] = 1;
    return Tensors.ofIntegers(shape, marks).to(ScalarType.Bool);
  }

  private static boolean isOpen(MemorySegment elements, long row, long length) {
    for (long at = row * length; at < (row + 1) * length; at++) {
      if (elements.get(ValueLayout.JAVA_BYTE, at) != 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWeighed(MemorySegment elements, long row, long length) {
    for (long at = row * length; at < (row + 1) * length; at++) {
      if (elements.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, at) != Float.NEGATIVE_INFINITY) {
        return true;
      }
    }
    return false;
  }
}
