package dev.coremill.api.weight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares with an evaluation that goes through coordinates, one element at a time. */
class ExpressionValuesTest {
  static IntStream seeds() {
    return IntStream.range(0, 600);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void valuesAreThoseOfThePlainDefinition(int seed) {
    RandomGenerator random = new SplittableRandom(seed);
    WeightExpression expression = draw(random, seed % 6);
    float[] expected = plain(expression, null);
    ExpressionValues values = ExpressionValues.of(expression);
    float[] actual = new float[expected.length];
    values.read(0, actual.length, actual, 0);
    assertThat(actual).as("%s", expression.encoding()).isEqualTo(expected);
    int from = random.nextInt(expected.length);
    int count = random.nextInt(expected.length - from + 1);
    float[] part = new float[count + 1];
    values.read(from, count, part, 1);
    assertThat(Arrays.copyOfRange(part, 1, count + 1))
        .isEqualTo(Arrays.copyOfRange(expected, from, from + count));
    assertThat(Elements.floats(values.evaluate(Arena.ofAuto()))).isEqualTo(expected);
  }

  @Test
  void aTableOfIntegersEvaluatesToIntegers() {
    WeightExpression lookup =
        new WeightExpression.Lookup(
            Tensor.ofIntegers(DataType.UINT1, Shape.of(3), 0, 1, 0),
            dense(Tensor.ofIntegers(DataType.INT8, Shape.of(1, 2, 1), -128, 127)),
            0);
    Tensor evaluated = ExpressionValues.of(lookup).evaluate(Arena.ofAuto());
    assertThat(evaluated.type()).isEqualTo(DataType.INT8);
    assertThat(Elements.integers(evaluated)).containsExactly(-128, 127, -128);
  }

  @Test
  void aMaskWithAnotherNumberOfOnesIsRejected() {
    WeightExpression sparse =
        new WeightExpression.Sparse(
            Tensor.ofIntegers(DataType.UINT1, Shape.of(3), 1, 0, 0),
            dense(Tensor.ofFloats(Shape.of(2), 1, 2)));
    assertThatThrownBy(() -> ExpressionValues.of(sparse))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the mask has 1 ones for 2 non-zeros");
  }

  @Test
  void scalesOnPackedVectorsAreRejected() {
    WeightExpression sparse =
        new WeightExpression.Sparse(
            Tensor.ofIntegers(DataType.UINT1, Shape.of(2), 1, 1),
            new WeightExpression.Affine(
                new WeightExpression.Lookup(
                    Tensor.ofIntegers(DataType.UINT1, Shape.of(2), 0, 1),
                    dense(Tensor.ofFloats(Shape.of(1, 2, 2), 1, 2, 3, 4)),
                    0),
                dense(Tensor.ofFloats(Shape.of(1), 2)),
                null));
    assertThatThrownBy(() -> ExpressionValues.of(sparse))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scales on the packed vectors of a lookup table");
  }

  @Test
  void dataIsRoundedToTheTypeOfTheScaleBeforeAWiderOffsetIsSubtracted() {
    WeightExpression affine =
        new WeightExpression.Affine(
            dense(Tensor.ofFloats(Shape.of(1), 2049)),
            dense(Tensor.ofFloats(DataType.FLOAT16, Shape.of(1), 1)),
            dense(Tensor.ofFloats(Shape.of(1), 1)));
    assertThat(Elements.floats(ExpressionValues.of(affine).evaluate(Arena.ofAuto())))
        .containsExactly(2047f);
  }

  private static WeightExpression draw(RandomGenerator random, int kind) {
    Shape shape = Shape.of(1 + random.nextInt(5), 1 + random.nextInt(40), 1 + random.nextInt(3));
    return switch (kind) {
      case 0 -> affine(random, dense(integers(random, DataType.INT4, shape)), shape);
      case 1 -> lookup(random, shape, shape, random.nextInt(3) == 0 ? 3 : 1);
      case 2 -> affine(random, lookup(random, shape, shape, 1), shape);
      case 3 -> new WeightExpression.Cast(dense(floats(random, shape)), DataType.FLOAT16);
      default -> {
        Tensor mask = integers(random, DataType.UINT1, shape);
        Shape packed = Shape.of(Arrays.stream(Elements.integers(mask)).sum());
        WeightExpression values =
            switch (random.nextInt(4)) {
              case 0 -> dense(floats(random, packed));
              case 1 -> lookup(random, packed, shape, random.nextInt(3) == 0 ? 2 : 1);
              case 2 -> affine(random, lookup(random, packed, shape, 1), shape);
              default -> affine(random, dense(integers(random, DataType.UINT8, packed)), shape);
            };
        yield new WeightExpression.Sparse(mask, values);
      }
    };
  }

  private static WeightExpression affine(
      RandomGenerator random, WeightExpression data, Shape shape) {
    Shape grid = grid(random, shape);
    DataType type = random.nextBoolean() ? DataType.FLOAT16 : DataType.FLOAT32;
    WeightExpression offset =
        switch (random.nextInt(3)) {
          case 0 -> null;
          case 1 -> dense(floats(random, grid));
          default -> data.type().isFloat() ? null : dense(integers(random, data.type(), grid));
        };
    float[] scales = Elements.floats(floats(random, grid));
    return new WeightExpression.Affine(data, dense(Tensor.ofFloats(type, grid, scales)), offset);
  }

  private static WeightExpression lookup(
      RandomGenerator random, Shape stored, Shape laidOver, int vectorSize) {
    long[] table = Arrays.copyOf(grid(random, laidOver).dimensions(), laidOver.rank() + 2);
    table[laidOver.rank()] = 8;
    table[laidOver.rank() + 1] = vectorSize;
    return new WeightExpression.Lookup(
        integers(random, DataType.UINT3, stored),
        dense(floats(random, Shape.of(table))),
        random.nextInt(laidOver.rank()));
  }

  private static Shape grid(RandomGenerator random, Shape shape) {
    long[] grid = shape.dimensions();
    for (int axis = 0; axis < grid.length; axis++) {
      long length = grid[axis];
      do {
        grid[axis] = 1 + random.nextLong(length);
      } while (length % grid[axis] != 0);
    }
    return Shape.of(grid);
  }

  private static WeightExpression dense(Tensor tensor) {
    return new WeightExpression.Dense(tensor);
  }

  private static Tensor integers(RandomGenerator random, DataType type, Shape shape) {
    int[] values = new int[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt((int) type.minimum(), (int) type.maximum() + 1);
    }
    return Tensor.ofIntegers(type, shape, values);
  }

  private static Tensor floats(RandomGenerator random, Shape shape) {
    float[] values = new float[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.ofFloats(shape, values);
  }

  /**
   * @param mask the mask where the expression is packed; the result then has a value for each
   *     element of the mask, of which those without a one mean nothing
   */
  private static float[] plain(WeightExpression expression, @Nullable Tensor mask) {
    return switch (expression) {
      case WeightExpression.Dense(Tensor tensor) -> spread(tensor, mask);
      case WeightExpression.Cast cast -> {
        float[] values = plain(cast.source(), mask);
        for (int i = 0; i < values.length; i++) {
          values[i] = Elements.round(cast.target(), values[i]);
        }
        yield values;
      }
      case WeightExpression.Affine affine -> plainAffine(affine, mask);
      case WeightExpression.Lookup lookup -> plainLookup(lookup, mask);
      case WeightExpression.Sparse sparse -> {
        float[] values = plain(sparse.nonZeros(), sparse.mask());
        float[] bits = spread(sparse.mask(), null);
        boolean vectors = values.length != bits.length;
        int axis = vectors ? ((WeightExpression.Lookup) sparse.nonZeros()).vectorAxis() : 0;
        Shape shape = sparse.shape();
        for (int i = 0; i < values.length; i++) {
          long[] at = coordinates(i, shape);
          at[axis] = at[axis] * sparse.mask().shape().dimension(axis) / shape.dimension(axis);
          values[i] = bits[index(at, sparse.mask().shape())] == 0 ? 0 : values[i];
        }
        yield values;
      }
    };
  }

  private static float[] spread(Tensor tensor, @Nullable Tensor mask) {
    float[] stored = Elements.floats(tensor);
    if (mask == null) {
      return stored;
    }
    int[] bits = Elements.integers(mask);
    float[] values = new float[bits.length];
    int next = 0;
    for (int i = 0; i < bits.length; i++) {
      values[i] = bits[i] == 0 ? 0 : stored[next++];
    }
    return values;
  }

  private static float[] plainAffine(WeightExpression.Affine affine, @Nullable Tensor mask) {
    DataType type = affine.scale().type();
    Shape shape = mask == null ? affine.data().shape() : mask.shape();
    float[] values = plain(affine.data(), mask);
    float[] scales = plain(affine.scale(), null);
    float[] offsets =
        affine.offset() == null ? new float[scales.length] : plain(affine.offset(), null);
    boolean wide = affine.offset() != null && affine.offset().type() == DataType.FLOAT32;
    for (int i = 0; i < values.length; i++) {
      int block = block(coordinates(i, shape), shape, affine.scale().shape());
      float data = Elements.round(type, values[i]);
      float difference = data - offsets[block];
      values[i] =
          Elements.round(
              type, scales[block] * (wide ? difference : Elements.round(type, difference)));
    }
    return values;
  }

  private static float[] plainLookup(WeightExpression.Lookup lookup, @Nullable Tensor mask) {
    Shape indexShape = mask == null ? lookup.indices().shape() : mask.shape();
    float[] indices = spread(lookup.indices(), mask);
    float[] table = plain(lookup.table(), null);
    Shape tableShape = lookup.table().shape();
    int entries = (int) tableShape.dimension(-2);
    int vectorSize = (int) tableShape.dimension(-1);
    Shape groups = Shape.of(Arrays.copyOf(tableShape.dimensions(), indexShape.rank()));
    int axis = vectorSize == 1 ? 0 : lookup.vectorAxis();
    Shape shape = indexShape.with(axis, indexShape.dimension(axis) * vectorSize);
    float[] values = new float[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      long[] at = coordinates(i, shape);
      int component = (int) (at[axis] % vectorSize);
      at[axis] /= vectorSize;
      int entry = (int) indices[index(at, indexShape)];
      int group = block(at, indexShape, groups);
      values[i] = table[(group * entries + entry) * vectorSize + component];
    }
    return values;
  }

  private static long[] coordinates(int index, Shape shape) {
    long[] at = new long[shape.rank()];
    long rest = index;
    for (int axis = at.length - 1; axis >= 0; axis--) {
      at[axis] = rest % shape.dimension(axis);
      rest /= shape.dimension(axis);
    }
    return at;
  }

  private static int index(long[] at, Shape shape) {
    long index = 0;
    for (int axis = 0; axis < at.length; axis++) {
      index = index * shape.dimension(axis) + at[axis];
    }
    return (int) index;
  }

  private static int block(long[] at, Shape shape, Shape grid) {
    long[] block = new long[at.length];
    for (int axis = 0; axis < at.length; axis++) {
      block[axis] = at[axis] / (shape.dimension(axis) / grid.dimension(axis));
    }
    return index(block, grid);
  }
}
