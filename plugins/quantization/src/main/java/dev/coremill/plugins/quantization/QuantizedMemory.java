package dev.coremill.plugins.quantization;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Where a quantized tensor goes.
 *
 * @param range the integers that are used
 * @param type the type of the scales
 * @param integers the memory of the integers
 * @param scales the memory of the scales, one for each block
 * @param zeroPoints the memory of the zero points; null where the range needs none
 */
record QuantizedMemory(
    IntegerRange range,
    DataType type,
    MemorySegment integers,
    MemorySegment scales,
    @Nullable MemorySegment zeroPoints) {

  /** Memory for a whole tensor. */
  static QuantizedMemory allocate(
      IntegerRange range, DataType type, long elements, long blocks, CompressionContext context) {
    return new QuantizedMemory(
        range,
        type,
        allocate(context, range.type(), elements),
        allocate(context, type, blocks),
        range.hasZeroPoints() ? allocate(context, range.type(), blocks) : null);
  }

  private static MemorySegment allocate(CompressionContext context, DataType type, long count) {
    return context.memory().allocate(Tensor.packedSize(type, count), 64);
  }

  void writeIntegers(long start, byte[] codes, int count) {
    Elements.writeIntegers(range.type(), integers, start, codes, 0, count);
  }

  void writeScales(long start, float[] values, int count) {
    Elements.writeFloats(type, scales, start, values, 0, count);
  }

  /** Writes zero points, where the range needs any. */
  void writeZeroPoints(long start, int[] points, int count) {
    if (zeroPoints != null) {
      Elements.writeIntegers(range.type(), zeroPoints, start, points, 0, count);
    }
  }

  /** What is stored. */
  WeightExpression expression(Shape shape, Shape grid) {
    return new WeightExpression.Affine(
        new WeightExpression.Dense(Tensor.of(range.type(), shape, integers)),
        new WeightExpression.Dense(Tensor.of(type, grid, scales)),
        zeroPoints == null
            ? null
            : new WeightExpression.Dense(Tensor.of(range.type(), grid, zeroPoints)));
  }
}
