package dev.coremill.plugins.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class JointQuantizationTest {
  static List<QuantizationConfiguration> configurations() {
    return QuantizeTest.configurations();
  }

  /** Half of the elements, in no pattern. */
  private static float[] pruned(int count) {
    SplittableRandom random = new SplittableRandom(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          random.nextBoolean()
              ? Elements.round(DataType.FLOAT16, (float) random.nextGaussian())
              : 0;
    }
    return values;
  }

  private static WeightExpression.Sparse sparse(Shape shape, float[] values) {
    int[] mask = new int[values.length];
    float[] nonZeros = new float[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] != 0) {
        mask[i] = 1;
        nonZeros[count++] = values[i];
      }
    }
    return new WeightExpression.Sparse(
        Tensor.ofIntegers(DataType.UINT1, shape, mask),
        new WeightExpression.Dense(
            Tensor.ofFloats(DataType.FLOAT16, Shape.of(count), Arrays.copyOf(nonZeros, count))));
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void aPrunedWeightIsQuantizedAsTheDenseOneWithItsZeros(QuantizationConfiguration configuration) {
    for (long[] sizes : new long[][] {{12, 8}, {6, 4, 3, 3}, {3, 4, 5003}}) {
      Shape shape = Shape.of(sizes);
      float[] values = pruned((int) shape.elementCount());
      WeightExpression dense =
          new WeightExpression.Dense(Tensor.ofFloats(DataType.FLOAT16, shape, values));
      float[] joint = Sites.values(Sites.quantize(sparse(shape, values), configuration));
      float[] expected = Sites.values(Sites.quantize(dense, configuration));
      // Scales may differ by a rounding that the zeros had no say in; codes must be sums of it.
      double error = 0;
      double expectedError = 0;
      for (int i = 0; i < values.length; i++) {
        assertThat(joint[i] == 0 || values[i] != 0).isTrue();
        error += Math.pow((double) joint[i] - values[i], 2);
        expectedError += Math.pow((double) expected[i] - values[i], 2);
      }
      assertThat(error).isLessThanOrEqualTo(expectedError * (1 + 1e-6));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Granularity.class,
      names = {"PER_TENSOR", "PER_CHANNEL"})
  void theTablesOfAPalettizedWeightAreQuantized(Granularity granularity) {
    SplittableRandom random = new SplittableRandom(9);
    float[] table = new float[4 * 16];
    for (int i = 0; i < table.length; i++) {
      table[i] = Elements.round(DataType.FLOAT16, (float) random.nextGaussian() * (1 + i / 16));
    }
    int[] indices = new int[8 * 6];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = random.nextInt(16);
    }
    WeightExpression.Lookup lookup =
        new WeightExpression.Lookup(
            Tensor.ofIntegers(DataType.UINT4, Shape.of(8, 6), indices),
            new WeightExpression.Dense(
                Tensor.ofFloats(DataType.FLOAT16, Shape.of(4, 1, 16, 1), table)),
            0);
    WeightExpression result =
        Sites.quantize(
            lookup,
            new QuantizationConfiguration(
                QuantizationMode.LINEAR_SYMMETRIC, QuantizedType.INT8, granularity, List.of(32)));
    WeightExpression.Affine affine =
        (WeightExpression.Affine) ((WeightExpression.Lookup) result).table();
    assertThat(affine.scale().shape())
        .isEqualTo(
            granularity == Granularity.PER_TENSOR ? Shape.of(1, 1, 1, 1) : Shape.of(4, 1, 1, 1));
    float[] scales = Sites.values(affine.scale());
    float[] values = Sites.values(lookup);
    float[] back = Sites.values(result);
    for (int i = 0; i < values.length; i++) {
      float scale = scales[granularity == Granularity.PER_TENSOR ? 0 : i / 12];
      assertThat(Math.abs(values[i] - back[i])).isLessThanOrEqualTo(scale * 0.57f);
    }
  }
}
