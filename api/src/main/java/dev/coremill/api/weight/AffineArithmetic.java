package dev.coremill.api.weight;

import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * {@code scale * (data - offset)} with the rounding of the format. The arithmetic is done in the
 * scale's type: data is cast to it, the offset subtracted, the scale multiplied. Where the offset
 * is a wider float type, the arithmetic is done in that and the product rounded to the scale's
 * type; this is how the form up to CoreML7 computes, and for integer offsets both give the same
 * bits, because differences of 8-bit integers are exact in float16.
 *
 * <p>Computing in float32 and rounding each result to float16 is exact: float32 has more than twice
 * the significant bits of float16, so rounding twice equals rounding once.
 */
final class AffineArithmetic {
  /** Shorter runs are not looped over one by one: each element gets its scale from an array. */
  private static final int SHORT_RUN = 128;

  private final BlockGrid grid;
  private final float[] scales;
  private final float @Nullable [] offsets;
  private final DataType result;
  private final boolean roundData;
  private final boolean roundDifference;
  private final DataType arithmetic;

  private AffineArithmetic(
      BlockGrid grid,
      float[] scales,
      float @Nullable [] offsets,
      DataType data,
      DataType result,
      DataType arithmetic) {
    this.grid = grid;
    this.scales = scales;
    this.offsets = offsets;
    this.result = result;
    this.arithmetic = arithmetic;
    this.roundData = result != DataType.FLOAT32 && data != result && data.bits() > 8;
    this.roundDifference = arithmetic != DataType.FLOAT32;
  }

  /**
   * @param laidOver the shape that the scales are laid over
   */
  static AffineArithmetic of(WeightExpression.Affine affine, Shape laidOver) {
    DataType result = affine.scale().type();
    WeightExpression offset = affine.offset();
    DataType arithmetic =
        offset != null && offset.type() == DataType.FLOAT32 ? DataType.FLOAT32 : result;
    return new AffineArithmetic(
        new BlockGrid(laidOver, affine.scale().shape()),
        ValueReader.all(affine.scale()),
        offset == null ? null : ValueReader.all(offset),
        affine.data().type(),
        result,
        arithmetic);
  }

  /** Scales some consecutive values, which stand at the front of the array, in place. */
  void apply(long start, int count, float[] values) {
    cast(values, count);
    if (offsets != null) {
      if (grid.runLength() < SHORT_RUN) {
        subtract(values, count, spread(offsets, start, count));
      } else {
        subtractRuns(values, start, count, offsets);
      }
      roundDifferences(values, count);
    }
    if (grid.runLength() < SHORT_RUN) {
      multiply(values, count, spread(scales, start, count));
    } else {
      multiplyRuns(values, start, count);
    }
    roundProducts(values, count);
  }

  /**
   * The same for some of the elements of a range only.
   *
   * @param start where the range starts
   * @param length how many elements the range has
   * @param positions the positions in the range of the elements, ascending
   * @param count how many positions there are
   * @param values the values of these elements
   */
  void apply(long start, int length, int[] positions, int count, float[] values) {
    cast(values, count);
    if (offsets != null) {
      subtract(values, count, gather(spread(offsets, start, length), positions, count));
      roundDifferences(values, count);
    }
    multiply(values, count, gather(spread(scales, start, length), positions, count));
    roundProducts(values, count);
  }

  private float[] spread(float[] perBlock, long start, int count) {
    float[] spread = new float[count];
    grid.spread(perBlock, start, count, spread);
    return spread;
  }

  /** Moves values to the front; positions ascend, so each is read before it is overwritten. */
  private static float[] gather(float[] values, int[] positions, int count) {
    for (int i = 0; i < count; i++) {
      values[i] = values[positions[i]];
    }
    return values;
  }

  private static void subtract(float[] values, int count, float[] shifts) {
    for (int i = 0; i < count; i++) {
      values[i] -= shifts[i];
    }
  }

  private static void multiply(float[] values, int count, float[] factors) {
    for (int i = 0; i < count; i++) {
      values[i] *= factors[i];
    }
  }

  private void subtractRuns(float[] values, long start, int count, float[] shifts) {
    for (int done = 0; done < count; ) {
      int end = endOfRun(start, done, count);
      float shift = shifts[(int) grid.blockOf(start + done)];
      for (int i = done; i < end; i++) {
        values[i] -= shift;
      }
      done = end;
    }
  }

  private void multiplyRuns(float[] values, long start, int count) {
    for (int done = 0; done < count; ) {
      int end = endOfRun(start, done, count);
      float scale = scales[(int) grid.blockOf(start + done)];
      for (int i = done; i < end; i++) {
        values[i] *= scale;
      }
      done = end;
    }
  }

  private int endOfRun(long start, int done, int count) {
    long left = grid.runLength() - (start + done) % grid.runLength();
    return (int) Math.min(count, done + left);
  }

  private void cast(float[] values, int count) {
    if (roundData) {
      round(result, values, count);
    }
  }

  private void roundDifferences(float[] values, int count) {
    if (roundDifference) {
      round(arithmetic, values, count);
    }
  }

  private void roundProducts(float[] values, int count) {
    if (result != DataType.FLOAT32) {
      round(result, values, count);
    }
  }

  private static void round(DataType type, float[] values, int count) {
    if (type == DataType.FLOAT16) {
      for (int i = 0; i < count; i++) {
        values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      values[i] = Elements.round(type, values[i]);
    }
  }
}
