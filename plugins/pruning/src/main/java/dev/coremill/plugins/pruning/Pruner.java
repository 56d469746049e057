package dev.coremill.plugins.pruning;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.MemorySegment;

/** Prunes one dense weight: decides which elements stay, then packs those. */
final class Pruner {
  private final Tensor weight;
  private final CompressionContext context;
  private final MemorySegment mask;
  private long kept;

  Pruner(Tensor weight, CompressionContext context) {
    this.weight = weight;
    this.context = context;
    this.mask =
        context.memory().allocate(Tensor.packedSize(DataType.UINT1, weight.elementCount()), 64);
  }

  /**
   * Drops the elements with the smallest magnitudes, up to and with the percentile, which is
   * rounded to the weight's type; of equal elements so either all or none.
   */
  Outcome toSparsity(double sparsity) {
    if (weight.type() == DataType.FLOAT16) {
      return new Outcome.Rewritten(new HalfPruner(weight, context).toSparsity(sparsity, mask));
    }
    keepAbove(
        sparsity == 0
            ? 0
            : Elements.round(
                weight.type(), (float) percentile(Magnitudes.ofElements(weight), sparsity)),
        sparsity == 1);
    return packed();
  }

  /** Drops elements up to and with a magnitude, if that gives zeros enough. */
  Outcome byThreshold(double threshold, double minimumSparsity) {
    keepAbove(threshold, false);
    double sparsity = 1 - (double) kept / weight.elementCount();
    if (weight.elementCount() - kept < minimumSparsity * weight.elementCount()) {
      return new Outcome.Skipped(
          "only "
              + sparsity
              + " of its elements have a magnitude of at most the threshold "
              + threshold
              + ", and minimum_sparsity_percentile is "
              + minimumSparsity);
    }
    return packed();
  }

  /** Drops whole blocks, those up to and with the percentile of their norms. */
  Outcome blocksToSparsity(double sparsity, int axis, int blockSize) {
    if (sparsity == 0 || sparsity == 1) {
      return toSparsity(sparsity);
    }
    double limit = percentile(Magnitudes.ofBlocks(weight, axis, blockSize), sparsity);
    Tiles tiles = new Tiles(weight, axis, blockSize);
    while (tiles.next()) {
      context.checkCancelled();
      tiles.keepAbove(limit);
      kept += tiles.write(mask);
    }
    return packed();
  }

  /** Drops the smallest elements among neighbours along an axis. */
  Outcome byRatio(int zeros, int neighbours, int axis) {
    Tiles tiles = new Tiles(weight, axis, neighbours);
    while (tiles.next()) {
      context.checkCancelled();
      tiles.keepLargest(zeros);
      kept += tiles.write(mask);
    }
    return packed();
  }

  private double percentile(Magnitudes magnitudes, double part) {
    return new Percentile(receiver ->
        magnitudes.forEach((values, count, elements) -> {
          context.checkCancelled();
          receiver.take(values, count, elements);
        }))
        .of(part, weight.elementCount());
  }

  private void keepAbove(double limit, boolean none) {
    float[] values = new float[Tiles.CHUNK];
    int[] bits = new int[Tiles.CHUNK];
    for (long start = 0; start < weight.elementCount(); start += values.length) {
      context.checkCancelled();
      int count = (int) Math.min(values.length, weight.elementCount() - start);
      Elements.readFloats(weight, start, count, values, 0);
      int ones = 0;
      for (int i = 0; i < count; i++) {
        bits[i] = !none && Math.abs(values[i]) > limit ? 1 : 0;
        ones += bits[i];
      }
      Elements.writeIntegers(DataType.UINT1, mask, start, bits, 0, count);
      kept += ones;
    }
  }

  private Outcome packed() {
    MemorySegment data = context.memory().allocate(Tensor.packedSize(weight.type(), kept), 64);
    float[] values = new float[Tiles.CHUNK];
    int[] bits = new int[Tiles.CHUNK];
    long done = 0;
    for (long start = 0; start < weight.elementCount(); start += values.length) {
      context.checkCancelled();
      int count = (int) Math.min(values.length, weight.elementCount() - start);
      Elements.readFloats(weight, start, count, values, 0);
      Elements.readIntegers(DataType.UINT1, mask, start, count, bits, 0);
      int ones = 0;
      for (int i = 0; i < count; i++) {
        values[ones] = values[i];
        ones += bits[i];
      }
      Elements.writeFloats(weight.type(), data, done, values, 0, ones);
      done += ones;
    }
    return new Outcome.Rewritten(
        new WeightExpression.Sparse(
            Tensor.of(DataType.UINT1, weight.shape(), mask),
            new WeightExpression.Dense(Tensor.of(weight.type(), Shape.of(kept), data))));
  }
}
