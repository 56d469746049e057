package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Block;
import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.runtime.CompressedConstants;
import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.runtime.PreparedFunction;
import dev.coremill.api.runtime.RuntimeOptions;
import dev.coremill.api.runtime.States;
import dev.coremill.api.runtime.ValueObserver;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels with packed constants against their plain twins, and what stays unpacked. */
class PackedConstantsTest {
  /** Float16 numbers of many magnitudes. */
  private static Tensor halves(Shape shape, RandomGenerator random) {
    float[] values = new float[Math.toIntExact(shape.elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          Elements.round(
              DataType.FLOAT16, (float) Math.scalb(random.nextGaussian(), random.nextInt(-12, 3)));
    }
    return floats(shape, values);
  }

  private static Tensor any(Shape shape, RandomGenerator random) {
    float[] values = new float[Math.toIntExact(shape.elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return floats(shape, values);
  }

  private static void areTwins(OperationRun run) {
    Tensor plain = run.runPlain().tensor(0);
    run.run().isClose(plain.shape(), Elements.floats(plain));
  }

  static Stream<Arguments> convolutions() {
    Stream.Builder<Arguments> all = Stream.builder();
    Random random = new Random(11);
    for (int spatial = 1; spatial <= 2; spatial++) {
      for (String padding : new String[] {"valid", "same", "same_lower", "custom"}) {
        for (int channels : new int[] {1, 3, 16, 33}) {
          for (boolean depthwise : new boolean[] {false, true}) {
            all.add(Arguments.of(spatial, padding, channels, depthwise, random.nextInt()));
          }
        }
      }
    }
    return all.build();
  }

  @ParameterizedTest(name = "{0} spatial, {1}, {2} channels, depthwise {3}")
  @MethodSource("convolutions")
  void aPackedConvolutionIsThePlainOne(
      int spatial, String padding, int channels, boolean depthwise, int seed) {
    Random random = new Random(seed);
    long[] input = new long[2 + spatial];
    long[] weight = new long[2 + spatial];
    int[] strides = new int[spatial];
    int[] dilations = new int[spatial];
    int[] pad = new int[2 * spatial];
    input[0] = 1L + random.nextInt(2);
    input[1] = channels;
    weight[0] = depthwise ? channels * (1L + random.nextInt(2)) : 1L + random.nextInt(40);
    weight[1] = depthwise ? 1 : channels;
    for (int i = 0; i < spatial; i++) {
      input[2 + i] = 7L + random.nextInt(20);
      weight[2 + i] = 1L + random.nextInt(3);
      strides[i] = 1 + random.nextInt(2);
      dilations[i] = 1 + random.nextInt(2);
      pad[2 * i] = random.nextInt(3);
      pad[2 * i + 1] = random.nextBoolean() ? pad[2 * i] : random.nextInt(3);
    }
    OperationRun run =
        OperationRun.of("conv")
            .input("x", any(Shape.of(input), random))
            .constant("weight", any(Shape.of(weight), random))
            .parameter("pad_type", padding)
            .parameter("pad", pad)
            .parameter("strides", strides)
            .parameter("dilations", dilations)
            .integer("groups", depthwise ? channels : 1);
    areTwins(random.nextBoolean() ? run : run.constant("bias", any(shape(weight[0]), random)));
  }

  @ParameterizedTest(name = "{0} rows of {1} to {2}")
  @CsvSource({
    "1, 1, 1",
    "1, 3, 5",
    "1, 64, 17",
    "1, 1024, 31",
    "2, 33, 64",
    "6, 100, 100",
    "64, 65, 66",
    "129, 256, 40"
  })
  void aPackedProductIsThePlainOne(int rows, int inputs, int outputs) {
    Random random = new Random(rows * 31L + inputs);
    Tensor x = any(shape(rows, inputs), random);
    Tensor weight = halves(shape(outputs, inputs), random);
    areTwins(OperationRun.of("linear").input("x", x).constant("weight", weight));
    areTwins(
        OperationRun.of("linear")
            .input("x", x)
            .constant("weight", weight)
            .constant("bias", any(shape(outputs), random)));
    areTwins(
        OperationRun.of("matmul")
            .input("x", x)
            .constant("y", weight)
            .parameter("transpose_y", true));
    areTwins(
        OperationRun.of("matmul").input("x", x).constant("y", halves(shape(inputs, 9), random)));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void resultsAreTheSameForAnyNumberOfThreads(int threads) {
    Random random = new Random(threads);
    OperationRun convolution =
        OperationRun.of("conv")
            .input("x", any(shape(1, 24, 33, 31), random))
            .constant("weight", any(shape(40, 24, 3, 3), random));
    OperationRun product =
        OperationRun.of("linear")
            .input("x", any(shape(70, 300), random))
            .constant("weight", halves(shape(130, 300), random));
    for (OperationRun run : new OperationRun[] {convolution, product}) {
      float[] alone = Elements.floats(run.threads(1).run().tensor(0));
      assertThat(Elements.floats(run.threads(threads).run().tensor(0))).containsExactly(alone);
    }
  }

  @Test
  void aPackedProductTakesAnyNumberOfRows() {
    Random random = new Random(3);
    Tensor weight = halves(shape(4, 6), random);
    for (Shape shape : new Shape[] {shape(6), shape(2, 3, 6), shape(1, 1, 1, 6), shape(2, 0, 6)}) {
      areTwins(OperationRun.of("linear").input("x", any(shape, random)).constant("weight", weight));
    }
  }

  private static float[] convolved(PreparedFunction function, Tensor x) {
    try (States states = function.newStates()) {
      Value y =
          Objects.requireNonNull(
              function
                  .predict(Map.of("x", Value.OfTensor.of(x)), states, ValueObserver.NONE)
                  .get("y"));
      return Elements.floats(((Value.OfTensor) y).tensor());
    }
  }

  /** More shapes than layouts of the weight are kept. */
  @Test
  void aConvolutionTakesImagesOfSeveralShapes() {
    Random random = new Random(5);
    Dimension open = new Dimension.Open(false);
    ValueType.OfTensor images =
        new ValueType.OfTensor(
            DataType.FLOAT32, List.of(open, new Dimension.Fixed(3), open, open), false, Map.of());
    Tensor weight = any(shape(8, 3, 3, 3), random);
    Program program =
        TestPrograms.program(
            List.of(new NamedType("x", images)),
            List.of("y"),
            TestPrograms.bound(
                "conv",
                "y",
                DataType.FLOAT32,
                Map.of(
                    "x",
                    List.of(new Binding.Reference("x")),
                    "weight",
                    List.of(new Binding.Literal(Value.OfTensor.of(weight))))));
    RuntimeOptions options = new RuntimeOptions(NumericMode.FLOAT32, 1);
    CompressedConstants none = CompressedConstants.NONE;
    try (PreparedFunction packed = new TorchRuntime().prepare(program, "main", none, options);
        PreparedFunction plain = new TorchRuntime(false).prepare(program, "main", none, options)) {
      for (int time = 0; time < 2; time++) {
        for (int size = 3; size < 8; size++) {
          Tensor x = any(shape(1 + size % 2, 3, size, size + 1), random);
          assertThat(convolved(packed, x)).containsExactly(convolved(plain, x), within(1e-4f));
        }
      }
    }
  }

  @Test
  void aConvolutionOfNoSamplesHasNone() {
    OperationRun run =
        OperationRun.of("conv")
            .input("x", floats(shape(0, 2, 5, 5)))
            .constant("weight", floats(shape(3, 2, 2, 2), new float[24]))
            .parameter("strides", 2, 1);
    areTwins(run);
    assertThat(run.run().tensor(0).shape()).isEqualTo(shape(0, 3, 2, 4));
  }

  /** What a weight of one element and a 0 makes of ones: the element, if it was packed as it is. */
  private static float[] packed(float element) {
    OperationRun.Result result =
        OperationRun.of("linear")
            .input("x", floats(shape(1, 2), 1, 1))
            .constant("weight", floats(shape(1, 2), element, 0))
            .run();
    return Elements.floats(result.tensor(0));
  }

  /** Packing to 16 bits would cut them to the largest float16 number, or round them. */
  @ParameterizedTest
  @ValueSource(floats = {Float.POSITIVE_INFINITY, Float.NaN, 65520, 1e-9f, 1.0001f})
  void aWeightThatIsNoFloat16NumberIsNotChanged(float element) {
    assertThat(packed(element)).containsExactly(element);
  }

  @ParameterizedTest
  @ValueSource(floats = {0x1p-24f, 0x3p-24f, 0x3ffp-24f, 0x1p-14f, 65504, -0x1.ffcp-15f})
  void theEndsOfFloat16ArePackedAsTheyAre(float element) {
    assertThat(packed(element)).containsExactly(element);
  }

  @Test
  void aConstantThatIsPackedAndReadElsewhereServesBoth() {
    Tensor table = floats(shape(2, 2), 1, 2, 3, 4);
    OperationRun.Result result =
        new SmallProgram()
            .input("index", OperationRun.integers(1))
            .operation("identity", "table", DataType.FLOAT32, "x", table)
            .operation("gather", "row", DataType.FLOAT32, "x", table, "indices", "index")
            .operation("linear", "scores", DataType.FLOAT32, "x", "row", "weight", table)
            .run("row", "scores");
    result.isClose(0, shape(1, 2), 3, 4);
    result.isClose(1, shape(1, 2), 11, 25);
  }

  @Test
  void whatDoesNotFitThePackedConstantIsNamed() {
    assertThatThrownBy(() ->
            OperationRun.of("linear")
                .input("x", floats(shape(1, 3), 1, 2, 3))
                .constant("weight", floats(shape(1, 2), 1, 2))
                .run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("its matrix takes rows of 2 elements (x: float32[1, 3])");
    assertThatThrownBy(() ->
            OperationRun.of("conv")
                .input("x", floats(shape(1, 3, 4), new float[12]))
                .constant("weight", floats(shape(1, 2, 2), new float[4]))
                .run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("its weight is for 2 channels and 1 spatial dimensions");
    assertThatThrownBy(() ->
            OperationRun.of("conv")
                .input("x", floats(shape(1, 2, 4), new float[8]))
                .constant("weight", floats(shape(1, 2, 5), new float[10]))
                .run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("its kernel covers 5 elements, and the padded input has 4");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aDamagedOperationIsRefusedOnlyWhereItRuns(boolean runs) {
    Block damaged =
        new SmallProgram()
            .operation(
                "conv",
                "y",
                DataType.FLOAT32,
                "x",
                "x",
                "weight",
                floats(shape(1, 1, 1), 2),
                "strides",
                OperationRun.integers(shape(1, 1), 1),
                "groups",
                OperationRun.integers(1, 1))
            .block("y");
    Block sound = new SmallProgram().block("x");
    SmallProgram program =
        new SmallProgram()
            .input("p", Tensor.ofIntegers(DataType.BOOL, shape(), runs ? 1 : 0))
            .input("x", floats(shape(1, 1, 2), 3, 5))
            .operation("cond", "z", DataType.FLOAT32, List.of(damaged, sound), "pred", "p");
    if (runs) {
      assertThatThrownBy(() -> program.run("z"))
          .isInstanceOf(PredictionException.class)
          .hasMessageContaining("conv 'y' cannot be computed: ");
    } else {
      program.run("z").isClose(0, shape(1, 1, 2), 3, 5);
    }
  }
}
