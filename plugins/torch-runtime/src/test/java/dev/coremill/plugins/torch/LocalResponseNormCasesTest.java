package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;

import dev.coremill.api.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Normalization by neighbouring channels against plain loops. */
class LocalResponseNormCasesTest {
  private static final Shape SHAPE = shape(2, 3, 4);
  private static final float[] X = new float[24];

  static {
    for (int i = 0; i < X.length; i++) {
      X[i] = (i * 11 % 24) / 4f - 2;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theSumRunsOverNeighbouringChannels(int size) {
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

  @Test
  void aWindowOfMoreThanAllChannelsSeesAllOfThem() {
    int size = Integer.MAX_VALUE;
    float[] x = {1, -2, 3};
    float[] expected = new float[3];
    for (int i = 0; i < 3; i++) {
      expected[i] = (float) (x[i] / Math.pow(1 + 1e9 / size * 14, 0.75));
    }
    OperationRun.of("local_response_norm")
        .input("x", floats(shape(1, 3, 1), x))
        .integer("size", size)
        .parameter("alpha", 1e9f)
        .run()
        .isClose(shape(1, 3, 1), expected);
  }

  @Test
  void itsParametersHaveDefaults() {
    float[] x = {1, -200, 30, 400, 5, -60};
    float[] expected = new float[6];
    for (int i = 0; i < 6; i++) {
      double sum = 0;
      for (int other = Math.max(0, i / 2 - 1); other <= Math.min(2, i / 2 + 1); other++) {
        sum += Math.pow(x[other * 2 + i % 2], 2);
      }
      expected[i] = (float) (x[i] / Math.pow(1 + 1e-4 / 3 * sum, 0.75));
    }
    OperationRun.of("local_response_norm")
        .input("x", floats(shape(1, 3, 2, 1), x))
        .integer("size", 3)
        .run()
        .isClose(shape(1, 3, 2, 1), expected);
  }
}
