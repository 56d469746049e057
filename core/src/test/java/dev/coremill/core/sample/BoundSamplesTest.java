package dev.coremill.core.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.mlpackage.FeatureType;
import dev.coremill.core.problem.ProblemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values find their inputs by name, and what does not fit is told in one line. */
class BoundSamplesTest {
  @TempDir Path folder;

  @Test
  void valuesFindTheirInputsWithAndWithoutPrefix() {
    for (String name : List.of("image", "in.image")) {
      BoundSamples samples =
          bind(input(DataType.FLOAT32, 1, 2), name, NumpyFiles.floats("(2, 1, 2)", 1, 2, 3, 4));

      assertThat(numbers(samples, 1)).containsExactly(3, 4);
      assertThat(samples.count()).isEqualTo(2);
    }
  }

  @Test
  void aBatchOfOneMayBeLeftOut() {
    BoundSamples samples =
        bind(input(DataType.FLOAT32, 1, 1, 2), "image", NumpyFiles.floats("(2, 2)", 1, 2, 3, 4));

    assertThat(tensor(samples, 0).tensor().shape()).isEqualTo(Shape.of(1, 1, 2));
  }

  @Test
  void integersBecomeFloatsAndBytesBecomeIntegers() {
    byte[] bytes =
        NumpyFiles.array("|u1", false, "(2, 2)", (byte) 1, (byte) 255, (byte) 3, (byte) 4);

    assertThat(numbers(bind(input(DataType.FLOAT16, 2), "image", bytes), 0))
        .containsExactly(1, 255);
    assertThat(numbers(bind(input(DataType.INT32, 2), "image", bytes), 0)).containsExactly(1, 255);
    refuses(input(DataType.INT8, 2), "image", bytes, "255 is no value of int8");
  }

  @Test
  void namesThatAreNoInputs() {
    byte[] array = NumpyFiles.floats("(1, 2)", 1, 2);

    refuses(
        input(DataType.FLOAT32, 2),
        "in.imgae",
        array,
        "the model has no input 'imgae'; did you mean 'image'? inputs: image");
    refuses(
        input(DataType.FLOAT32, 2),
        "imgae",
        array,
        "there are no values for the input 'image' (float32[2]); is 'imgae' meant?");
    refuses(input(DataType.FLOAT32, 2), "label", array, "the data have: label");
  }

  @Test
  void shapesAndTypesThatDoNotFit() {
    refuses(
        input(DataType.FLOAT32, 1, 2),
        "image",
        NumpyFiles.floats("(1, 3)", 1, 2, 3),
        "'image' is float32[3] in each sample, and the input is float32[1, 2]");
    refuses(
        input(DataType.INT32, 2),
        "image",
        NumpyFiles.floats("(1, 2)", 1, 2),
        "is float32, and the input is int32; save it as integers");
    refuses(
        input(DataType.FLOAT16, 2),
        "image",
        NumpyFiles.floats("(1, 2)", 1, 1e6f),
        "1000000.0 is too large for float16");
    refuses(
        input(DataType.FLOAT32, 1),
        "image",
        NumpyFiles.array("<U1", false, "(1, 1)", (byte) 'a', (byte) 0, (byte) 0, (byte) 0),
        "holds strings");
  }

  @Test
  void notANumberIsToldWithSampleAndElement() {
    BoundSamples samples =
        bind(input(DataType.FLOAT32, 2), "image", NumpyFiles.floats("(2, 2)", 1, 2, 3, Float.NaN));

    assertThatThrownBy(() -> samples.sample(1))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("sample 1: 'image' is NaN at element 1 of 2");
  }

  @Test
  void tooFewSamples() {
    BoundSamples samples =
        bind(input(DataType.FLOAT32, 2), "image", NumpyFiles.floats("(1, 2)", 1, 2));

    assertThatThrownBy(() -> samples.requireAtLeast(5))
        .hasMessageContaining("there are 1 samples, and 5 are asked for");
  }

  @Test
  void openDimensionsTakeWhatTheModelAllows() {
    InputSpec ranged =
        new InputSpec(
            "image",
            DataType.FLOAT32,
            List.of(new Dimension.Fixed(1), new Dimension.Open(false)),
            false,
            List.of(),
            List.of(new FeatureType.Range(1, 1), new FeatureType.Range(2, 3)),
            Optional.of(Shape.of(1, 2)),
            Optional.empty(),
            Optional.empty());

    assertThat(numbers(bind(ranged, "image", NumpyFiles.floats("(1, 1, 3)", 1, 2, 3)), 0))
        .hasSize(3);
    refuses(
        ranged,
        "image",
        NumpyFiles.floats("(1, 1, 4)", 1, 2, 3, 4),
        "the input is float32[1, ?] within 1 x 2..3");
  }

  @Test
  void listedShapesAreTheOnlyOnes() {
    InputSpec listed =
        new InputSpec(
            "image",
            DataType.FLOAT32,
            List.of(new Dimension.Open(false)),
            false,
            List.of(Shape.of(2), Shape.of(4)),
            List.of(),
            Optional.of(Shape.of(2)),
            Optional.empty(),
            Optional.empty());

    assertThat(numbers(bind(listed, "image", NumpyFiles.floats("(1, 4)", 1, 2, 3, 4)), 0))
        .hasSize(4);
    refuses(listed, "image", NumpyFiles.floats("(1, 3)", 1, 2, 3), "of the shapes [2], [4]");
  }

  @Test
  void valuesWithoutANameAreForTheOnlyInput() {
    Path file = NumpyFiles.write(folder.resolve("x.npy"), NumpyFiles.floats("(1, 2)", 7, 8));
    InputSpec image = input(DataType.FLOAT32, 2);
    InputSpec mask =
        new InputSpec(
            "mask",
            DataType.FLOAT32,
            List.of(),
            false,
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    try (DataSet data = DataSet.open(List.of(argument(file)), List.of())) {
      assertThat(numbers(BoundSamples.bind(data, List.of(image), PictureFitting.NONE), 0))
          .containsExactly(7, 8);
      assertThatThrownBy(() -> BoundSamples.bind(data, List.of(image, mask), PictureFitting.NONE))
          .hasMessageContaining("its values have no name, and the model has 2 inputs")
          .hasMessageContaining("inputs: image, mask");
    }
  }

  @Test
  void anInputThatMayBeLeftOutHasTheValueThatTheModelNames() {
    Path file = NumpyFiles.write(folder.resolve("x.npy"), NumpyFiles.floats("(1, 2)", 7, 8));
    InputSpec image = input(DataType.FLOAT32, 2);
    InputSpec bias =
        new InputSpec(
            "bias",
            DataType.FLOAT16,
            image.dimensions(),
            false,
            List.of(),
            List.of(),
            image.usual(),
            Optional.empty(),
            Optional.of(3.0));
    try (DataSet data = DataSet.open(List.of(argument(file)), List.of())) {
      BoundSamples samples = BoundSamples.bind(data, List.of(bias, image), PictureFitting.NONE);
      Value.OfTensor left =
          (Value.OfTensor) Objects.requireNonNull(samples.sample(0).inputs().get("bias"));

      assertThat(Numbers.all(left.tensor())).containsExactly(3, 3);
      assertThat(left.tensor().type()).isEqualTo(DataType.FLOAT16);
      assertThat(samples.sample(0).inputs()).containsKey("image");
    }
  }

  private static DataArgument argument(Path file) {
    return DataArgument.parse(file.toString(), Path.of(""));
  }

  static InputSpec input(DataType type, long... shape) {
    List<Dimension> dimensions =
        Arrays.stream(shape).<Dimension>mapToObj(Dimension.Fixed::new).toList();
    return new InputSpec(
        "image",
        type,
        dimensions,
        false,
        List.of(),
        List.of(),
        Optional.of(Shape.of(shape)),
        Optional.empty(),
        Optional.empty());
  }

  private BoundSamples bind(InputSpec input, String name, byte... array) {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put(name, array);
    Path file = NumpyFiles.archive(folder.resolve("data.npz"), arrays);
    DataSet data = DataSet.open(List.of(argument(file)), List.of());
    return BoundSamples.bind(data, List.of(input), PictureFitting.NONE);
  }

  private void refuses(InputSpec input, String name, byte[] array, String words) {
    assertThatThrownBy(() -> bind(input, name, array))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(words);
  }

  private static Value.OfTensor tensor(BoundSamples samples, long index) {
    return (Value.OfTensor) samples.sample(index).inputs().values().iterator().next();
  }

  private static double[] numbers(BoundSamples samples, long index) {
    return Numbers.all(tensor(samples, index).tensor());
  }
}
