package dev.coremill.plugins.quantization;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.MemorySegment;

/**
 * Quantizes one tensor: ranges, scales, integers. Where each chunk holds whole blocks, all three
 * are done while it is in the cache; otherwise the tensor is gone through once for each.
 */
final class BlockQuantizer {
  private final Tensor tensor;
  private final ElementBlocks elements;
  private final BlockGrid grid;
  private final IntegerRange range;
  private final CompressionContext context;
  private final BlockScales scales;
  private final MemorySegment data;
  private final byte[] codes;

  BlockQuantizer(
      Tensor tensor,
      ElementBlocks elements,
      BlockGrid grid,
      IntegerRange range,
      CompressionContext context) {
    this.tensor = tensor;
    this.elements = elements;
    this.grid = grid;
    this.range = range;
    this.context = context;
    this.scales = new BlockScales(Math.toIntExact(grid.blockCount()), tensor.type(), range);
    this.data = allocate(range.type(), tensor.elementCount());
    this.codes = new byte[elements.values().length];
  }

  WeightExpression quantize() {
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
    return new WeightExpression.Affine(
        new WeightExpression.Dense(Tensor.of(range.type(), tensor.shape(), data)),
        new WeightExpression.Dense(scaleTensor()),
        range.hasZeroPoints() ? new WeightExpression.Dense(zeroPoints()) : null);
  }

  private boolean next() {
    context.checkCancelled();
    return elements.next();
  }

  private void encode() {
    elements.encode(scales, codes);
    Elements.writeIntegers(range.type(), data, elements.start(), codes, 0, elements.count());
  }

  private Tensor scaleTensor() {
    MemorySegment memory = allocate(tensor.type(), scales.count());
    Elements.writeFloats(tensor.type(), memory, 0, scales.scale, 0, scales.count());
    return Tensor.of(tensor.type(), grid.grid(), memory);
  }

  private Tensor zeroPoints() {
    MemorySegment memory = allocate(range.type(), scales.count());
    Elements.writeIntegers(range.type(), memory, 0, scales.zero, 0, scales.count());
    return Tensor.of(range.type(), grid.grid(), memory);
  }

  private MemorySegment allocate(DataType type, long count) {
    return context.memory().allocate(Tensor.packedSize(type, count), 64);
  }
}
