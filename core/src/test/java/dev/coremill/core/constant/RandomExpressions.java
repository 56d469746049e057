package dev.coremill.core.constant;

import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws small expressions of every kind that an opset can hold. */
final class RandomExpressions {
  private static final DataType[] INDICES = {
    DataType.UINT1, DataType.UINT2, DataType.UINT3, DataType.UINT4, DataType.UINT6, DataType.UINT8
  };
  private static final DataType[] QUANTIZED = {
    DataType.INT4, DataType.UINT4, DataType.INT8, DataType.UINT8
  };

  private final RandomGenerator random;
  private final boolean newer;

  RandomExpressions(RandomGenerator random, Opset opset) {
    this.random = random;
    this.newer = opset.constexprParametersAreInputs();
  }

  WeightExpression next() {
    Shape shape = shape();
    return switch (random.nextInt(newer ? 7 : 4)) {
      case 0 -> affine(shape);
      case 1 -> lookup(shape, shape, newer && random.nextBoolean());
      case 2 -> sparse(shape);
      case 3 ->
          new WeightExpression.Cast(
              new WeightExpression.Dense(floats(DataType.FLOAT16, shape)), DataType.FLOAT32);
      case 4 -> new WeightExpression.Cast(lookupOfHalves(shape), DataType.FLOAT32);
      case 5 -> scaled(lookup(shape, shape, false), shape);
      default -> scaled(lookupOfHalves(shape), shape);
    };
  }

  private WeightExpression lookupOfHalves(Shape shape) {
    return new WeightExpression.Lookup(
        integers(DataType.UINT2, shape),
        new WeightExpression.Dense(floats(DataType.FLOAT16, table(shape.ones(), 4, 1))),
        0);
  }

  private Shape shape() {
    long[] dimensions = new long[1 + random.nextInt(4)];
    for (int axis = 0; axis < dimensions.length; axis++) {
      dimensions[axis] = 1L + random.nextInt(6);
    }
    return Shape.of(dimensions);
  }

  private WeightExpression affine(Shape shape) {
    DataType type = QUANTIZED[newer ? random.nextInt(4) : 2 + random.nextInt(2)];
    Shape grid = newer ? grid(shape) : alongOneAxis(shape);
    DataType offsetType = random.nextBoolean() ? type : DataType.FLOAT32;
    boolean offset = !newer || random.nextBoolean();
    return new WeightExpression.Affine(
        new WeightExpression.Dense(integers(type, shape)),
        new WeightExpression.Dense(floats(halfOrFloat(), grid)),
        offset ? new WeightExpression.Dense(anything(offsetType, grid)) : null);
  }

  private WeightExpression scaled(WeightExpression data, Shape shape) {
    return new WeightExpression.Affine(
        data, new WeightExpression.Dense(floats(halfOrFloat(), grid(shape))), null);
  }

  /** A lookup over indices of a shape, which may be packed. */
  private WeightExpression lookup(Shape stored, Shape laidOver, boolean vectors) {
    DataType type = INDICES[random.nextInt(INDICES.length)];
    while (!newer && type == DataType.UINT3) {
      type = INDICES[random.nextInt(INDICES.length)];
    }
    Shape groups = newer ? grid(laidOver) : laidOver.ones();
    Shape table = table(groups, 1 << type.bits(), vectors ? 2 + random.nextInt(3) : 1);
    WeightExpression entries =
        newer && random.nextBoolean()
            ? new WeightExpression.Affine(
                new WeightExpression.Dense(integers(DataType.INT8, table)),
                new WeightExpression.Dense(floats(halfOrFloat(), table.ones())),
                null)
            : new WeightExpression.Dense(floats(halfOrFloat(), table));
    int vectorAxis = vectors ? random.nextInt(laidOver.rank()) : 0;
    return new WeightExpression.Lookup(integers(type, stored), entries, vectorAxis);
  }

  private WeightExpression sparse(Shape shape) {
    Tensor mask = integers(DataType.UINT1, shape);
    Shape packed = Shape.of(Arrays.stream(Elements.integers(mask)).sum());
    WeightExpression values =
        switch (random.nextInt(newer ? 5 : 1)) {
          case 0 -> new WeightExpression.Dense(floats(halfOrFloat(), packed));
          case 1 -> lookup(packed, shape, false);
          case 2 -> lookup(packed, shape, true);
          case 3 -> scaled(lookup(packed, shape, false), shape);
          default ->
              scaled(
                  new WeightExpression.Dense(integers(QUANTIZED[random.nextInt(4)], packed)),
                  shape);
        };
    return new WeightExpression.Sparse(mask, values);
  }

  private DataType halfOrFloat() {
    return random.nextBoolean() ? DataType.FLOAT16 : DataType.FLOAT32;
  }

  private Shape grid(Shape shape) {
    long[] grid = new long[shape.rank()];
    for (int axis = 0; axis < grid.length; axis++) {
      do {
        grid[axis] = 1 + random.nextLong(shape.dimension(axis));
      } while (shape.dimension(axis) % grid[axis] != 0);
    }
    return Shape.of(grid);
  }

  private Shape alongOneAxis(Shape shape) {
    int axis = random.nextInt(shape.rank());
    return random.nextBoolean() ? shape.ones() : shape.ones().with(axis, shape.dimension(axis));
  }

  private static Shape table(Shape groups, int entries, int vectorSize) {
    long[] table = Arrays.copyOf(groups.dimensions(), groups.rank() + 2);
    table[groups.rank()] = entries;
    table[groups.rank() + 1] = vectorSize;
    return Shape.of(table);
  }

  private Tensor anything(DataType type, Shape shape) {
    return type.isFloat() ? floats(type, shape) : integers(type, shape);
  }

  private Tensor floats(DataType type, Shape shape) {
    float[] values = new float[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.ofFloats(type, shape, values);
  }

  private Tensor integers(DataType type, Shape shape) {
    int[] values = new int[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt((int) type.minimum(), (int) type.maximum() + 1);
    }
    return Tensor.ofIntegers(type, shape, values);
  }
}
