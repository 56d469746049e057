package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pooling of volumes, at the borders of what is allowed, and beyond. */
class PoolingModesTest {
  private static final int[] SIZES = {3, 4, 5};
  private static final int[] KERNEL = {2, 3, 2};
  private static final int[] STRIDES = {1, 2, 3};

  /** Two of the dimensions take one element of padding, the third one takes none. */
  @ParameterizedTest
  @CsvSource({
    "max_pool, same, false",
    "max_pool, same_lower, false",
    "max_pool, custom, false",
    "avg_pool, same, false",
    "avg_pool, same_lower, true",
    "avg_pool, custom, true",
    "avg_pool, custom, false"
  })
  void aVolumeIsPooledOverThreeDimensions(String type, String padType, boolean excluding) {
    int[] before =
        switch (padType) {
          case "same" -> new int[] {0, 0, 0};
          case "same_lower" -> new int[] {1, 1, 0};
          default -> new int[] {1, 0, 1};
        };
    int[] after =
        switch (padType) {
          case "same" -> new int[] {1, 1, 0};
          case "same_lower" -> new int[] {0, 0, 0};
          default -> new int[] {0, 2, 1};
        };
    int[] counts = new int[3];
    for (int i = 0; i < 3; i++) {
      counts[i] = (SIZES[i] + before[i] + after[i] - KERNEL[i]) / STRIDES[i] + 1;
    }
    Random random = new Random(11);
    float[] x = new float[60];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(-40, 0) / 4f;
    }
    float[] expected = new float[counts[0] * counts[1] * counts[2]];
    for (int output = 0; output < expected.length; output++) {
      int[] at = position(output, counts);
      double sum = 0;
      double largest = Double.NEGATIVE_INFINITY;
      int inside = 0;
      for (int tap = 0; tap < 12; tap++) {
        int[] offset = position(tap, KERNEL);
        int index = 0;
        boolean in = true;
        for (int i = 0; i < 3; i++) {
          int place = at[i] * STRIDES[i] + offset[i] - before[i];
          in &= place >= 0 && place < SIZES[i];
          index = index * SIZES[i] + place;
        }
        if (in) {
          sum += x[index];
          largest = Math.max(largest, x[index]);
          inside++;
        }
      }
      expected[output] =
          (float) (type.equals("max_pool") ? largest : sum / (excluding ? inside : 12));
    }
    OperationRun operation =
        OperationRun.of(type)
            .input("x", floats(shape(1, 1, 3, 4, 5), x))
            .parameter("kernel_sizes", KERNEL)
            .parameter("strides", STRIDES)
            .parameter("pad_type", padType);
    if (type.equals("avg_pool")) {
      operation.parameter("exclude_padding_from_average", excluding);
    }
    if (padType.equals("custom")) {
      operation.parameter("pad", before[0], after[0], before[1], after[1], before[2], after[2]);
    }
    operation.run().isClose(shape(1, 1, counts[0], counts[1], counts[2]), expected);
  }

  private static int[] position(int index, int[] sizes) {
    return new int[] {index / (sizes[1] * sizes[2]), index / sizes[2] % sizes[1], index % sizes[2]};
  }

  @Test
  void stridesAreOneByDefault() {
    for (String type : new String[] {"max_pool", "avg_pool", "l2_pool"}) {
      OperationRun.of(type)
          .input("x", floats(shape(1, 1, 3), 3, 5, 7))
          .parameter("kernel_sizes", new int[] {1})
          .parameter("pad_type", "valid")
          .run()
          .isClose(shape(1, 1, 3), 3, 5, 7);
    }
  }

  @Test
  void aNegativePaddingCuts() {
    for (String type : new String[] {"max_pool", "avg_pool"}) {
      OperationRun.of(type)
          .input("x", floats(shape(1, 1, 5), 9, 1, 3, 5, 9))
          .parameter("kernel_sizes", new int[] {3})
          .parameter("pad_type", "custom")
          .parameter("pad", -1, -1)
          .run()
          .isClose(shape(1, 1, 1), type.equals("max_pool") ? 5 : 3);
    }
  }

  /** The stride leaves no window that begins in the input, and none reaches it. */
  @Test
  void everyWindowMayEndBeforeTheInputBegins() {
    for (String type : new String[] {"max_pool", "avg_pool", "l2_pool"}) {
      OperationRun.of(type)
          .input("x", floats(shape(1, 1, 1, 2), 3, 4))
          .parameter("kernel_sizes", 1, 2)
          .parameter("strides", 4, 1)
          .parameter("pad_type", "custom")
          .parameter("pad", 2, 1, 0, 0)
          .run()
          .isClose(shape(1, 1, 1, 1), type.equals("max_pool") ? Float.NEGATIVE_INFINITY : 0);
    }
  }

  @Test
  void theKindOfPaddingMayBeWrittenInCapitals() {
    OperationRun.of("max_pool")
        .input("x", floats(shape(1, 1, 3), 3, 5, 4))
        .parameter("kernel_sizes", new int[] {2})
        .parameter("pad_type", "SAME")
        .run()
        .isClose(shape(1, 1, 3), 5, 5, 4);
  }

  @Test
  void theLastWindowMayReachBeyondASmallInputButNotLieBehindIt() {
    pooled(new int[] {5}, new int[] {4}, floats(shape(1, 1, 2), 3, 5))
        .parameter("ceil_mode", true)
        .run()
        .isClose(shape(1, 1, 1), 4);
    assertRefused(
        pooled(new int[] {5}, new int[] {4}, floats(shape(1, 1, 1), 3))
            .parameter("ceil_mode", true),
        "the window is larger than the input and its padding");
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    Tensor x = floats(shape(1, 1, 2, 2), 1, 2, 3, 4);
    assertRefused(
        pooled(new int[] {-2, 2}, new int[] {1, 1}, x),
        "kernel_sizes has a -2; it must be at least 1");
    assertRefused(
        pooled(new int[] {2, 2}, new int[] {1}, x),
        "strides has 1 elements for 2 spatial dimensions");
    assertRefused(
        pooled(new int[] {2, 2}, new int[] {1, 0}, x), "strides has a 0; it must be at least 1");
  }

  private static OperationRun pooled(int[] kernel, int[] strides, Tensor x) {
    return OperationRun.of("avg_pool")
        .input("x", x)
        .parameter("kernel_sizes", kernel)
        .parameter("strides", strides)
        .parameter("pad_type", "valid");
  }

  private static void assertRefused(OperationRun operation, String message) {
    assertThatThrownBy(operation::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("avg_pool 'output_0' cannot be computed: " + message);
  }
}
