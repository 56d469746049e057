package dev.coremill.plugins.torch;

import dev.coremill.api.tensor.Shape;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pooling against plain loops over two dimensions, of which the first may be missing. */
class PoolingCasesTest {
  static Stream<Arguments> cases() {
    Stream.Builder<Arguments> all = Stream.builder();
    for (String type : new String[] {"max_pool", "avg_pool", "l2_pool"}) {
      for (int spatial = 1; spatial <= 2; spatial++) {
        for (String padType : new String[] {"valid", "same", "same_lower", "custom"}) {
          all.add(Arguments.of(type, spatial, padType, false, false));
          if (type.equals("avg_pool")) {
            all.add(Arguments.of(type, spatial, padType, true, false));
          }
          if (!padType.startsWith("same")) {
            all.add(Arguments.of(type, spatial, padType, false, true));
            all.add(Arguments.of(type, spatial, padType, true, true));
          }
        }
      }
    }
    return all.build();
  }

  @ParameterizedTest(name = "{0} over {1} dimensions, {2}, excluding {3}, rounding up {4}")
  @MethodSource("cases")
  void aWindowSeesWhatLiesUnderIt(
      String type, int spatial, String padType, boolean excluding, boolean up) {
    int[] input = {spatial == 2 ? 7 : 1, 8};
    int[] kernel = {spatial == 2 ? 3 : 1, 3};
    int[] stride = {spatial == 2 ? 2 : 1, 3};
    int[] before = new int[2];
    int[] after = new int[2];
    int[] size = new int[2];
    for (int i = 2 - spatial; i < 2; i++) {
      int total = Math.max(0, (input[i] - 1) / stride[i] * stride[i] + kernel[i] - input[i]);
      before[i] =
          switch (padType) {
            case "same" -> total / 2;
            case "same_lower" -> total - total / 2;
            case "custom" -> 1;
            default -> 0;
          };
      after[i] =
          padType.equals("custom") ? up ? 1 : 0 : padType.equals("valid") ? 0 : total - before[i];
    }
    for (int i = 0; i < 2; i++) {
      int length = input[i] + before[i] + after[i] - kernel[i];
      size[i] = (up ? (length + stride[i] - 1) / stride[i] : length / stride[i]) + 1;
      if (up && before[i] + after[i] > 0 && (size[i] - 1) * stride[i] >= input[i] + before[i]) {
        size[i]--;
      }
    }
    Random random = new Random(5);
    float[] x = new float[2 * input[0] * input[1]];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(-20, 21) / 4f;
    }
    float[] expected = new float[2 * size[0] * size[1]];
    int at = 0;
    for (int c = 0; c < 2; c++) {
      for (int i = 0; i < size[0]; i++) {
        for (int j = 0; j < size[1]; j++) {
          double largest = Double.NEGATIVE_INFINITY;
          double sum = 0;
          double squares = 0;
          int inside = 0;
          int counted = 0;
          for (int k = 0; k < kernel[0]; k++) {
            for (int l = 0; l < kernel[1]; l++) {
              int row = i * stride[0] + k - before[0];
              int column = j * stride[1] + l - before[1];
              if (row < input[0] + after[0] && column < input[1] + after[1]) {
                counted++;
              }
              if (row >= 0 && row < input[0] && column >= 0 && column < input[1]) {
                double value = x[(c * input[0] + row) * input[1] + column];
                largest = Math.max(largest, value);
                sum += value;
                squares += value * value;
                inside++;
              }
            }
          }
          expected[at++] =
              (float)
                  switch (type) {
                    case "max_pool" -> largest;
                    case "avg_pool" -> sum / (excluding ? inside : counted);
                    default -> Math.sqrt(squares);
                  };
        }
      }
    }
    OperationRun operation =
        OperationRun.of(type).parameter("pad_type", padType).parameter("ceil_mode", up);
    if (spatial == 1) {
      operation
          .parameter("kernel_sizes", new int[] {kernel[1]})
          .parameter("strides", new int[] {stride[1]});
    } else {
      operation.parameter("kernel_sizes", kernel).parameter("strides", stride);
    }
    if (padType.equals("custom")) {
      int[] pads = {before[0], after[0], before[1], after[1]};
      operation.parameter("pad", spatial == 2 ? pads : new int[] {before[1], after[1]});
    }
    if (type.equals("avg_pool")) {
      operation.parameter("exclude_padding_from_average", excluding);
    }
    operation
        .input("x", OperationRun.floats(shape(spatial, input), x))
        .run()
        .isClose(shape(spatial, size), expected);
  }

  private static Shape shape(int spatial, int[] sizes) {
    return spatial == 2 ? Shape.of(1, 2, sizes[0], sizes[1]) : Shape.of(1, 2, sizes[1]);
  }
}
