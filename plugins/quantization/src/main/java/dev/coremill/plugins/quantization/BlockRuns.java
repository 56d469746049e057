package dev.coremill.plugins.quantization;

import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;

/** Blocks whose elements lie one after another for some length: a run has one scale. */
final class BlockRuns extends ElementBlocks {
  private final long total;
  private final long runLength;
  private final int chunkLength;
  private final boolean wholeBlocks;
  private final BlockGrid runs;
  private final int[] blocks;
  private int runCount;

  BlockRuns(Tensor tensor, BlockGrid grid) {
    super(tensor, chunkLength(tensor, grid.runLength()));
    this.total = tensor.elementCount();
    this.runLength = grid.runLength();
    this.chunkLength = chunkLength(tensor, runLength);
    this.wholeBlocks =
        runLength <= chunkLength && runLength * grid.blockCount() == tensor.elementCount();
    this.runs = runs(grid);
    this.blocks = new int[(int) (chunkLength / runLength) + 2];
  }

  /** Whole runs where they fit, eight at a time so that packed chunks start at whole bytes. */
  private static int chunkLength(Tensor tensor, long runLength) {
    long length = CHUNK;
    if (runLength * 8 <= CHUNK) {
      length = CHUNK / (runLength * 8) * (runLength * 8);
    } else if (runLength <= CHUNK) {
      length = CHUNK / runLength * runLength;
    }
    return (int) Math.min(length, tensor.elementCount());
  }

  /** The same partition with a run in place of each element. */
  private static BlockGrid runs(BlockGrid grid) {
    int axis = grid.grid().rank() - 1;
    while (axis > 0 && grid.grid().dimension(axis) == 1) {
      axis--;
    }
    long[] shape = new long[axis + 1];
    long[] counts = new long[axis + 1];
    for (int i = 0; i <= axis; i++) {
      shape[i] = grid.shape().dimension(i);
      counts[i] = grid.grid().dimension(i);
    }
    shape[axis] = counts[axis];
    return new BlockGrid(Shape.of(shape), Shape.of(counts));
  }

  @Override
  boolean wholeBlocks() {
    return wholeBlocks;
  }

  @Override
  int firstBlock() {
    return blocks[0];
  }

  @Override
  int endBlock() {
    return blocks[0] + runCount;
  }

  @Override
  int advance(long from) {
    if (from >= total) {
      return -1;
    }
    int length = (int) Math.min(chunkLength, total - from);
    long first = from / runLength;
    runCount = (int) ((from + length - 1) / runLength - first + 1);
    runs.blocksOf(first, runCount, blocks);
    return length;
  }

  /** Where a run of the chunk ends, for one that starts at an offset. */
  private int end(int offset) {
    long element = start() + offset;
    return (int) Math.min(count(), offset + (runLength - element % runLength));
  }

  @Override
  void widen(BlockScales scales) {
    int offset = 0;
    for (int run = 0; run < runCount; run++) {
      int end = end(offset);
      widen(scales, blocks[run], values(), offset, end);
      offset = end;
    }
  }

  private static void widen(BlockScales scales, int block, float[] values, int from, int to) {
    float lowest = scales.minimum[block];
    float highest = scales.maximum[block];
    for (int i = from; i < to; i++) {
      lowest = Math.min(lowest, values[i]);
      highest = Math.max(highest, values[i]);
    }
    scales.minimum[block] = lowest;
    scales.maximum[block] = highest;
  }

  @Override
  void measure(BlockScales scales) {
    int offset = 0;
    for (int run = 0; run < runCount; run++) {
      int end = end(offset);
      int block = blocks[run];
      if (scales.rivalScale[block] != 0) {
        scales.error[block] +=
            error(scales, values(), offset, end, scales.scale[block], scales.zero[block]);
        scales.rivalError[block] +=
            error(scales, values(), offset, end, scales.rivalScale[block], scales.rivalZero[block]);
      }
      offset = end;
    }
  }

  private static double error(
      BlockScales scales, float[] values, int from, int to, float scale, int zero) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += Rounding.error(values[i], scale, zero, scales.range(), scales.type());
    }
    return sum;
  }

  @Override
  void encode(BlockScales scales, int[] codes) {
    int offset = 0;
    for (int run = 0; run < runCount; run++) {
      int end = end(offset);
      int block = blocks[run];
      encode(values(), offset, end, scales.scale[block], scales.zero[block], scales.range(), codes);
      offset = end;
    }
  }

  private static void encode(
      float[] values, int from, int to, float scale, int zero, IntegerRange range, int[] codes) {
    float lowest = range.minimum() - zero;
    float highest = range.maximum() - zero;
    for (int i = from; i < to; i++) {
      float clamped = Math.max(lowest, Math.min(highest, values[i] / scale));
      codes[i] = (int) ((clamped + Rounding.WHOLE) - Rounding.WHOLE) + zero;
    }
  }
}
