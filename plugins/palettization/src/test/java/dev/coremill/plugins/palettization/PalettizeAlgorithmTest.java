package dev.coremill.plugins.palettization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.InnermostFloat;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.plugins.palettization.PalettizeConfiguration.Mode;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PalettizeAlgorithmTest {
  private static final long[][] SHAPES = {
    {7, 5}, {8, 3, 5}, {16, 4, 3, 3}, {4, 2, 3, 2, 2}, {2, 3, 2, 2, 2, 3}, {1, 97}, {13, 1}, {31}
  };

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 6, 8})
  void theEncodingIsThePlannedOneForEveryRankAndBothTypes(int bits) {
    for (DataType type : new DataType[] {DataType.FLOAT16, DataType.FLOAT32}) {
      for (long[] shape : SHAPES) {
        WeightExpression weight = Weights.normal(type, bits, shape);
        WeightExpression result = Weights.palettized(weight, Weights.perTensor(bits));
        assertThat(plan(weight, Weights.perTensor(bits)))
            .isEqualTo(new WeightPlan.Rewrite(result.encoding(), true));
        assertThat(result.shape()).isEqualTo(Shape.of(shape));
        assertThat(Weights.values(result)).doesNotContain(Float.NaN);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT16", "FLOAT32"})
  void everyElementGetsTheNearestEntryOfItsGroup(DataType type) {
    WeightExpression weight = Weights.normal(type, 5, 12, 6, 3, 3);
    WeightExpression result = Weights.palettized(weight, Weights.grouped(3, 4));
    float[] table = Elements.floats(InnermostFloat.in(result));
    float[] before = Weights.values(weight);
    float[] after = Weights.values(result);
    for (int i = 0; i < before.length; i++) {
      int group = i / (4 * 6 * 9);
      float nearest = Float.POSITIVE_INFINITY;
      for (int entry = 0; entry < 8; entry++) {
        nearest = Math.min(nearest, Math.abs(table[group * 8 + entry] - before[i]));
      }
      assertThat(Math.abs(after[i] - before[i])).isEqualTo(nearest);
    }
  }

  @Test
  void halfAndSinglePrecisionOfTheSameValuesGiveTheSameIndices() {
    WeightExpression half = Weights.normal(DataType.FLOAT16, 8, 64, 9, 5);
    WeightExpression single =
        Weights.of(DataType.FLOAT32, Shape.of(64, 9, 5), Weights.values(half));
    WeightExpression.Lookup ofHalf =
        (WeightExpression.Lookup) Weights.palettized(half, Weights.grouped(2, 8));
    WeightExpression.Lookup ofSingle =
        (WeightExpression.Lookup) Weights.palettized(single, Weights.grouped(2, 8));
    assertThat(ofHalf.indices().contentEquals(ofSingle.indices())).isTrue();
  }

  @Test
  void errorFallsWithEveryBit() {
    WeightExpression weight = Weights.normal(DataType.FLOAT16, 6, 64, 50);
    double before = Double.POSITIVE_INFINITY;
    for (int bits : new int[] {1, 2, 3, 4, 6, 8}) {
      double error =
          Weights.squaredError(weight, Weights.palettized(weight, Weights.perTensor(bits)));
      assertThat(error).isLessThan(before);
      before = error;
    }
  }

  @Test
  void smallerGroupsLowerTheError() {
    WeightExpression weight = Weights.normal(DataType.FLOAT16, 9, 64, 50);
    double whole = Weights.squaredError(weight, Weights.palettized(weight, Weights.perTensor(4)));
    double groups = Weights.squaredError(weight, Weights.palettized(weight, Weights.grouped(4, 8)));
    assertThat(groups).isLessThan(whole);
  }

  @Test
  void weightsWithFewDistinctValuesAreKeptExactly() {
    float tiny = 0x1p-24f;
    float[][] cases = {
      {0, 0, 0, 0, 0, 0},
      {3, 3, 3, 3, 3, 3},
      {-1, 2, -1, 2, 2, -1},
      {-0f, 0f, tiny, -tiny, 0f, 0f},
      {65504, -65504, 0, 1, 65504, 1}
    };
    for (DataType type : new DataType[] {DataType.FLOAT16, DataType.FLOAT32}) {
      for (float[] values : cases) {
        WeightExpression weight = Weights.of(type, Shape.of(2, 3), values);
        assertThat(Weights.squaredError(weight, Weights.palettized(weight, Weights.perTensor(2))))
            .isZero();
        assertThat(Weights.squaredError(weight, Weights.palettized(weight, mode(Mode.UNIQUE, 0))))
            .isZero();
      }
    }
  }

  @Test
  void entriesThatAreNotNeededRepeatTheLastOne() {
    WeightExpression weight = Weights.of(DataType.FLOAT16, Shape.of(4), -2, 1, 5, 1);
    WeightExpression result = Weights.palettized(weight, Weights.perTensor(3));
    assertThat(Elements.floats(InnermostFloat.in(result))).containsExactly(-2, 1, 5, 5, 5, 5, 5, 5);
  }

  @Test
  void roundingATableOfDenormalNumbersStaysWithinTheirSpacing() {
    float[] values = new float[999];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - 400) * 0x1p-24f;
    }
    WeightExpression weight = Weights.of(DataType.FLOAT16, Shape.of(27, 37), values);
    float[] after = Weights.values(Weights.palettized(weight, Weights.perTensor(8)));
    for (int i = 0; i < values.length; i++) {
      assertThat(Math.abs(after[i] - values[i])).isLessThanOrEqualTo(2.5f * 0x1p-24f);
    }
  }

  @Test
  void uniformTablesAreEquallySpacedFromMinimumToMaximum() {
    WeightExpression weight = Weights.of(DataType.FLOAT32, Shape.of(5), -1, 0.3f, 0.99f, 2, -0.6f);
    WeightExpression result = Weights.palettized(weight, mode(Mode.UNIFORM, 2));
    assertThat(Elements.floats(InnermostFloat.in(result))).containsExactly(-1, 0, 1, 2);
    assertThat(Weights.values(result)).containsExactly(-1, 0, 1, 2, -1);
  }

  @Test
  void aValueHalfwayBetweenEntriesTakesTheLowerOne() {
    WeightExpression weight = Weights.of(DataType.FLOAT16, Shape.of(3), 0, 1, 0.5f);
    assertThat(Weights.values(Weights.palettized(weight, mode(Mode.UNIFORM, 1))))
        .containsExactly(0, 1, 0);
  }

  @Test
  void modeUniqueTakesTheSmallestWidthThatTheOpsetHas() {
    float[] values = {1, 2, 3, 4, 5, 1};
    WeightExpression weight = Weights.of(DataType.FLOAT16, Shape.of(6), values);
    assertThat(uniqueIndexType(weight, Opset.CORE_ML_8)).isEqualTo(DataType.UINT3);
    assertThat(uniqueIndexType(weight, Opset.CORE_ML_7)).isEqualTo(DataType.UINT4);
  }

  @Test
  void modeUniqueLeavesAWeightOfManyValuesAndSaysWhy() {
    WeightExpression weight = Weights.normal(DataType.FLOAT16, 1, 30, 30);
    Outcome outcome =
        Weights.outcome(weight, mode(Mode.UNIQUE, 0), new Weights.Context(IndivisiblePolicy.ERROR));
    assertThat(outcome).isInstanceOf(Outcome.Skipped.class);
    assertThat(outcome.toString()).contains("256 distinct values");
  }

  @Test
  void theTablesOfASparseWeightServeItsNonZerosByTheirPlaceInTheWeight() {
    SplittableRandom random = new SplittableRandom(4);
    int[] mask = new int[8 * 6];
    float[] nonZeros = new float[mask.length];
    int count = 0;
    for (int i = 0; i < mask.length; i++) {
      if (random.nextInt(3) == 0) {
        mask[i] = 1;
        nonZeros[count++] = 1 + i / 12 + 0.001f * random.nextInt(2);
      }
    }
    WeightExpression sparse =
        new WeightExpression.Sparse(
            Tensor.ofIntegers(DataType.UINT1, Shape.of(8, 6), mask),
            Weights.of(DataType.FLOAT32, Shape.of(count), Arrays.copyOf(nonZeros, count)));
    for (int groupSize : new int[] {0, 2}) {
      PalettizeConfiguration configuration =
          Weights.configuration(Mode.KMEANS, groupSize == 0 ? 3 : 1, groupSize, 1, false);
      WeightExpression result = Weights.palettized(sparse, configuration);
      assertThat(plan(sparse, configuration))
          .isEqualTo(new WeightPlan.Rewrite(result.encoding(), true));
      assertThat(Weights.values(result)).containsExactly(Weights.values(sparse));
    }
  }

  @Test
  void groupsAlongAnInnerAxisHaveTheirOwnTables() {
    float[] values = new float[3 * 4 * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i / 2 % 4 / 2) * 100 + i % 2;
    }
    WeightExpression weight = Weights.of(DataType.FLOAT16, Shape.of(3, 4, 2), values);
    PalettizeConfiguration configuration =
        new PalettizeConfiguration(
            Optional.of(1),
            Mode.KMEANS,
            PalettizeConfiguration.Granularity.PER_GROUPED_CHANNEL,
            2,
            Optional.of(-2),
            1,
            false,
            Optional.empty());
    WeightExpression result = Weights.palettized(weight, configuration);
    assertThat(Elements.floats(InnermostFloat.in(result))).containsExactly(0, 1, 100, 101);
    assertThat(Weights.values(result)).containsExactly(values);
  }

  @Test
  void scalesPerChannelLowerTheErrorWhereChannelsHaveDifferentRanges() {
    float[] values = Weights.values(Weights.normal(DataType.FLOAT32, 2, 16, 100));
    for (int i = 0; i < values.length; i++) {
      values[i] *= 1 << i / 100 % 8;
    }
    WeightExpression weight = Weights.of(DataType.FLOAT16, Shape.of(16, 100), values);
    PalettizeConfiguration scaled = Weights.configuration(Mode.KMEANS, 4, 0, 1, true);
    WeightExpression result = Weights.palettized(weight, scaled);
    assertThat(plan(weight, scaled)).isEqualTo(new WeightPlan.Rewrite(result.encoding(), true));
    assertThat(Weights.squaredError(weight, result))
        .isLessThan(Weights.squaredError(weight, Weights.palettized(weight, Weights.perTensor(4))));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void scalesPerChannelNeverRaiseTheErrorBeyondRounding(long seed) {
    WeightExpression weight = Weights.normal(DataType.FLOAT32, seed, 6, 40);
    double plain = Weights.squaredError(weight, Weights.palettized(weight, Weights.perTensor(3)));
    double scaled =
        Weights.squaredError(
            weight, Weights.palettized(weight, Weights.configuration(Mode.KMEANS, 3, 0, 1, true)));
    assertThat(scaled).isLessThanOrEqualTo(plain * (1 + 1e-5));
  }

  @Test
  void aChannelOfZerosStaysZeroUnderScales() {
    float[] values = Weights.values(Weights.normal(DataType.FLOAT32, 2, 4, 50));
    Arrays.fill(values, 50, 100, 0f);
    WeightExpression weight = Weights.of(DataType.FLOAT16, Shape.of(4, 50), values);
    WeightExpression result =
        Weights.palettized(weight, Weights.configuration(Mode.KMEANS, 8, 0, 1, true));
    for (int i = 50; i < 100; i++) {
      assertThat(Math.abs(Weights.values(result)[i])).isLessThan(0.01f);
    }
  }

  @Test
  void equalWeightsGiveEqualBytes() {
    for (PalettizeConfiguration configuration :
        new PalettizeConfiguration[] {
          Weights.grouped(4, 8),
          Weights.configuration(Mode.KMEANS, 4, 8, 2, false),
          Weights.configuration(Mode.KMEANS, 4, 0, 1, true)
        }) {
      WeightExpression weight = Weights.normal(DataType.FLOAT16, 11, 32, 8, 3);
      assertThat(Weights.values(Weights.palettized(weight, configuration)))
          .containsExactly(Weights.values(Weights.palettized(weight, configuration)));
    }
  }

  @Test
  void moreDistinctValuesThanAreToldApartAreMergedAndReported() {
    WeightExpression weight = Weights.normal(DataType.FLOAT32, 1, 400, 400);
    Weights.Context context = new Weights.Context(IndivisiblePolicy.ERROR);
    Outcome outcome = Weights.outcome(weight, Weights.perTensor(4), context);
    assertThat(context.notes).hasSize(1);
    assertThat(context.notes.getFirst()).contains("merged");
    WeightExpression merged = ((Outcome.Rewritten) outcome).expression();
    WeightExpression half =
        Weights.of(DataType.FLOAT16, Shape.of(400, 400), Weights.values(weight));
    WeightExpression exact = Weights.palettized(half, Weights.perTensor(4));
    assertThat(Weights.squaredError(weight, merged))
        .isLessThan(Weights.squaredError(weight, exact) * 1.0001);
  }

  @Test
  void groupSizesThatDoNotDivideFollowThePolicy() {
    WeightExpression weight = Weights.normal(DataType.FLOAT16, 1, 20, 3);
    PalettizeConfiguration configuration = Weights.grouped(2, 8);
    assertThat(plan(weight, configuration, IndivisiblePolicy.ERROR))
        .isInstanceOf(WeightPlan.Refuse.class);
    assertThat(plan(weight, configuration, IndivisiblePolicy.SKIP))
        .isEqualTo(new WeightPlan.Skip("group_size 8 does not divide the 20 channels"));
    Weights.Context context = new Weights.Context(IndivisiblePolicy.NEAREST);
    WeightExpression nearest =
        ((Outcome.Rewritten) Weights.outcome(weight, configuration, context)).expression();
    assertThat(InnermostFloat.in(nearest).shape()).isEqualTo(Shape.of(2, 1, 4, 1));
    assertThat(context.notes.getFirst()).contains("took the nearest one, 10");
  }

  @Test
  void whatIsCompressedAlreadyIsSkipped() {
    WeightExpression weight = Weights.normal(DataType.FLOAT16, 1, 20, 3);
    WeightExpression palettized = Weights.palettized(weight, Weights.perTensor(2));
    assertThat(plan(palettized, Weights.perTensor(2)))
        .isEqualTo(new WeightPlan.Skip("it is palettized already"));
    WeightExpression quantized =
        new WeightExpression.Affine(
            new WeightExpression.Dense(
                Tensor.ofIntegers(DataType.INT8, Shape.of(2, 2), 1, 2, 3, 4)),
            Weights.of(DataType.FLOAT16, Shape.of(1, 1), 0.5f),
            null);
    assertThat(plan(quantized, Weights.perTensor(2)))
        .isEqualTo(new WeightPlan.Skip("it is quantized already"));
  }

  @Test
  void configurationsThatContradictThemselvesAreRejected() {
    assertThatThrownBy(() -> mode(Mode.UNIQUE, 4)).hasMessageContaining("leave nbits out");
    assertThatThrownBy(() -> mode(Mode.KMEANS, 0)).hasMessageContaining("nbits is needed");
    assertThatThrownBy(() -> mode(Mode.KMEANS, 5)).hasMessageContaining("nbits is 5");
    assertThatThrownBy(() -> Weights.configuration(Mode.UNIFORM, 4, 0, 2, false))
        .hasMessageContaining("cluster_dim");
  }

  private static DataType uniqueIndexType(WeightExpression weight, Opset opset) {
    Outcome outcome =
        new PalettizeAlgorithm()
            .compress(
                Weights.site(weight.encoding(), opset),
                weight,
                mode(Mode.UNIQUE, 0),
                new Weights.Context(IndivisiblePolicy.ERROR));
    return ((WeightExpression.Lookup) ((Outcome.Rewritten) outcome).expression()).indices().type();
  }

  private static PalettizeConfiguration mode(Mode mode, int bits) {
    return Weights.configuration(mode, bits, 0, 1, false);
  }

  private static WeightPlan plan(WeightExpression weight, PalettizeConfiguration configuration) {
    return plan(weight, configuration, IndivisiblePolicy.ERROR);
  }

  private static WeightPlan plan(
      WeightExpression weight, PalettizeConfiguration configuration, IndivisiblePolicy policy) {
    return new PalettizeAlgorithm()
        .plan(
            Weights.site(weight.encoding(), Opset.CORE_ML_8),
            configuration,
            new Weights.Context(policy));
  }
}
