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

  /** Where the first run of the chunk ends; the others follow at their length. */
  private int firstEnd() {
    return (int) Math.min(count(), runLength - start() % runLength);
  }

  private int next(int end) {
    return (int) Math.min(count(), end + runLength);
  }

  @Override
  void widen(BlockScales scales) {
    int[] chunk = bits();
    int offset = 0;
    int end = firstEnd();
    for (int run = 0; run < runCount; run++) {
      widen(scales, blocks[run], chunk, offset, end);
      offset = end;
      end = next(end);
    }
  }

  private static void widen(BlockScales scales, int block, int[] bits, int from, int to) {
    int lowest = scales.lowest[block];
    int highest = scales.highest[block];
    for (int i = from; i < to; i++) {
      int key = BlockScales.key(bits[i]);
      lowest = Math.min(lowest, key);
      highest = Math.max(highest, key);
    }
    scales.lowest[block] = lowest;
    scales.highest[block] = highest;
  }

  @Override
  void measure(BlockScales scales) {
    float[] values = values();
    int offset = 0;
    int end = firstEnd();
    for (int run = 0; run < runCount; run++) {
      int block = blocks[run];
      if (scales.rivalScale[block] != 0) {
        for (int i = offset; i < end; i++) {
          scales.measure(block, values[i]);
        }
      }
      offset = end;
      end = next(end);
    }
  }

  @Override
  void encode(BlockScales scales, byte[] codes) {
    int offset = 0;
    int end = firstEnd();
    for (int run = 0; run < runCount; run++) {
      int block = blocks[run];
      float scale = scales.scale[block];
      float inverse = 1 / scale;
      int zero = scales.zero[block];
      if (Float.isInfinite(inverse)) {
        encodeTiny(values(), offset, end, scale, zero, scales.range(), codes);
      } else if (scales.fits(block, inverse)) {
        encode(values(), offset, end, inverse, zero, codes);
      } else {
        encodeClamped(values(), offset, end, inverse, zero, scales.range(), codes);
      }
      offset = end;
      end = next(end);
    }
  }

  private static void encode(
      float[] values, int from, int to, float inverse, int zero, byte[] codes) {
    float back = Rounding.WHOLE - zero;
    for (int i = from; i < to; i++) {
      codes[i] = (byte) (values[i] * inverse + Rounding.WHOLE - back);
    }
  }

  private static void encodeClamped(
      float[] values, int from, int to, float inverse, int zero, IntegerRange range, byte[] codes) {
    float back = Rounding.WHOLE - zero;
    int minimum = range.minimum();
    int maximum = range.maximum();
    for (int i = from; i < to; i++) {
      int code = (int) (values[i] * inverse + Rounding.WHOLE - back);
      codes[i] = (byte) (float) Math.max(minimum, Math.min(maximum, code));
    }
  }

  /** For scales whose inverse is too large for a float. */
  private static void encodeTiny(
      float[] values, int from, int to, float scale, int zero, IntegerRange range, byte[] codes) {
    for (int i = from; i < to; i++) {
      codes[i] = (byte) Rounding.code(values[i], scale, zero, range);
    }
  }
}
