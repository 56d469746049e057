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

  BlockGrid grid() {
    return grid;
  }

  /** Scales a run of values that belong to one block, in place. */
  void apply(int block, float[] values, int offset, int count) {
    cast(values, offset, count);
    float scale = scales[block];
    int end = offset + count;
    if (offsets != null) {
      float shift = offsets[block];
      for (int i = offset; i < end; i++) {
        values[i] -= shift;
      }
      roundDifferences(values, offset, end);
    }
    for (int i = offset; i < end; i++) {
      values[i] *= scale;
    }
    roundProducts(values, offset, end);
  }

  /** Scales values of any blocks, in place. */
  void apply(int[] blocks, int count, float[] values, int offset) {
    cast(values, offset, count);
    if (offsets != null) {
      for (int i = 0; i < count; i++) {
        values[offset + i] -= offsets[blocks[i]];
      }
      roundDifferences(values, offset, offset + count);
    }
    for (int i = 0; i < count; i++) {
      values[offset + i] *= scales[blocks[i]];
    }
    roundProducts(values, offset, offset + count);
  }

  private void cast(float[] values, int offset, int count) {
    if (roundData) {
      round(result, values, offset, offset + count);
    }
  }

  private void roundDifferences(float[] values, int offset, int end) {
    if (roundDifference) {
      round(arithmetic, values, offset, end);
    }
  }

  private void roundProducts(float[] values, int offset, int end) {
    if (result != DataType.FLOAT32) {
      round(result, values, offset, end);
    }
  }

  private static void round(DataType type, float[] values, int offset, int end) {
    if (type == DataType.FLOAT16) {
      for (int i = offset; i < end; i++) {
        values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
      }
      return;
    }
    for (int i = offset; i < end; i++) {
      values[i] = Elements.round(type, values[i]);
    }
  }
}
