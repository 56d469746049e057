package dev.coremill.plugins.quantization;

import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;

/** Packed non-zeros: where the mask has its ones decides which block each belongs to. */
final class PackedBlocks extends ElementBlocks {
  private final long total;
  private final Tensor mask;
  private final BlockGrid grid;
  private final int[] maskBits;
  private final int[] blocks;
  private long position;

  PackedBlocks(Tensor tensor, Tensor mask, BlockGrid grid) {
    super(tensor, (int) Math.min(CHUNK, tensor.elementCount()));
    this.total = tensor.elementCount();
    this.mask = mask;
    this.grid = grid;
    this.maskBits = new int[(int) Math.min(CHUNK, mask.elementCount())];
    this.blocks = new int[maskBits.length];
  }

  @Override
  void rewind() {
    super.rewind();
    position = 0;
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
    int length = (int) Math.min(maskBits.length, mask.elementCount() - position);
    if (length == 0) {
      return -1;
    }
    Elements.readIntegers(mask, position, length, maskBits, 0);
    grid.blocksOf(position, length, blocks);
    position += length;
    int ones = 0;
    for (int i = 0; i < length; i++) {
      blocks[ones] = blocks[i];
      ones += maskBits[i];
    }
    if (from + ones > total) {
      throw new IllegalArgumentException(
          "the mask of " + mask.shape() + " has more ones than the " + total + " non-zeros");
    }
    return ones;
  }

  @Override
  void widen(BlockScales scales) {
    int[] chunk = bits();
    for (int i = 0; i < count(); i++) {
      int block = blocks[i];
      int key = BlockScales.key(chunk[i]);
      scales.lowest[block] = Math.min(scales.lowest[block], key);
      scales.highest[block] = Math.max(scales.highest[block], key);
    }
  }

  @Override
  void measure(BlockScales scales) {
    for (int i = 0; i < count(); i++) {
      if (scales.rivalScale[blocks[i]] != 0) {
        scales.measure(blocks[i], values()[i]);
      }
    }
  }

  @Override
  void encode(BlockScales scales, byte[] codes) {
    float[] values = values();
    IntegerRange range = scales.range();
    for (int i = 0; i < count(); i++) {
      int block = blocks[i];
      codes[i] = (byte) Rounding.code(values[i], scales.scale[block], scales.zero[block], range);
    }
  }
}
