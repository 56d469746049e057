package dev.coremill.plugins.torch;

import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutions against plain loops over three spatial dimensions, of which some may be 1. */
class ConvolutionCasesTest {
  /** The sizes of a case; spatial ones have three entries, of which the last ones are used. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Sizes(
      int spatial, int[] input, int[] kernel, int[] stride, int[] dilation, int groups) {}

  static Stream<Arguments> cases() {
    Stream.Builder<Arguments> all = Stream.builder();
    Random seeds = new Random(7);
    for (int spatial = 1; spatial <= 3; spatial++) {
      for (String padType : new String[] {"valid", "same", "same_lower", "custom"}) {
        for (int variant = 0; variant < 3; variant++) {
          all.add(Arguments.of(spatial, padType, variant, seeds.nextInt()));
        }
      }
    }
    return all.build();
  }

  private static Sizes sizes(int spatial, int variant, RandomGenerator random) {
    int[] input = {1, 1, 1};
    int[] kernel = {1, 1, 1};
    int[] stride = {1, 1, 1};
    int[] dilation = {1, 1, 1};
    for (int i = 3 - spatial; i < 3; i++) {
      input[i] = 5 + random.nextInt(4);
      kernel[i] = 1 + random.nextInt(3);
      stride[i] = variant == 0 ? 1 : 1 + random.nextInt(3);
      dilation[i] = variant == 2 ? 1 + random.nextInt(2) : 1;
    }
    return new Sizes(spatial, input, kernel, stride, dilation, variant == 1 ? 2 : 1);
  }

  private static int[] pads(String type, Sizes sizes, boolean transposed, RandomGenerator random) {
    int[] pads = new int[6];
    for (int i = 3 - sizes.spatial; i < 3; i++) {
      int reach = (sizes.kernel[i] - 1) * sizes.dilation[i] + 1;
      int total =
          transposed
              ? reach - sizes.stride[i]
              : (sizes.input[i] - 1) / sizes.stride[i] * sizes.stride[i] + reach - sizes.input[i];
      switch (type) {
        case "same" -> {
          pads[2 * i] = Math.max(0, total) / 2;
          pads[2 * i + 1] = (transposed ? total : Math.max(0, total)) - pads[2 * i];
        }
        case "same_lower" -> {
          pads[2 * i] = Math.max(0, total) - Math.max(0, total) / 2;
          pads[2 * i + 1] = (transposed ? total : Math.max(0, total)) - pads[2 * i];
        }
        case "custom" -> {
          pads[2 * i] = random.nextInt(2);
          pads[2 * i + 1] = random.nextInt(2);
        }
        default -> {}
      }
    }
    return pads;
  }

  @ParameterizedTest(name = "{0} spatial, {1}, variant {2}")
  @MethodSource("cases")
  void aConvolutionSumsProductsUnderItsWindow(int spatial, String padType, int variant, int seed) {
    Random random = new Random(seed);
    Sizes s = sizes(spatial, variant, random);
    int[] pads = pads(padType, s, false, random);
    int channels = 2 * s.groups;
    int outputs = 2 * s.groups;
    float[] x = floats(2 * channels * volume(s.input), random);
    float[] weight = floats(outputs * 2 * volume(s.kernel), random);
    float[] bias = floats(outputs, random);
    int[] size = new int[3];
    for (int i = 0; i < 3; i++) {
      int reach = (s.kernel[i] - 1) * s.dilation[i] + 1;
      size[i] = (s.input[i] + pads[2 * i] + pads[2 * i + 1] - reach) / s.stride[i] + 1;
    }
    float[] expected = new float[2 * outputs * volume(size)];
    int at = 0;
    for (int n = 0; n < 2; n++) {
      for (int o = 0; o < outputs; o++) {
        for (int place = 0; place < volume(size); place++) {
          int[] position = position(place, size);
          double sum = bias[o];
          for (int c = 0; c < 2; c++) {
            int channel = o / 2 * 2 + c;
            for (int k = 0; k < volume(s.kernel); k++) {
              int[] tap = position(k, s.kernel);
              int[] source = new int[3];
              for (int i = 0; i < 3; i++) {
                source[i] = position[i] * s.stride[i] - pads[2 * i] + tap[i] * s.dilation[i];
              }
              if (isInside(source, s.input)) {
                sum +=
                    x[(n * channels + channel) * volume(s.input) + index(source, s.input)]
                        * weight[(o * 2 + c) * volume(s.kernel) + k];
              }
            }
          }
          expected[at++] = (float) sum;
        }
      }
    }
    operation("conv", s, padType, pads)
        .input("x", tensor(s, 2, channels, s.input, x))
        .constant("weight", tensor(s, outputs, 2, s.kernel, weight))
        .constant("bias", OperationRun.floats(Shape.of(outputs), bias))
        .run()
        .isClose(shape(s, 2, outputs, size), expected);
  }

  @ParameterizedTest(name = "{0} spatial, {1}, variant {2}")
  @MethodSource("cases")
  void aTransposedConvolutionLaysItsKernelDown(int spatial, String padType, int variant, int seed) {
    Random random = new Random(seed);
    Sizes s = sizes(spatial, variant, random);
    int[] pads = pads(padType, s, true, random);
    int[] size = new int[3];
    for (int i = 0; i < 3; i++) {
      int full = (s.input[i] - 1) * s.stride[i] + (s.kernel[i] - 1) * s.dilation[i] + 1;
      size[i] = full - pads[2 * i] - pads[2 * i + 1];
    }
    checkTransposed(s, padType, pads, size, random, false);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void anOutputShapeOverrulesThePadding(int spatial) {
    Random random = new Random(spatial);
    Sizes s = sizes(spatial, 1, random);
    int[] pads = new int[6];
    int[] size = new int[] {1, 1, 1};
    for (int i = 3 - spatial; i < 3; i++) {
      size[i] = (s.input[i] - 1) * s.stride[i] + (s.kernel[i] - 1) * s.dilation[i] + 2;
    }
    checkTransposed(s, "custom", pads, size, random, true);
  }

  private static void checkTransposed(
      Sizes s, String padType, int[] pads, int[] size, Random random, boolean named) {
    int channels = 2 * s.groups;
    int outputs = 3 * s.groups;
    float[] x = floats(channels * volume(s.input), random);
    float[] weight = floats(channels * 3 * volume(s.kernel), random);
    float[] bias = floats(outputs, random);
    double[] sums = new double[outputs * volume(size)];
    for (int o = 0; o < outputs; o++) {
      Arrays.fill(sums, o * volume(size), (o + 1) * volume(size), bias[o]);
    }
    for (int c = 0; c < channels; c++) {
      for (int o = 0; o < 3; o++) {
        for (int place = 0; place < volume(s.input); place++) {
          int[] position = position(place, s.input);
          for (int k = 0; k < volume(s.kernel); k++) {
            int[] tap = position(k, s.kernel);
            int[] target = new int[3];
            for (int i = 0; i < 3; i++) {
              target[i] = position[i] * s.stride[i] + tap[i] * s.dilation[i] - pads[2 * i];
            }
            if (isInside(target, size)) {
              sums[(c / 2 * 3 + o) * volume(size) + index(target, size)] +=
                  x[c * volume(s.input) + place] * weight[(c * 3 + o) * volume(s.kernel) + k];
            }
          }
        }
      }
    }
    float[] expected = new float[sums.length];
    for (int i = 0; i < sums.length; i++) {
      expected[i] = (float) sums[i];
    }
    OperationRun operation = operation("conv_transpose", s, padType, pads);
    Shape shape = shape(s, 1, outputs, size);
    if (named) {
      int[] sizes = new int[shape.rank()];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = (int) shape.dimension(i);
      }
      operation.parameter("output_shape", sizes);
    }
    operation
        .input("x", tensor(s, 1, channels, s.input, x))
        .constant("weight", tensor(s, channels, 3, s.kernel, weight))
        .constant("bias", OperationRun.floats(Shape.of(outputs), bias))
        .run()
        .isClose(shape, expected);
  }

  private static OperationRun operation(String type, Sizes s, String padType, int[] pads) {
    OperationRun operation =
        OperationRun.of(type)
            .parameter("pad_type", padType)
            .parameter("strides", Arrays.copyOfRange(s.stride, 3 - s.spatial, 3))
            .parameter("dilations", Arrays.copyOfRange(s.dilation, 3 - s.spatial, 3))
            .integer("groups", s.groups);
    return padType.equals("custom")
        ? operation.parameter("pad", Arrays.copyOfRange(pads, 6 - 2 * s.spatial, 6))
        : operation;
  }

  private static float[] floats(int count, Random random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(-8, 9) / 4f;
    }
    return values;
  }

  private static int volume(int[] sizes) {
    return sizes[0] * sizes[1] * sizes[2];
  }

  private static int[] position(int index, int[] sizes) {
    return new int[] {index / sizes[2] / sizes[1], index / sizes[2] % sizes[1], index % sizes[2]};
  }

  private static int index(int[] position, int[] sizes) {
    return (position[0] * sizes[1] + position[1]) * sizes[2] + position[2];
  }

  private static boolean isInside(int[] position, int[] sizes) {
    for (int i = 0; i < 3; i++) {
      if (position[i] < 0 || position[i] >= sizes[i]) {
        return false;
      }
    }
    return true;
  }

  private static Shape shape(Sizes s, int first, int second, int[] sizes) {
    long[] all = new long[2 + s.spatial];
    all[0] = first;
    all[1] = second;
    for (int i = 0; i < s.spatial; i++) {
      all[2 + i] = sizes[3 - s.spatial + i];
    }
    return Shape.of(all);
  }

  private static Tensor tensor(Sizes s, int first, int second, int[] sizes, float[] values) {
    return OperationRun.floats(shape(s, first, second, sizes), values);
  }
}
