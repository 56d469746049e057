package dev.coremill.plugins.quantization;

import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;

/**
 * Blocks that change with every element: the elements of a row have consecutive blocks, as with
 * scales along the innermost axis.
 */
final class BlockRows extends ElementBlocks {
  private final long total;
  private final long rowLength;
  private final int chunkLength;
  private final BlockGrid rows;
  private final int[] rowBlocks;
  private final int[] keys;
  private final int[] low;
  private final int[] high;
  private int rowCount;

  BlockRows(Tensor tensor, BlockGrid grid) {
    super(tensor, chunkLength(tensor, rowLength(grid)));
    this.total = tensor.elementCount();
    this.rowLength = rowLength(grid);
    this.chunkLength = chunkLength(tensor, rowLength);
    this.rows = rows(grid, innermost(grid));
    this.rowBlocks = new int[(int) (chunkLength / rowLength) + 2];
    this.keys = new int[(int) Math.min(rowLength, chunkLength)];
    this.low = new int[keys.length];
    this.high = new int[keys.length];
  }

  private static int chunkLength(Tensor tensor, long rowLength) {
    long length = rowLength <= CHUNK / 8 ? CHUNK / (rowLength * 8) * (rowLength * 8) : CHUNK;
    return (int) Math.min(length, tensor.elementCount());
  }

  /** The innermost axis with several blocks; those inside it have length 1. */
  private static int innermost(BlockGrid grid) {
    int axis = grid.grid().rank() - 1;
    while (axis > 0 && grid.grid().dimension(axis) == 1) {
      axis--;
    }
    return axis;
  }

  private static long rowLength(BlockGrid grid) {
    return grid.grid().dimension(innermost(grid));
  }

  /** The same partition with a row in place of each element, behind an axis of length 1. */
  private static BlockGrid rows(BlockGrid grid, int axis) {
    long[] shape = new long[axis + 1];
    long[] counts = new long[axis + 1];
    shape[0] = 1;
    counts[0] = 1;
    for (int i = 0; i < axis; i++) {
      shape[i + 1] = grid.shape().dimension(i);
      counts[i + 1] = grid.grid().dimension(i);
    }
    return new BlockGrid(Shape.of(shape), Shape.of(counts));
  }

  @Override
  boolean wholeBlocks() {
    return false;
  }

  @Override
  int firstBlock() {
    throw new IllegalStateException("a chunk holds parts of blocks");
  }

  @Override
  int endBlock() {
    throw new IllegalStateException("a chunk holds parts of blocks");
  }

  @Override
  int advance(long from) {
    if (from >= total) {
      return -1;
    }
    int length = (int) Math.min(chunkLength, total - from);
    long first = from / rowLength;
    rowCount = (int) ((from + length - 1) / rowLength - first + 1);
    rows.blocksOf(first, rowCount, rowBlocks);
    return length;
  }

  /** The block of the element at an offset that a row, or the chunk, starts with. */
  private int block(int row, int offset) {
    return (int) (rowBlocks[row] * rowLength + (start() + offset) % rowLength);
  }

  private int end(int offset) {
    long element = start() + offset;
    return (int) Math.min(count(), offset + (rowLength - element % rowLength));
  }

  @Override
  void widen(BlockScales scales) {
    int[] chunk = bits();
    int offset = 0;
    for (int row = 0; row < rowCount; row++) {
      int end = end(offset);
      int block = block(row, offset);
      widen(scales.lowest, scales.highest, block, chunk, offset, end - offset);
      offset = end;
    }
  }

  private void widen(int[] lowest, int[] highest, int block, int[] bits, int offset, int count) {
    // Only loops over arrays from 0 on are vectorized, which pays for copies of longer rows.
    if (count < 32) {
      for (int i = 0; i < count; i++) {
        int key = BlockScales.key(bits[offset + i]);
        lowest[block + i] = Math.min(lowest[block + i], key);
        highest[block + i] = Math.max(highest[block + i], key);
      }
      return;
    }
    System.arraycopy(bits, offset, keys, 0, count);
    System.arraycopy(lowest, block, low, 0, count);
    System.arraycopy(highest, block, high, 0, count);
    widen(low, high, keys, count);
    System.arraycopy(low, 0, lowest, block, count);
    System.arraycopy(high, 0, highest, block, count);
  }

  private static void widen(int[] lowest, int[] highest, int[] bits, int count) {
    for (int i = 0; i < count; i++) {
      lowest[i] = Math.min(lowest[i], BlockScales.key(bits[i]));
    }
    for (int i = 0; i < count; i++) {
      highest[i] = Math.max(highest[i], BlockScales.key(bits[i]));
    }
  }

  @Override
  void measure(BlockScales scales) {
    int offset = 0;
    for (int row = 0; row < rowCount; row++) {
      int end = end(offset);
      int block = block(row, offset);
      for (int i = offset; i < end; i++, block++) {
        if (scales.rivalScale[block] != 0) {
          scales.measure(block, values()[i]);
        }
      }
      offset = end;
    }
  }

  @Override
  void encode(BlockScales scales, byte[] codes) {
    int offset = 0;
    for (int row = 0; row < rowCount; row++) {
      int end = end(offset);
      encode(values(), offset, end - offset, scales, block(row, offset), codes);
      offset = end;
    }
  }

  private static void encode(
      float[] values, int offset, int count, BlockScales scales, int block, byte[] codes) {
    float[] scale = scales.scale;
    int[] zero = scales.zero;
    int minimum = scales.range().minimum();
    int maximum = scales.range().maximum();
    for (int i = 0; i < count; i++) {
      int point = zero[block + i];
      float whole = values[offset + i] / scale[block + i] + Rounding.WHOLE - Rounding.WHOLE;
      int code = Math.max(minimum, Math.min(maximum, (int) whole + point));
      codes[offset + i] = (byte) (float) code;
    }
  }
}
