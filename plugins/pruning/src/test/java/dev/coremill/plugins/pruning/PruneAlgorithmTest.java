package dev.coremill.plugins.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PruneAlgorithmTest {
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5, 0.75, 0.9999, 1})
  void theSmallestMagnitudesUpToThePercentileBecomeZero(double sparsity) {
    for (long[] shape : new long[][] {{97}, {7, 13}, {8, 3, 5, 5}, {2, 2, 3, 2, 2, 2}, {1, 1}}) {
      for (DataType type : new DataType[] {DataType.FLOAT16, DataType.FLOAT32}) {
        WeightExpression weight = normal(type, 3, shape);
        float[] before = values(weight);
        float[] after = values(pruned(weight, target(sparsity)));
        float limit = percentile(type, before, sparsity);
        for (int i = 0; i < before.length; i++) {
          boolean zero = sparsity == 1 || sparsity > 0 && Math.abs(before[i]) <= limit;
          assertThat(after[i]).isEqualTo(zero ? 0 : before[i]);
        }
      }
    }
  }

  @Test
  void equalMagnitudesAtThePercentileGoTogether() {
    WeightExpression weight = of(Shape.of(8), 1, -2, 2, 2, -2, 2, 3, 4);
    assertThat(values(pruned(weight, target(0.25)))).containsExactly(0, 0, 0, 0, 0, 0, 3, 4);
  }

  @Test
  void zerosAreNeverStoredWhateverTheirSign() {
    WeightExpression weight = of(Shape.of(2, 3), 0f, -0f, 1, -2, 0f, 3);
    WeightExpression.Sparse sparse = pruned(weight, target(0));
    assertThat(Elements.integers(sparse.mask())).containsExactly(0, 0, 1, 1, 0, 1);
    assertThat(stored(sparse)).containsExactly(1, -2, 3);
  }

  @Test
  void aWeightOfZerosStoresNothing() {
    WeightExpression.Sparse sparse = pruned(of(Shape.of(3, 3), new float[9]), target(0.5));
    assertThat(stored(sparse)).isEmpty();
    assertThat(values(sparse)).containsOnly(0f);
  }

  @Test
  void aThresholdDropsMagnitudesUpToItself() {
    WeightExpression weight = of(Shape.of(5), 0.5f, -0.5f, 0.25f, 0.75f, -1);
    assertThat(values(pruned(weight, threshold(0.5, 0.6)))).containsExactly(0, 0, 0, 0.75f, -1);
  }

  @Test
  void aThresholdThatGivesTooFewZerosLeavesTheWeightAndSaysWhy() {
    WeightExpression weight = of(Shape.of(5), 0.5f, -0.5f, 0.25f, 0.75f, -1);
    assertThat(outcome(weight, threshold(0.5, 0.61)))
        .asString()
        .contains("only 0.6 of its elements", "minimum_sparsity_percentile is 0.61");
  }

  @Test
  void ofNeighbouringInputChannelsTheSmallestBecomeZero() {
    float[] weight = {3, 4, 7, 6, 1, 8, -3, -8, -2, -3, -4, 0, 5, 4, -3, -2};
    assertThat(values(pruned(of(Shape.of(4, 4), weight), ratio(1, 2, 1))))
        .containsExactly(0, 4, 7, 0, 0, 8, 0, -8, 0, -3, -4, 0, 5, 0, -3, 0);
    assertThat(values(pruned(of(Shape.of(4, 4), weight), ratio(1, 2, 0))))
        .containsExactly(3, 0, 7, 0, 0, 8, 0, -8, 0, 0, -4, 0, 5, 4, 0, -2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void everyColumnOfNeighboursKeepsItsLargest(int dim) {
    Shape shape = Shape.of(11, 13, 3, 3);
    WeightExpression weight = normal(DataType.FLOAT16, 5, 11, 13, 3, 3);
    float[] before = values(weight);
    float[] after = values(pruned(weight, ratio(3, 4, dim)));
    int stride = (int) shape.stride(dim);
    int length = (int) shape.dimension(dim);
    for (int i = 0; i < before.length; i++) {
      int step = i / stride % length;
      int first = step - step % 4;
      int rows = Math.min(4, length - first);
      int smaller = 0;
      for (int row = first; row < first + rows; row++) {
        if (Math.abs(before[i + (row - step) * stride]) < Math.abs(before[i])) {
          smaller++;
        }
      }
      assertThat(after[i]).isEqualTo(smaller < 3 - (4 - rows) ? 0 : before[i]);
    }
  }

  @Test
  void amongEqualNeighboursTheFirstOnesBecomeZero() {
    assertThat(values(pruned(of(Shape.of(1, 8), 1, -1, 1, 1, 2, 2, 1, 2), ratio(2, 4, 1))))
        .containsExactly(0, 0, 1, 1, 0, 2, 0, 2);
  }

  @Test
  void blocksWithTheSmallestNormsBecomeZero() {
    WeightExpression weight = of(Shape.of(4, 2), 1, 3, -6, -7, 0, 3, -9, 2);
    assertThat(values(pruned(weight, blocks(0.5, 2, 0)))).containsExactly(0, 3, 0, -7, 0, 0, -9, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void everyBlockIsKeptOrDroppedAsAWhole(int dim) {
    Shape shape = Shape.of(10, 14, 3);
    WeightExpression weight = normal(DataType.FLOAT32, 5, 10, 14, 3);
    float[] before = values(weight);
    float[] after = values(pruned(weight, blocks(0.6, 4, dim)));
    int stride = (int) shape.stride(dim);
    int length = (int) shape.dimension(dim);
    double largestDropped = 0;
    double smallestKept = Double.POSITIVE_INFINITY;
    int zeros = 0;
    for (int i = 0; i < before.length; i++) {
      int step = i / stride % length;
      int first = step - step % 4;
      double norm = 0;
      for (int row = first; row < Math.min(length, first + 4); row++) {
        int at = i + (row - step) * stride;
        norm += (double) before[at] * before[at];
        assertThat(after[at] == 0).isEqualTo(after[i] == 0);
      }
      if (after[i] == 0) {
        zeros++;
        largestDropped = Math.max(largestDropped, norm);
      } else {
        assertThat(after[i]).isEqualTo(before[i]);
        smallestKept = Math.min(smallestKept, norm);
      }
    }
    assertThat(largestDropped).isLessThan(smallestKept);
    assertThat((double) zeros / before.length).isBetween(0.59, 0.62);
  }

  @Test
  void columnsLongerThanAChunkArePrunedAsShortOnesAre() {
    WeightExpression weight = normal(DataType.FLOAT16, 5, 9, 20000);
    float[] before = values(weight);
    float[] after = values(pruned(weight, ratio(1, 2, 0)));
    for (int column = 0; column < 20000; column++) {
      for (int row = 0; row + 1 < 9; row += 2) {
        int first = row * 20000 + column;
        int second = first + 20000;
        boolean firstDropped = Math.abs(before[first]) <= Math.abs(before[second]);
        assertThat(after[first]).isEqualTo(firstDropped ? 0 : before[first]);
        assertThat(after[second]).isEqualTo(firstDropped ? before[second] : 0);
      }
      assertThat(after[8 * 20000 + column]).isEqualTo(before[8 * 20000 + column]);
    }
  }

  @Test
  void theErrorGrowsWithTheSparsity() {
    WeightExpression weight = normal(DataType.FLOAT16, 8, 40, 40);
    double before = 0;
    for (double sparsity = 0.1; sparsity <= 1; sparsity += 0.1) {
      float[] original = values(weight);
      float[] after = values(pruned(weight, target(sparsity)));
      double error = 0;
      for (int i = 0; i < after.length; i++) {
        error += Math.pow(original[i] - after[i], 2);
      }
      assertThat(error).isGreaterThan(before);
      before = error;
    }
  }

  @Test
  void thePlanHasTheExpectedNumberOfNonZerosAndIsNotCalledExact() {
    WeightExpression weight = normal(DataType.FLOAT16, 8, 40, 40);
    Encoding expected =
        new Encoding.Sparse(
            new Encoding.Dense(DataType.UINT1, Shape.of(40, 40)),
            new Encoding.Dense(DataType.FLOAT16, Shape.of(400)));
    assertThat(plan(weight, target(0.75))).isEqualTo(new WeightPlan.Rewrite(expected, false));
    assertThat(plan(weight, ratio(3, 4, 1))).isEqualTo(new WeightPlan.Rewrite(expected, false));
    assertThat(pruned(weight, ratio(3, 4, 1)).encoding()).isEqualTo(expected);
  }

  @Test
  void structuresLargerThanHalfTheChannelsAreSkipped() {
    WeightExpression depthwise = normal(DataType.FLOAT16, 8, 32, 1, 3, 3);
    assertThat(plan(depthwise, ratio(2, 4, 1))).isInstanceOf(WeightPlan.Skip.class);
    assertThat(plan(depthwise, ratio(2, 4, 0))).isInstanceOf(WeightPlan.Rewrite.class);
    assertThat(plan(depthwise, blocks(0.5, 17, 0))).isInstanceOf(WeightPlan.Skip.class);
  }

  @Test
  void whatIsCompressedAlreadyIsSkipped() {
    WeightExpression sparse = pruned(normal(DataType.FLOAT16, 8, 4, 4), target(0.5));
    assertThat(plan(sparse, target(0.5))).isEqualTo(new WeightPlan.Skip("it is sparse already"));
  }

  @Test
  void configurationsThatContradictThemselvesAreRejected() {
    Optional<Integer> none = Optional.empty();
    assertThatThrownBy(() ->
            new PruneConfiguration(
                Optional.of(0.5), none, List.of(2, 4), none, Optional.empty(), 0.5))
        .hasMessageContaining("exactly one");
    assertThatThrownBy(() -> ratio(5, 4, 1)).hasMessageContaining("n at most m");
    assertThatThrownBy(() ->
            new PruneConfiguration(
                Optional.of(0.5), none, List.of(), Optional.of(1), Optional.empty(), 0.5))
        .hasMessageContaining("dim needs");
  }

  private static float percentile(DataType type, float[] values, double part) {
    float[] sorted = new float[values.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = Math.abs(values[i]);
    }
    Arrays.sort(sorted);
    double position = part * (sorted.length - 1);
    int below = (int) position;
    double upper = sorted[Math.min(below + 1, sorted.length - 1)];
    return Elements.round(
        type, (float) (sorted[below] + (upper - sorted[below]) * (position - below)));
  }

  private static PruneConfiguration target(double sparsity) {
    return new PruneConfiguration(
        Optional.of(sparsity),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        0.5);
  }

  private static PruneConfiguration threshold(double threshold, double minimum) {
    return new PruneConfiguration(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.of(threshold),
        minimum);
  }

  private static PruneConfiguration ratio(int zeros, int neighbours, int dim) {
    return new PruneConfiguration(
        Optional.empty(),
        Optional.empty(),
        List.of(zeros, neighbours),
        Optional.of(dim),
        Optional.empty(),
        0.5);
  }

  private static PruneConfiguration blocks(double sparsity, int size, int dim) {
    return new PruneConfiguration(
        Optional.of(sparsity),
        Optional.of(size),
        List.of(),
        Optional.of(dim),
        Optional.empty(),
        0.5);
  }

  private static WeightExpression of(Shape shape, float... values) {
    return new WeightExpression.Dense(Tensor.ofFloats(DataType.FLOAT16, shape, values));
  }

  private static WeightExpression normal(DataType type, long seed, long... dimensions) {
    Shape shape = Shape.of(dimensions);
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new WeightExpression.Dense(Tensor.ofFloats(type, shape, values));
  }

  private static float[] stored(WeightExpression.Sparse sparse) {
    return Elements.floats(((WeightExpression.Dense) sparse.nonZeros()).tensor());
  }

  private static float[] values(WeightExpression expression) {
    ExpressionValues reader = ExpressionValues.of(expression);
    float[] values = new float[(int) reader.shape().elementCount()];
    reader.read(0, values.length, values, 0);
    return values;
  }

  private static WeightSite site(WeightExpression weight) {
    ChannelAxes axes = new ChannelAxes(0, Math.min(1, weight.shape().rank() - 1), true);
    return new WeightSite(
        "weight",
        weight.encoding(),
        List.of(new WeightUse("main", "convolution", "conv", "weight", axes)),
        axes,
        Opset.CORE_ML_8);
  }

  private static WeightPlan plan(WeightExpression weight, PruneConfiguration configuration) {
    return new PruneAlgorithm().plan(site(weight), configuration, new Context());
  }

  private static Outcome outcome(WeightExpression weight, PruneConfiguration configuration) {
    return new PruneAlgorithm().compress(site(weight), weight, configuration, new Context());
  }

  private static WeightExpression.Sparse pruned(
      WeightExpression weight, PruneConfiguration configuration) {
    if (outcome(weight, configuration)
        instanceof Outcome.Rewritten(WeightExpression.Sparse sparse)) {
      return sparse;
    }
    throw new AssertionError("not rewritten");
  }

  private static final class Context implements CompressionContext {
    @Override
    public SegmentAllocator memory() {
      return Arena.ofAuto();
    }

    @Override
    public void note(String remark) {
      throw new AssertionError(remark);
    }

    @Override
    public void checkCancelled() {}

    @Override
    public IndivisiblePolicy onIndivisible() {
      return IndivisiblePolicy.ERROR;
    }
  }
}
