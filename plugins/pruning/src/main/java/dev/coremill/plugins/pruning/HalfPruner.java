package dev.coremill.plugins.pruning;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Prunes a float16 weight to a sparsity, by the bits of its elements alone: without the sign they
 * order as the magnitudes do, and there are so few of them that one pass counts them all. The
 * second pass knows the limit and how many elements stay, and packs them as it goes.
 */
final class HalfPruner {
  private static final ValueLayout.OfShort SHORTS =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int MAGNITUDE = 0x7fff;

  private final Tensor weight;
  private final CompressionContext context;
  private final long[] totals = new long[MAGNITUDE + 1];
  private final short[] halves = new short[Tiles.CHUNK];

  /**
   * @param weight of float16, with at least one element
   */
  HalfPruner(Tensor weight, CompressionContext context) {
    this.weight = weight;
    this.context = context;
  }

  /**
   * Drops the elements with the smallest magnitudes.
   *
   * @param sparsity from 0 to 1; with 1 nothing stays
   * @param mask receives the ones, all zeros before
   */
  WeightExpression toSparsity(double sparsity, MemorySegment mask) {
    int limit = MAGNITUDE;
    if (sparsity < 1) {
      count();
      limit = sparsity == 0 ? 0 : Float.floatToFloat16((float) percentile(sparsity));
    }
    long kept = 0;
    for (int magnitude = limit + 1; magnitude <= MAGNITUDE; magnitude++) {
      kept += totals[magnitude];
    }
    MemorySegment values = context.memory().allocate(Tensor.packedSize(DataType.FLOAT16, kept), 64);
    pack(limit, mask, values);
    return new WeightExpression.Sparse(
        Tensor.of(DataType.UINT1, weight.shape(), mask),
        new WeightExpression.Dense(Tensor.of(DataType.FLOAT16, Shape.of(kept), values)));
  }

  private int load(long start) {
    context.checkCancelled();
    int count = (int) Math.min(halves.length, weight.elementCount() - start);
    MemorySegment.copy(weight.data(), SHORTS, start * Short.BYTES, halves, 0, count);
    return count;
  }

  private void count() {
    for (long start = 0; start < weight.elementCount(); start += halves.length) {
      count(halves, load(start), totals);
    }
  }

  private static void count(short[] halves, int count, long[] totals) {
    for (int i = 0; i < count; i++) {
      totals[halves[i] & MAGNITUDE]++;
    }
  }

  /** The same as {@link Percentile} finds. */
  private double percentile(double part) {
    long count = weight.elementCount();
    double position = part * (count - 1);
    long rank = Math.min((long) position, count - 1);
    double lower = ofRank(rank);
    double upper = rank + 1 < count ? ofRank(rank + 1) : lower;
    return lower + (upper - lower) * (position - rank);
  }

  private float ofRank(long rank) {
    int magnitude = 0;
    long before = totals[0];
    while (before <= rank) {
      before += totals[++magnitude];
    }
    return Float.float16ToFloat((short) magnitude);
  }

  private void pack(int limit, MemorySegment mask, MemorySegment values) {
    short[] packed = new short[halves.length];
    byte[] ones = new byte[halves.length];
    long done = 0;
    for (long start = 0; start < weight.elementCount(); start += halves.length) {
      int count = load(start);
      int kept = pack(halves, count, limit, ones, packed);
      Elements.writeIntegers(DataType.UINT1, mask, start, ones, 0, count);
      MemorySegment.copy(packed, 0, values, SHORTS, done * Short.BYTES, kept);
      done += kept;
    }
  }

  private static int pack(short[] halves, int count, int limit, byte[] ones, short[] packed) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      short half = halves[i];
      // The difference is negative where the element is above the limit.
      int one = limit - (half & MAGNITUDE) >>> 31;
      ones[i] = (byte) one;
      packed[kept] = half;
      kept += one;
    }
    return kept;
  }
}
