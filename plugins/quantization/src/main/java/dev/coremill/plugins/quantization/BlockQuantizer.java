package dev.coremill.plugins.quantization;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.tensor.BlockGrid;

/**
 * Quantizes one tensor: ranges, scales, integers. Where each chunk holds whole blocks, all three
 * are done while it is in the cache; otherwise the tensor is gone through once for each.
 */
final class BlockQuantizer {
  private final ElementBlocks elements;
  private final QuantizedMemory into;
  private final long firstElement;
  private final long firstBlock;
  private final CompressionContext context;
  private final BlockScales scales;
  private final byte[] codes;

  BlockQuantizer(
      ElementBlocks elements, BlockGrid grid, QuantizedMemory into, CompressionContext context) {
    this(elements, grid, into, 0, 0, context);
  }

  /**
   * For a part of a tensor.
   *
   * @param elements the elements of the part, which has whole blocks
   * @param grid the blocks of the part
   * @param firstElement the number in the whole tensor of the first element
   * @param firstBlock the number in the whole tensor of the first block
   */
  BlockQuantizer(
      ElementBlocks elements,
      BlockGrid grid,
      QuantizedMemory into,
      long firstElement,
      long firstBlock,
      CompressionContext context) {
    this.elements = elements;
    this.into = into;
    this.firstElement = firstElement;
    this.firstBlock = firstBlock;
    this.context = context;
    this.scales = new BlockScales(Math.toIntExact(grid.blockCount()), into.type(), into.range());
    this.codes = new byte[elements.values().length];
  }

  void quantize() {
    if (elements.wholeBlocks()) {
      while (next()) {
        elements.widen(scales);
        int first = elements.firstBlock();
        int end = elements.endBlock();
        if (scales.choose(first, end)) {
          elements.measure(scales);
          scales.settle(first, end);
        }
        encode();
      }
    } else {
      while (next()) {
        elements.widen(scales);
      }
      if (scales.choose(0, scales.count())) {
        elements.rewind();
        while (next()) {
          elements.measure(scales);
        }
        scales.settle(0, scales.count());
      }
      elements.rewind();
      while (next()) {
        encode();
      }
    }
    into.writeScales(firstBlock, scales.scale, scales.count());
    into.writeZeroPoints(firstBlock, scales.zero, scales.count());
  }

  private boolean next() {
    context.checkCancelled();
    return elements.next();
  }

  private void encode() {
    elements.encode(scales, codes);
    into.writeIntegers(firstElement + elements.start(), codes, elements.count());
  }
}
