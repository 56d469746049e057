package dev.coremill.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FiniteCheckTest {
  private static final float[] WRONG = {
    Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY
  };

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "FLOAT32", "BFLOAT16"})
  void theFirstWrongElementIsFoundAtEveryPlaceOfEverySize(DataType type) {
    for (int count : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31}) {
      for (int at = 0; at < count; at++) {
        for (float wrong : WRONG) {
          float[] values = extremes(count);
          values[at] = wrong;
          values[count - 1] = at == count - 1 ? wrong : Float.NaN;

          assertThat(FiniteCheck.firstNonFinite(weight(type, values))).isEqualTo(at);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "FLOAT32", "BFLOAT16"})
  void theLargestAndTheSmallestNumbersAreFinite(DataType type) {
    for (int count : new int[] {0, 1, 2, 3, 4, 5, 11, 4095, 4096, 4097, 8191, 70_000}) {
      assertThat(FiniteCheck.firstNonFinite(weight(type, extremes(count)))).isEqualTo(-1);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT16", "FLOAT32"})
  void itIsFoundInLongWeights(DataType type) {
    RandomGenerator random = new SplittableRandom(11);
    float[] values = new float[100_003];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    for (int at : new int[] {0, 2047, 2048, 4095, 4096, 32_768, 99_999, 100_000, 100_002}) {
      float[] broken = values.clone();
      broken[at] = Float.NEGATIVE_INFINITY;

      assertThat(FiniteCheck.firstNonFinite(weight(type, broken))).isEqualTo(at);
    }
  }

  /** Finite in each of the types, with all bits of the exponent but one, and all of the rest. */
  private static float[] extremes(int count) {
    float[] cycle = {65504f, -65504f, 0f, -0f, 0x1p-24f, -0x1p-24f, 0x1p-14f, -1f, 32768f};
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = cycle[i % cycle.length];
    }
    return values;
  }

  private static WeightExpression weight(DataType type, float[] values) {
    MemorySegment data =
        MemorySegment.ofArray(new byte[(int) Tensor.packedSize(type, values.length)]);
    Elements.writeFloats(type, data, 0, values, 0, values.length);
    return new WeightExpression.Dense(Tensor.of(type, Shape.of(values.length), data));
  }
}
