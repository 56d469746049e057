package dev.coremill.plugins.quantization;

import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;

/** Blocks whose elements lie one after another for some length: a run has one scale. */
final class BlockRuns extends ElementBlocks {
  /** Runs shorter than this are not looped over one by one. */
  static final int SHORT_RUN = 128;

  private final long total;
  private final long runLength;
  private final int chunkLength;
  private final boolean wholeBlocks;
  private final BlockGrid runs;
  private final int[] blocks;
  private final RunErrors errors = new RunErrors();
  private final ShortRuns shortRuns;
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
    this.shortRuns = new ShortRuns((int) Math.min(runLength, SHORT_RUN), chunkLength);
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
    if (wholeBlocks) {
      // Each run is a block.
      for (int i = 0; i < runCount; i++) {
        blocks[i] = (int) first + i;
      }
    } else {
      runs.blocksOf(first, runCount, blocks);
    }
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
    if (runLength < SHORT_RUN && runLength > 1) {
      shortRuns.widen(scales, bits(), count(), blocks);
      return;
    }
    int[] chunk = bits();
    int offset = 0;
    int end = firstEnd();
    for (int run = 0; run < runCount; run++) {
      if (scales.range().symmetric()) {
        widenSymmetric(scales, blocks[run], chunk, offset, end);
      } else {
        widen(scales, blocks[run], chunk, offset, end);
      }
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

  private static void widenSymmetric(BlockScales scales, int block, int[] bits, int from, int to) {
    int largest = scales.highest[block];
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, bits[i] & Integer.MAX_VALUE);
    }
    scales.highest[block] = largest;
    scales.lowest[block] = ~largest;
  }

  @Override
  void measure(BlockScales scales) {
    float[] values = values();
    int offset = 0;
    int end = firstEnd();
    for (int run = 0; run < runCount; run++) {
      int block = blocks[run];
      if (scales.rivalScale[block] != 0) {
        errors.add(scales, block, values, offset, end - offset);
      }
      offset = end;
      end = next(end);
    }
  }

  @Override
  void encode(BlockScales scales, byte[] codes) {
    if (runLength < SHORT_RUN) {
      shortRuns.encode(scales, values(), count(), blocks, codes);
      return;
    }
    int offset = 0;
    int end = firstEnd();
    for (int run = 0; run < runCount; run++) {
      int block = blocks[run];
      float scale = scales.scale[block];
      int zero = scales.zero[block];
      if (scales.fits(block)) {
        encode(values(), offset, end, scale, zero, codes);
      } else {
        encodeClamped(values(), offset, end, scale, zero, scales.range(), codes);
      }
      offset = end;
      end = next(end);
    }
  }

  private static void encode(
      float[] values, int from, int to, float scale, int zero, byte[] codes) {
    float back = Rounding.WHOLE - zero;
    for (int i = from; i < to; i++) {
      codes[i] = (byte) (values[i] / scale + Rounding.WHOLE - back);
    }
  }

  private static void encodeClamped(
      float[] values, int from, int to, float scale, int zero, IntegerRange range, byte[] codes) {
    float back = Rounding.WHOLE - zero;
    int minimum = range.minimum();
    int maximum = range.maximum();
    for (int i = from; i < to; i++) {
      int code = (int) (values[i] / scale + Rounding.WHOLE - back);
      codes[i] = (byte) (float) Math.max(minimum, Math.min(maximum, code));
    }
  }
}
