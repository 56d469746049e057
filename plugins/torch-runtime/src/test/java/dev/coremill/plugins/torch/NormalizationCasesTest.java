package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Normalizations against plain loops. */
class NormalizationCasesTest {
  private static final Shape SHAPE = shape(2, 3, 4);
  private static final float[] X = new float[24];
  private static final float[] GAMMA = {1, -2, 0.5f};
  private static final float[] BETA = {0, 3, -1};

  static {
    for (int i = 0; i < X.length; i++) {
      X[i] = (i * 11 % 24) / 4f - 2;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void batchNormUsesTheGivenStatistics(boolean affine) {
    float[] mean = {0.5f, -1, 2};
    float[] variance = {1, 4, 0.25f};
    float[] expected = new float[24];
    for (int i = 0; i < 24; i++) {
      int c = i / 4 % 3;
      double normal = (X[i] - mean[c]) / Math.sqrt(variance[c] + 0.01);
      expected[i] = (float) (affine ? normal * GAMMA[c] + BETA[c] : normal);
    }
    OperationRun operation =
        OperationRun.of("batch_norm")
            .input("x", floats(SHAPE, X))
            .constant("mean", floats(shape(3), mean))
            .constant("variance", floats(shape(3), variance))
            .parameter("epsilon", 0.01f);
    if (affine) {
      operation.constant("gamma", floats(shape(3), GAMMA)).constant("beta", floats(shape(3), BETA));
    }
    operation.run().isClose(SHAPE, expected);
  }

  @Test
  void instanceNormUsesTheStatisticsOfEachChannel() {
    float[] expected = new float[24];
    for (int row = 0; row < 6; row++) {
      double[] statistics = statistics(row * 4, 4, 1);
      for (int i = 0; i < 4; i++) {
        double normal = (X[row * 4 + i] - statistics[0]) / Math.sqrt(statistics[1] + 1e-5);
        expected[row * 4 + i] = (float) (normal * GAMMA[row % 3] + BETA[row % 3]);
      }
    }
    OperationRun.of("instance_norm")
        .input("x", floats(SHAPE, X))
        .constant("gamma", floats(shape(3), GAMMA))
        .constant("beta", floats(shape(3), BETA))
        .run()
        .isClose(SHAPE, expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, -1})
  void layerNormGoesAlongItsAxes(int axis) {
    int real = Math.floorMod(axis, 3);
    int stride = real == 2 ? 1 : 4;
    int length = real == 2 ? 4 : 3;
    float[] gamma = {1, 2, -1, 0.5f};
    float[] expected = new float[24];
    for (int i = 0; i < 24; i++) {
      int along = i / stride % length;
      double[] statistics = statistics(i - along * stride, length, stride);
      expected[i] =
          (float) ((X[i] - statistics[0]) / Math.sqrt(statistics[1] + 0.1) * gamma[along] + 1);
    }
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    OperationRun.of("layer_norm")
        .input("x", floats(SHAPE, X))
        .parameter("axes", new int[] {axis})
        .constant("gamma", floats(shape(length), Arrays.copyOf(gamma, length)))
        .constant("beta", floats(shape(length), ones))
        .parameter("epsilon", 0.1f)
        .run()
        .isClose(SHAPE, expected);
  }

  @Test
  void layerNormGoesAlongAllAxesByDefault() {
    double[] statistics = statistics(0, 24, 1);
    float[] expected = new float[24];
    for (int i = 0; i < 24; i++) {
      expected[i] = (float) ((X[i] - statistics[0]) / Math.sqrt(statistics[1] + 1e-5));
    }
    OperationRun.of("layer_norm").input("x", floats(SHAPE, X)).run().isClose(SHAPE, expected);
  }

  @Test
  void l2NormDividesByTheLengthOfTheLastThreeDimensions() {
    double squares = 0;
    for (float x : X) {
      squares += x * x;
    }
    float[] expected = new float[24];
    for (int i = 0; i < 24; i++) {
      expected[i] = (float) (X[i] / Math.sqrt(squares + 0.5));
    }
    OperationRun.of("l2_norm")
        .input("x", floats(SHAPE, X))
        .parameter("epsilon", 0.5f)
        .run()
        .isClose(SHAPE, expected);
  }

  @ParameterizedTest
  @CsvSource({"4, 1, 0", "4, 0, 1", "5, 1, 1", "5, 0, 0"})
  void batchNormTakesEitherParameterInAnyRank(int rank, int scaled, int shifted) {
    long[] sizes = new long[rank];
    Arrays.fill(sizes, 1);
    sizes[0] = 2;
    sizes[1] = 3;
    sizes[rank - 1] = 4;
    float[] mean = {0.5f, -1, 2};
    float[] variance = {0, 4e-5f, 1};
    float[] expected = new float[24];
    for (int i = 0; i < 24; i++) {
      int c = i / 4 % 3;
      double normal = (X[i] - mean[c]) / Math.sqrt(variance[c] + 1e-5);
      expected[i] = (float) (normal * (scaled == 1 ? GAMMA[c] : 1) + shifted * BETA[c]);
    }
    OperationRun operation =
        OperationRun.of("batch_norm")
            .input("x", floats(Shape.of(sizes), X))
            .constant("mean", floats(shape(3), mean))
            .constant("variance", floats(shape(3), variance));
    if (scaled == 1) {
      operation.constant("gamma", floats(shape(3), GAMMA));
    }
    if (shifted == 1) {
      operation.constant("beta", floats(shape(3), BETA));
    }
    operation.run().isClose(Shape.of(sizes), expected);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "0, 1"})
  void instanceNormOfImagesGoesOverBothDimensions(int scaled, int shifted) {
    Shape images = shape(2, 3, 2, 2);
    float[] expected = new float[24];
    for (int i = 0; i < 24; i++) {
      double[] statistics = statistics(i / 4 * 4, 4, 1);
      int c = i / 4 % 3;
      double normal = (X[i] - statistics[0]) / Math.sqrt(statistics[1] + 0.25);
      expected[i] = (float) (normal * (scaled == 1 ? GAMMA[c] : 1) + shifted * BETA[c]);
    }
    OperationRun operation =
        OperationRun.of("instance_norm").input("x", floats(images, X)).parameter("epsilon", 0.25f);
    if (scaled == 1) {
      operation.constant("gamma", floats(shape(3), GAMMA));
    }
    if (shifted == 1) {
      operation.constant("beta", floats(shape(3), BETA));
    }
    operation.run().isClose(images, expected);
  }

  /** Axes in any order; the parameters have the sizes of these axes in the order of the input. */
  @ParameterizedTest
  @CsvSource({"2, 1, true, true", "2, 0, true, true", "1, 0, false, true", "-1, -2, false, true"})
  void layerNormGoesAlongSeveralAxes(int first, int second, boolean scaled, boolean shifted) {
    int[] sizes = {2, 3, 4};
    int low = Math.min(Math.floorMod(first, 3), Math.floorMod(second, 3));
    int high = Math.max(Math.floorMod(first, 3), Math.floorMod(second, 3));
    int left = 3 - low - high;
    int count = sizes[low] * sizes[high];
    float[] gamma = new float[count];
    float[] beta = new float[count];
    for (int i = 0; i < count; i++) {
      gamma[i] = 0.5f - i;
      beta[i] = i % 5 - 1;
    }
    double[] sums = new double[sizes[left]];
    for (int i = 0; i < 24; i++) {
      sums[position(i)[left]] += X[i];
    }
    double[] squares = new double[sizes[left]];
    for (int i = 0; i < 24; i++) {
      squares[position(i)[left]] += Math.pow(X[i] - sums[position(i)[left]] / count, 2);
    }
    float[] expected = new float[24];
    for (int i = 0; i < 24; i++) {
      int[] at = position(i);
      int parameter = at[low] * sizes[high] + at[high];
      double normal = (X[i] - sums[at[left]] / count) / Math.sqrt(squares[at[left]] / count + 1e-5);
      expected[i] =
          (float) (normal * (scaled ? gamma[parameter] : 1) + (shifted ? beta[parameter] : 0));
    }
    OperationRun operation =
        OperationRun.of("layer_norm").input("x", floats(SHAPE, X)).parameter("axes", first, second);
    if (scaled) {
      operation.constant("gamma", floats(shape(sizes[low], sizes[high]), gamma));
    }
    if (shifted) {
      operation.constant("beta", floats(shape(sizes[low], sizes[high]), beta));
    }
    operation.run().isClose(SHAPE, expected);
  }

  private static int[] position(int index) {
    return new int[] {index / 12, index / 4 % 3, index % 4};
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 5})
  void l2NormTakesLeadingDimensionsByThemselves(int rank) {
    long[] sizes = rank == 4 ? new long[] {2, 3, 2, 2} : new long[] {2, 3, 1, 2, 2};
    int length = rank == 4 ? 12 : 4;
    float[] expected = new float[24];
    for (int i = 0; i < 24; i++) {
      double squares = 0;
      for (int j = i / length * length; j < (i / length + 1) * length; j++) {
        squares += X[j] * X[j];
      }
      expected[i] = (float) (X[i] / Math.sqrt(squares + 1e-6));
    }
    OperationRun.of("l2_norm")
        .input("x", floats(Shape.of(sizes), X))
        .run()
        .isClose(Shape.of(sizes), expected);
  }

  @Test
  void parametersMayBeOfAnotherFloatTypeThanTheInput() {
    Shape small = shape(1, 1, 2);
    float[] expected = {
      Elements.round(DataType.FLOAT16, (float) ((1 - 0.1f) / Math.sqrt(0.3f + 1e-5))),
      Elements.round(DataType.FLOAT16, (float) ((3 - 0.1f) / Math.sqrt(0.3f + 1e-5)))
    };
    OperationRun.of("batch_norm")
        .input("x", Tensor.ofFloats(DataType.FLOAT16, small, 1, 3))
        .constant("mean", floats(shape(1), 0.1f))
        .constant("variance", floats(shape(1), 0.3f))
        .outputs(DataType.FLOAT16)
        .rounding()
        .run()
        .isClose(small, expected);
  }

  @Test
  void anInputOfTooFewDimensionsIsRefused() {
    for (String type : new String[] {"instance_norm", "l2_norm", "local_response_norm"}) {
      OperationRun operation = OperationRun.of(type).input("x", floats(shape(2), 1, 2));
      assertThatThrownBy(operation.integer("size", 1)::run)
          .isInstanceOf(PredictionException.class)
          .hasMessageContaining(type + " 'output_0' cannot be computed: x has rank 1;");
    }
  }

  private static double[] statistics(int first, int count, int stride) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += X[first + i * stride];
    }
    double mean = sum / count;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      squares += Math.pow(X[first + i * stride] - mean, 2);
    }
    return new double[] {mean, squares / count};
  }
}
