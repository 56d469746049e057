package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutions whose windows leave the input, and what does not fit together. */
class ConvolutionBordersTest {
  private static Tensor quarters(Random random, long... sizes) {
    float[] values = new float[Math.toIntExact(Shape.of(sizes).elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(-8, 9) / 4f;
    }
    return floats(Shape.of(sizes), values);
  }

  /**
   * One column of the input, or several, is extended by more than the kernel covers, or lies
   * between two elements of the kernel: some windows see nothing of it, and give the bias.
   */
  @ParameterizedTest(name = "length {0}, kernel {1}, stride {2}, dilation {3}, pad {4}")
  @CsvSource({
    "1, 1, 2, 1, 3",
    "1, 1, 2, 2, 3",
    "1, 1, 1, 2, 3",
    "4, 2, 1, 1, 2",
    "5, 3, 2, 1, 7",
    "2, 2, 1, 4, 4",
    "1, 3, 1, 3, 6",
    "9, 3, 3, 2, 5"
  })
  void aWindowThatSeesNothingOfTheInputGivesTheBias(
      int length, int kernel, int stride, int dilation, int pad) {
    Random random = new Random(length * 31L + kernel);
    for (boolean constant : new boolean[] {false, true}) {
      for (int outputs : new int[] {1, 3, 17}) {
        Tensor x = quarters(random, 1, 4, length);
        Tensor weight = quarters(random, outputs, 4, kernel);
        Tensor bias = quarters(random, outputs);
        float[] in = Elements.floats(x);
        float[] taps = Elements.floats(weight);
        int count = (length + 2 * pad - (kernel - 1) * dilation - 1) / stride + 1;
        float[] expected = new float[outputs * count];
        for (int at = 0; at < expected.length; at++) {
          expected[at] = Elements.floats(bias)[at / count];
          for (int tap = 0; tap < 4 * kernel; tap++) {
            int source = at % count * stride + tap % kernel * dilation - pad;
            if (source >= 0 && source < length) {
              expected[at] +=
                  in[tap / kernel * length + source] * taps[at / count * 4 * kernel + tap];
            }
          }
        }
        // The same along each of one to three dimensions; the others have one element.
        for (int[] place : new int[][] {{1, 0}, {2, 0}, {2, 1}, {3, 0}, {3, 2}}) {
          OperationRun run =
              OperationRun.of("conv")
                  .parameter("pad_type", "custom")
                  .parameter("pad", twice(along(place, 0, pad)))
                  .parameter("strides", along(place, 1, stride))
                  .parameter("dilations", along(place, 1, dilation))
                  .input("x", x.reshape(laid(place, 1, 4, length)));
          Tensor laid = weight.reshape(laid(place, outputs, 4, kernel));
          (constant ? run.constant("weight", laid) : run.input("weight", laid))
              .constant("bias", bias)
              .run()
              .isClose(laid(place, 1, outputs, count), expected);
        }
      }
    }
  }

  private static int[] along(int[] place, int otherwise, int value) {
    int[] all = new int[place[0]];
    Arrays.fill(all, otherwise);
    all[place[1]] = value;
    return all;
  }

  private static int[] twice(int[] amounts) {
    int[] pairs = new int[2 * amounts.length];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = amounts[i / 2];
    }
    return pairs;
  }

  private static Shape laid(int[] place, int first, int second, int size) {
    long[] sizes = new long[2 + place[0]];
    Arrays.fill(sizes, 1);
    sizes[0] = first;
    sizes[1] = second;
    sizes[2 + place[1]] = size;
    return Shape.of(sizes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aSingleChannelMayBecomeASingleColumn(int stride) {
    // Rows count by 10, columns by 1; the kernel takes the first column and twice the second one.
    OperationRun.of("conv")
        .input("x", floats(shape(1, 1, 3, 3), 0, 1, 2, 10, 11, 12, 20, 21, 22))
        .constant("weight", floats(shape(2, 1, 1, 2), 1, 2, 0, -1))
        .parameter("strides", 1, stride + 1)
        .run()
        .isClose(shape(1, 2, 3, 1), 2, 32, 62, -1, -11, -21);
  }

  /** The images are laid out with their channel last, and so is the weight that is no constant. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void transposedImagesOfOneChannelMayBecomeSingleColumns(boolean constant) {
    Tensor weight = floats(shape(2, 1, 1, 2), 1, 2, 0, -1);
    new SmallProgram()
        .input(
            "last",
            floats(
                shape(2, 3, 3, 1),
                new float[] {0, 1, 2, 10, 11, 12, 20, 21, 22, 5, 6, 7, 8, 9, 10, 11, 12, 13}))
        .input("taps", floats(shape(2, 1, 2, 1), 1, 2, 0, -1))
        .operation("transpose", "x", DataType.FLOAT32, "x", "last", "perm", integers(0, 3, 1, 2))
        .operation(
            "transpose", "weight", DataType.FLOAT32, "x", "taps", "perm", integers(0, 3, 1, 2))
        .operation(
            "conv",
            "y",
            DataType.FLOAT32,
            "x",
            "x",
            "weight",
            constant ? weight : "weight",
            "strides",
            integers(1, 2))
        .run("y")
        .isClose(shape(2, 2, 3, 1), 2, 32, 62, -1, -11, -21, 17, 26, 35, -6, -9, -12);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aConvolutionMayBeCutOnBothSides(boolean constant) {
    OperationRun run =
        OperationRun.of("conv")
            .input("x", floats(shape(1, 1, 5), 1, 2, 3, 4, 5))
            .parameter("pad_type", "custom")
            .parameter("pad", -1, -1);
    Tensor weight = floats(shape(1, 1, 2), 1, 10);
    (constant ? run.constant("weight", weight) : run.input("weight", weight))
        .run()
        .isClose(shape(1, 1, 2), 32, 43);
  }

  private static OperationRun transposed() {
    return OperationRun.of("conv_transpose")
        .input("x", floats(shape(1, 2, 2, 2), new float[8]))
        .constant("weight", floats(shape(2, 3, 2, 2), new float[24]));
  }

  private static void isRefused(OperationRun run, String message) {
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aTransposedConvolutionNamesTheParameterThatDoesNotFit() {
    isRefused(
        transposed().constant("bias", floats(shape(1), 1)),
        "bias has 1 elements for 3 output channels");
    isRefused(transposed().parameter("strides", 2), "strides has 1 elements for 2 spatial");
    isRefused(transposed().parameter("dilations", 0, 1), "dilations has a 0");
    isRefused(transposed().integer("groups", 0), "groups is 0");
    isRefused(
        transposed().parameter("pad_type", "custom").parameter("pad", 1, 1),
        "pad has 2 elements, not 4");
    isRefused(transposed().parameter("output_shape", 3), "output_shape has 1 elements, not 4");
    isRefused(transposed().parameter("pad_type", "most"), "pad_type is 'most'");
  }

  @Test
  void aTransposedConvolutionThatIsCutToNothingSaysSo() {
    isRefused(
        transposed().parameter("pad_type", "custom").parameter("pad", 0, 0, 2, 1),
        "nothing is left of the 3 outputs of spatial dimension 1");
    isRefused(
        transposed()
            .parameter("pad_type", "custom")
            .parameter("pad", 9, 0, 0, 0)
            .parameter("output_shape", 1, 3, 2, 2),
        "nothing is left of the 3 outputs of spatial dimension 0");
    isRefused(
        transposed().parameter("output_shape", 1, 3, 2, 0),
        "nothing is left of the 3 outputs of spatial dimension 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv", "conv_transpose"})
  void ranksThatDoNotFitAreNamed(String type) {
    Tensor weight = floats(shape(1, 1, 1), 1);
    isRefused(
        OperationRun.of(type).input("x", floats(shape(2), 1, 2)).input("weight", weight),
        "x has rank 1; it must have a batch, channels, and 1 to 3 more dimensions");
    isRefused(
        OperationRun.of(type)
            .input("x", floats(shape(1, 1, 1, 1), 1))
            .input("weight", floats(shape(1), 1)),
        "weight has rank 1, and x has rank 4");
    isRefused(
        OperationRun.of(type)
            .input("x", floats(shape(1, 1, 1, 1), 1))
            .constant("weight", floats(shape(1, 1), 1)),
        "weight has rank 2, and x has rank 4");
  }

  @Test
  void whatCannotBePackedIsRefusedWhenItRuns() {
    isRefused(
        OperationRun.of("conv")
            .input("x", floats(shape(1, 1, 1), 1))
            .constant("weight", floats(shape(1, 1, 1), 1))
            .parameter("groups", 1, 1),
        "'groups' has 2 elements, not one");
  }
}
