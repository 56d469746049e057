package dev.coremill.plugins.palettization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.plugins.palettization.PalettizeConfiguration.Mode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorPalettizerTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aWeightOfFewVectorsIsKeptExactlyWhateverTheAxis(int axis) {
    Shape shape = Shape.of(8, 12, 4);
    float[][] vectors = {{1, -2, 3, 0}, {5, 5, -1, 2}, {0, 0, 0.5f, 9}, {7, -3, 1, 1}};
    float[] values = new float[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      int along = (int) (i / shape.stride(axis) % shape.dimension(axis));
      int outside = (int) (i / shape.stride(axis) / shape.dimension(axis));
      int inside = (int) (i % shape.stride(axis));
      values[i] = vectors[(outside + inside + along / 4) % 4][along % 4];
    }
    WeightExpression weight = Weights.of(DataType.FLOAT16, shape, values);
    WeightExpression result = Weights.palettized(weight, along(axis, 2, 4));
    assertThat(Weights.values(result)).containsExactly(values);
    assertThat(result.encoding().toString()).contains("vector axis " + axis);
  }

  @Test
  void theEncodingIsThePlannedOneAndTheErrorIsBelowThatOfScalarTablesOfAsManyBits() {
    WeightExpression weight = Weights.normal(DataType.FLOAT16, 3, 64, 16, 3);
    PalettizeConfiguration configuration = Weights.configuration(Mode.KMEANS, 4, 16, 2, false);
    WeightExpression result = Weights.palettized(weight, configuration);
    WeightPlan plan =
        new PalettizeAlgorithm()
            .plan(
                Weights.site(weight.encoding(), Opset.CORE_ML_8),
                configuration,
                new Weights.Context(IndivisiblePolicy.ERROR));
    assertThat(plan).isEqualTo(new WeightPlan.Rewrite(result.encoding(), true));
    assertThat(Weights.squaredError(weight, result))
        .isLessThan(
            Weights.squaredError(weight, Weights.palettized(weight, Weights.grouped(2, 16))));
  }

  @Test
  void vectorsThatDoNotFillTheChannelsAreRefused() {
    WeightExpression weight = Weights.normal(DataType.FLOAT16, 3, 9, 4);
    WeightPlan plan =
        new PalettizeAlgorithm()
            .plan(
                Weights.site(weight.encoding(), Opset.CORE_ML_8),
                Weights.configuration(Mode.KMEANS, 4, 0, 2, false),
                new Weights.Context(IndivisiblePolicy.ERROR));
    assertThat(plan).isInstanceOf(WeightPlan.Refuse.class);
  }

  @Test
  void tilesLargerThanAChunkAreReadInParts() {
    WeightExpression weight = Weights.normal(DataType.FLOAT16, 3, 4, 20000);
    WeightExpression result =
        Weights.palettized(weight, Weights.configuration(Mode.KMEANS, 1, 0, 2, false));
    float[] before = Weights.values(weight);
    float[] after = Weights.values(result);
    double signal = 0;
    for (float value : before) {
      signal += (double) value * value;
    }
    assertThat(after).hasSize(before.length);
    assertThat(Weights.squaredError(weight, result)).isLessThan(signal * 0.75);
  }

  private static PalettizeConfiguration along(int axis, int bits, int clusterDim) {
    return new PalettizeConfiguration(
        Optional.of(bits),
        Mode.KMEANS,
        PalettizeConfiguration.Granularity.PER_TENSOR,
        32,
        Optional.of(axis),
        clusterDim,
        false,
        Optional.empty());
  }
}
