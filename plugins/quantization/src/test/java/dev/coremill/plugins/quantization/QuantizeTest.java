package dev.coremill.plugins.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class QuantizeTest {
  static List<QuantizationConfiguration> configurations() {
    List<QuantizationConfiguration> all = new ArrayList<>();
    for (QuantizationMode mode : QuantizationMode.values()) {
      for (QuantizedType type : QuantizedType.values()) {
        all.add(new QuantizationConfiguration(mode, type, Granularity.PER_TENSOR, List.of(32)));
        all.add(new QuantizationConfiguration(mode, type, Granularity.PER_CHANNEL, List.of(32)));
        all.add(new QuantizationConfiguration(mode, type, Granularity.PER_BLOCK, List.of(4)));
        all.add(new QuantizationConfiguration(mode, type, Granularity.PER_BLOCK, List.of(1)));
        all.add(new QuantizationConfiguration(mode, type, Granularity.PER_BLOCK, List.of(0)));
      }
    }
    return all;
  }

  private static QuantizationConfiguration configuration(
      QuantizationMode mode, QuantizedType type, Granularity granularity, Integer... blockSize) {
    return new QuantizationConfiguration(
        mode, type, granularity, blockSize.length == 0 ? List.of(32) : List.of(blockSize));
  }

  private static WeightExpression random(DataType type, long seed, long... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    Shape sizes = Shape.of(shape);
    float[] values = new float[(int) sizes.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * 0.1 + 0.02);
    }
    return new WeightExpression.Dense(Tensor.ofFloats(type, sizes, values));
  }

  private static WeightExpression.Affine affine(WeightExpression expression) {
    return (WeightExpression.Affine) expression;
  }

  private static Tensor tensor(WeightExpression expression) {
    return ((WeightExpression.Dense) expression).tensor();
  }

  private static double squaredError(float[] values, float[] back) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += Math.pow((double) values[i] - back[i], 2);
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void eachValueComesBackWithinHalfAStep(QuantizationConfiguration configuration) {
    long[][] shapes = {{13, 8}, {8, 16}, {6, 4, 3, 3}, {4, 12, 7}, {2, 4, 3, 2, 2, 3}};
    for (DataType type : new DataType[] {DataType.FLOAT16, DataType.FLOAT32}) {
      for (long[] shape : shapes) {
        for (int output = 0; output < 2; output++) {
          WeightExpression weight = random(type, shape.length, shape);
          if (output == 1
              && configuration.granularity() == Granularity.PER_BLOCK
              && configuration.blockSize().get(0) > 0
              && shape[0] % configuration.blockSize().get(0) != 0) {
            continue;
          }
          WeightExpression.Affine result =
              affine(Sites.quantize(Sites.site(weight, output, 1 - output), weight, configuration));
          float[] values = Sites.values(weight);
          float[] back = Sites.values(result);
          float[] scales = Elements.floats(tensor(result.scale()));
          BlockGrid grid = new BlockGrid(weight.shape(), result.scale().shape());
          boolean linear = configuration.mode() == QuantizationMode.LINEAR;
          for (int i = 0; i < values.length; i++) {
            float scale = scales[(int) grid.blockOf(i)];
            // A rounded zero point may put the end of a range half a step outside the integers,
            // and a scale rounded to float16 moves the ends by up to 1/16 of a step.
            double bound = scale * (linear ? 1.15 : 0.57);
            assertThat(Math.abs(values[i] - back[i]))
                .as("element %d of %s", i, weight.encoding())
                .isLessThanOrEqualTo((float) bound);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void zerosComeBackAsZeros(QuantizationConfiguration configuration) {
    float[] values = tensorValues(random(DataType.FLOAT16, 5, 8, 8));
    for (int i = 0; i < values.length; i += 3) {
      values[i] = 0;
    }
    WeightExpression weight =
        new WeightExpression.Dense(Tensor.ofFloats(DataType.FLOAT16, Shape.of(8, 8), values));
    float[] back = Sites.values(Sites.quantize(weight, configuration));
    for (int i = 0; i < values.length; i += 3) {
      assertThat(back[i]).isZero();
    }
  }

  private static float[] tensorValues(WeightExpression weight) {
    return Elements.floats(tensor(weight));
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void aWeightOfZerosHasScalesThatAreNotZero(QuantizationConfiguration configuration) {
    WeightExpression weight =
        new WeightExpression.Dense(
            Tensor.ofFloats(DataType.FLOAT16, Shape.of(4, 4), new float[16]));
    WeightExpression.Affine result = affine(Sites.quantize(weight, configuration));
    assertThat(Elements.floats(tensor(result.scale()))).doesNotContain(0f);
    assertThat(Sites.values(result)).containsOnly(0f);
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void theErrorIsNoLargerThanWithScalesFromRoundedSteps(QuantizationConfiguration configuration) {
    for (float size : new float[] {1f, 40000f, 1e-3f, 1e-5f, 3e-7f}) {
      for (DataType type : new DataType[] {DataType.FLOAT16, DataType.FLOAT32}) {
        WeightExpression drawn = random(type, 17, 24, 8, 3);
        float[] values = tensorValues(drawn);
        for (int i = 0; i < values.length; i++) {
          values[i] = Elements.round(type, values[i] * size);
        }
        WeightExpression weight =
            new WeightExpression.Dense(Tensor.ofFloats(type, drawn.shape(), values));
        WeightExpression.Affine result = affine(Sites.quantize(weight, configuration));
        double error = squaredError(values, Sites.values(result));
        double plain =
            PlainQuantizer.squaredError(
                values, type, new BlockGrid(drawn.shape(), result.scale().shape()), configuration);
        assertThat(error).as("%s of size %s", type, size).isLessThanOrEqualTo(plain * 1.0001);
      }
    }
  }

  @Test
  void negatedWeightsGiveNegatedValuesInTheSymmetricMode() {
    WeightExpression weight = random(DataType.FLOAT16, 21, 16, 32);
    float[] negated = tensorValues(weight);
    for (int i = 0; i < negated.length; i++) {
      negated[i] = -negated[i];
    }
    for (QuantizedType type : QuantizedType.values()) {
      QuantizationConfiguration configuration =
          configuration(QuantizationMode.LINEAR_SYMMETRIC, type, Granularity.PER_CHANNEL);
      float[] back = Sites.values(Sites.quantize(weight, configuration));
      float[] backNegated =
          Sites.values(
              Sites.quantize(
                  new WeightExpression.Dense(
                      Tensor.ofFloats(DataType.FLOAT16, weight.shape(), negated)),
                  configuration));
      for (int i = 0; i < back.length; i++) {
        assertThat(backNegated[i] + back[i]).isZero();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(QuantizedType.class)
  void theSymmetricRangeLeavesOneIntegerOut(QuantizedType type) {
    WeightExpression weight =
        new WeightExpression.Dense(Tensor.ofFloats(Shape.of(2, 2), -2f, 1f, 2f, 0f));
    WeightExpression.Affine result =
        affine(
            Sites.quantize(
                weight,
                configuration(QuantizationMode.LINEAR_SYMMETRIC, type, Granularity.PER_TENSOR)));
    boolean signed = type.dataType().isSigned();
    int half = type.dataType().bits() == 8 ? 127 : 7;
    int middle = signed ? 0 : half;
    int[] codes = Elements.integers(tensor(result.data()));
    assertThat(codes[0]).isEqualTo(middle - half);
    assertThat(codes[2]).isEqualTo(middle + half);
    assertThat(codes[3]).isEqualTo(middle);
    WeightExpression offset = result.offset();
    assertThat(offset == null).isEqualTo(signed);
    if (offset != null) {
      assertThat(Elements.integers(tensor(offset))).containsExactly(half);
    }
  }

  @Test
  void halvesAreRoundedToEven() {
    float[] values = {127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, -127};
    WeightExpression weight = new WeightExpression.Dense(Tensor.ofFloats(Shape.of(1, 8), values));
    WeightExpression.Affine result =
        affine(
            Sites.quantize(
                weight,
                configuration(
                    QuantizationMode.LINEAR_SYMMETRIC,
                    QuantizedType.INT8,
                    Granularity.PER_CHANNEL)));
    assertThat(Elements.integers(tensor(result.data())))
        .containsExactly(127, 0, 2, 2, 0, -2, -2, -127);
  }

  @Test
  void valuesAtTheEdgesOfFloat32KeepFiniteScales() {
    for (float size : new float[] {Float.MAX_VALUE, 1e-37f, 1e-42f, Float.MIN_VALUE}) {
      WeightExpression weight =
          new WeightExpression.Dense(Tensor.ofFloats(Shape.of(2, 2), size, -size, size / 2, 0));
      for (QuantizationConfiguration configuration : configurations()) {
        if (configuration.granularity() == Granularity.PER_BLOCK) {
          continue;
        }
        WeightExpression.Affine result = affine(Sites.quantize(weight, configuration));
        float scale = Elements.floats(tensor(result.scale()))[0];
        assertThat(scale).isPositive().isFinite();
        float[] back = Sites.values(result);
        assertThat((double) Math.abs(back[0] - size)).isLessThanOrEqualTo(scale * 1.15);
        assertThat(back[3]).isZero();
      }
    }
  }

  @Test
  void theLargestFloat16StaysFinite() {
    float[] values = {65504, -65504, 32000, 0, 65504, 1, 65504, 65503};
    WeightExpression weight =
        new WeightExpression.Dense(Tensor.ofFloats(DataType.FLOAT16, Shape.of(2, 4), values));
    for (QuantizationConfiguration configuration : configurations()) {
      WeightExpression.Affine result = affine(Sites.quantize(weight, configuration));
      float[] scales = Elements.floats(tensor(result.scale()));
      BlockGrid grid = new BlockGrid(weight.shape(), result.scale().shape());
      float[] back = Sites.values(result);
      for (int i = 0; i < back.length; i++) {
        // An asymmetric range has one step fewer on one side, and the other limits the scale.
        assertThat(Math.abs(back[i] - values[i]))
            .isLessThanOrEqualTo(scales[(int) grid.blockOf(i)] * 1.15f);
      }
    }
  }

  @Test
  void weightsOfManyChunksAreQuantizedAsTheirPartsAre() {
    QuantizationConfiguration perChannel =
        configuration(QuantizationMode.LINEAR, QuantizedType.UINT4, Granularity.PER_CHANNEL);
    WeightExpression whole = random(DataType.FLOAT16, 33, 7, 50_001);
    float[] values = tensorValues(whole);
    float[] back = Sites.values(Sites.quantize(whole, perChannel));
    for (int channel = 0; channel < 7; channel++) {
      int from = channel * 50_001;
      WeightExpression part =
          new WeightExpression.Dense(
              Tensor.ofFloats(
                  DataType.FLOAT16,
                  Shape.of(1, 50_001),
                  Arrays.copyOfRange(values, from, from + 50_001)));
      assertThat(Sites.values(Sites.quantize(part, perChannel)))
          .isEqualTo(Arrays.copyOfRange(back, from, from + 50_001));
    }
  }

  @Test
  void channelsAlongTheInnermostAxisAreQuantizedAsInTheTransposedWeight() {
    int rows = 700;
    int columns = 131;
    WeightExpression weight = random(DataType.FLOAT16, 44, rows, columns);
    float[] values = tensorValues(weight);
    float[] transposed = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      transposed[i % columns * rows + i / columns] = values[i];
    }
    WeightExpression other =
        new WeightExpression.Dense(
            Tensor.ofFloats(DataType.FLOAT16, Shape.of(columns, rows), transposed));
    for (QuantizationConfiguration configuration : configurations()) {
      if (configuration.granularity() != Granularity.PER_CHANNEL) {
        continue;
      }
      float[] back = Sites.values(Sites.quantize(Sites.site(weight, 1, 0), weight, configuration));
      float[] expected = Sites.values(Sites.quantize(other, configuration));
      for (int i = 0; i < values.length; i++) {
        assertThat(back[i]).isEqualTo(expected[i % columns * rows + i / columns]);
      }
    }
  }
}
