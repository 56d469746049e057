package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;

import dev.coremill.api.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
  @ValueSource(ints = {1, 2, 3})
  void localResponseNormLooksAtNeighbouringChannels(int size) {
    float[] expected = new float[24];
    for (int i = 0; i < 24; i++) {
      int c = i / 4 % 3;
      double sum = 0;
      for (int other = c - size / 2; other <= c + (size - 1) / 2; other++) {
        if (other >= 0 && other < 3) {
          double value = X[i + (other - c) * 4];
          sum += value * value;
        }
      }
      expected[i] = (float) (X[i] / Math.pow(2 + 0.3 / size * sum, 0.6));
    }
    OperationRun.of("local_response_norm")
        .input("x", floats(SHAPE, X))
        .integer("size", size)
        .parameter("alpha", 0.3f)
        .parameter("beta", 0.6f)
        .parameter("k", 2f)
        .run()
        .isClose(SHAPE, expected);
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
