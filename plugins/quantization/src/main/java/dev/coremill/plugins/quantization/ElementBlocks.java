package dev.coremill.plugins.quantization;

import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Goes through the elements of a tensor in chunks, knowing which block each belongs to. One
 * subclass for each way that blocks can lie in memory, with the loops that are fast for it. An
 * instance belongs to one thread.
 */
abstract class ElementBlocks {
  /** About as many elements as a chunk has; a chunk and its codes fit the second-level cache. */
  static final int CHUNK = 1 << 15;

  private final Tensor tensor;
  private final float[] values;
  private final int[] bits;

  /** The number of the first element of the chunk. */
  private long start;

  /** How many elements the chunk has. */
  private int count;

  ElementBlocks(Tensor tensor, int largestChunk) {
    this.tensor = tensor;
    this.values = new float[largestChunk];
    this.bits = new int[largestChunk];
  }

  /** For a tensor that the blocks are laid over. */
  static ElementBlocks dense(Tensor tensor, BlockGrid grid) {
    return grid.runLength() == 1 ? new BlockRows(tensor, grid) : new BlockRuns(tensor, grid);
  }

  /** For packed non-zeros, where the blocks are laid over the mask. */
  static ElementBlocks packed(Tensor tensor, Tensor mask, BlockGrid grid) {
    return new PackedBlocks(tensor, mask, grid);
  }

  /** Loads the next chunk; false where there is none. */
  final boolean next() {
    long from = start + count;
    int length = advance(from);
    if (length < 0) {
      return false;
    }
    start = from;
    count = length;
    Elements.readFloats(tensor, start, count, values, 0);
    return true;
  }

  /** Goes back to before the first chunk. */
  void rewind() {
    start = 0;
    count = 0;
  }

  final long start() {
    return start;
  }

  final int count() {
    return count;
  }

  /** The elements of the chunk. */
  final float[] values() {
    return values;
  }

  /** The bits of the chunk's elements as float32. */
  final int[] bits() {
    MemorySegment.copy(MemorySegment.ofArray(values), ValueLayout.JAVA_INT, 0, bits, 0, count);
    return bits;
  }

  /** Whether each chunk holds all elements of its blocks. */
  abstract boolean wholeBlocks();

  /** The number of the first block of the chunk, where chunks hold whole blocks. */
  abstract int firstBlock();

  /** The number after that of the last block of the chunk, where chunks hold whole blocks. */
  abstract int endBlock();

  /**
   * Finds the extent of the next chunk and its blocks.
   *
   * @param from the number of its first element
   * @return how many elements it has; -1 where there is none
   */
  abstract int advance(long from);

  /** Widens the ranges of the blocks by the chunk's elements. */
  abstract void widen(BlockScales scales);

  /** Adds up the errors of both choices in the blocks that have a rival. */
  abstract void measure(BlockScales scales);

  /** The integers for the chunk's elements. */
  abstract void encode(BlockScales scales, byte[] codes);
}
