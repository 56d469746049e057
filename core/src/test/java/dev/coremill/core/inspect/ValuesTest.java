package dev.coremill.core.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.report.WeightError;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  @Test
  void zerosOfBothSignsAreOneValueAndNanIsNone() {
    ValueFacts facts = ValueFacts.of(floats(0f, -0f, 1.5f, 1.5f, Float.NaN, -2f)).orElseThrow();

    assertThat(facts).isEqualTo(new ValueFacts(3, 2 / 6.0, -2f, 1.5f, 1));
  }

  @Test
  void uniqueValuesAreCountedUpToTheLimit() {
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    float[] many = new float[200_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = i < 100_000 ? i : random.nextFloat();
    }

    assertThat(ValueFacts.of(floats(many)).orElseThrow().uniqueValues())
        .isEqualTo(ValueFacts.COUNTED);
  }

  @Test
  void manyValuesOverSeveralChunksAreCountedOnce() {
    float[] many = new float[100_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = (i % 1000) / 8f;
    }

    assertThat(ValueFacts.of(floats(many)).orElseThrow().uniqueValues()).isEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 40_000, 100_000})
  void factsAboutFloat16AreThoseAboutTheSameNumbersAsFloat32(int count) {
    RandomGenerator random = new SplittableRandom(count);
    short[] halves = new short[count];
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      // Every pattern is possible: both zeros, infinities and NaN too.
      halves[i] = (short) (random.nextInt(4) == 0 ? 0x8000 : random.nextInt(1 << 16));
      numbers[i] = Float.float16ToFloat(halves[i]);
    }
    Tensor tensor =
        Tensor.of(DataType.FLOAT16, Shape.of(count), MemorySegment.ofArray(halves).asReadOnly());

    assertThat(ValueFacts.of(new WeightExpression.Dense(tensor)))
        .isEqualTo(ValueFacts.of(floats(numbers)));
  }

  @Test
  void theErrorIsThatOfTheSecondAgainstTheFirst() {
    WeightError error =
        ValueComparison.error(floats(1f, 2f, 3f, 4f), floats(1f, 2f, 3f, 5f)).orElseThrow();

    assertThat(error.meanSquaredError()).isEqualTo(0.25);
    assertThat(error.maximumAbsoluteError()).isEqualTo(1);
    assertThat(error.signalToNoiseDecibels()).isEqualTo(10 * Math.log10(30));
  }

  @Test
  void equalInfinitiesDifferByNothing() {
    WeightExpression infinite = floats(Float.POSITIVE_INFINITY, 1f);

    assertThat(ValueComparison.error(infinite, infinite).orElseThrow().meanSquaredError()).isZero();
  }

  @Test
  void otherShapesCannotBeCompared() {
    assertThat(ValueComparison.error(floats(1f, 2f), floats(1f))).isEmpty();
  }

  @Test
  void anEncodingIsTheSameOnlyIfEveryPartIs() {
    assertThat(ValueComparison.isSame(quantized(0), quantized(0))).isTrue();
    assertThat(ValueComparison.isSame(quantized(0), quantized(1))).isFalse();
    assertThat(ValueComparison.isSame(quantized(0), floats(1f, 2f))).isFalse();
  }

  private static WeightExpression floats(float... values) {
    return new WeightExpression.Dense(Tensor.ofFloats(Shape.of(values.length), values));
  }

  private static WeightExpression quantized(int offset) {
    return new WeightExpression.Affine(
        new WeightExpression.Dense(Tensor.ofIntegers(DataType.INT8, Shape.of(2), 3, 4)),
        new WeightExpression.Dense(Tensor.ofFloats(Shape.of(1), 0.5f)),
        new WeightExpression.Dense(Tensor.ofIntegers(DataType.INT8, Shape.of(1), offset)));
  }
}
