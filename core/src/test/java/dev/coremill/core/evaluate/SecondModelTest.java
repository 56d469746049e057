package dev.coremill.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.mlpackage.FeatureType.ColorSpace;
import dev.coremill.core.mlpackage.FeatureType.Image;
import dev.coremill.core.mlpackage.Model;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.Evaluation;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.DataArgument;
import dev.coremill.core.sample.DataSet;
import dev.coremill.core.sample.InputSpec;
import dev.coremill.core.sample.Numbers;
import dev.coremill.core.sample.NumpyFiles;
import dev.coremill.core.sample.PictureFitting;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two models on the same samples, each given them as its own inputs say. */
class SecondModelTest {
  private static final int COLOR = 0x0a141e; // 10, 20, 30

  @TempDir Path folder;

  @Test
  void eachModelIsGivenThePictureInItsOwnColorsAndSize() throws IOException {
    BoundSamples samples =
        pictures(image(ColorSpace.RGB, 2), PictureFitting.NONE)
            .withSecond("second", List.of(image(ColorSpace.BGR, 1)));

    BoundSamples.Sample sample = samples.sample(0);

    assertThat(numbers(sample.inputs()))
        .containsExactly(10, 10, 10, 10, 20, 20, 20, 20, 30, 30, 30, 30);
    assertThat(numbers(sample.secondInputs())).containsExactly(30, 20, 10);
  }

  @Test
  void scaleAndBiasAreForTheModelWhoseInputIsAnArray() throws IOException {
    PictureFitting scaled = new PictureFitting(List.of(2.0), List.of(1.0));
    BoundSamples first = pictures(image(ColorSpace.RGB, 1), scaled);
    BoundSamples both = first.withSecond("second", List.of(input(1, null)));

    both.requirePicturesForArrays();
    assertThat(numbers(both.sample(0).inputs())).containsExactly(10, 20, 30);
    assertThat(numbers(both.sample(0).secondInputs())).containsExactly(21, 41, 61);
    assertThatThrownBy(first::requirePicturesForArrays).isInstanceOf(ProblemException.class);
  }

  @Test
  void whatDoesNotFitTheSecondModelNamesIt() throws IOException {
    BoundSamples first = pictures(image(ColorSpace.RGB, 1), PictureFitting.NONE);

    assertThatThrownBy(() -> first.withSecond("second", List.of(input(1, null))))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("sample 0, for second: it is a picture, and the input 'image' is an")
        .hasMessageContaining("say with --image-scale");
  }

  @Test
  void modelsThatTakeTheSameShareOneValue() throws IOException {
    InputSpec input = image(ColorSpace.RGB, 2);

    BoundSamples.Sample sample =
        pictures(input, PictureFitting.NONE).withSecond("second", List.of(input)).sample(0);

    assertThat(sample.secondInputs().get("image")).isSameAs(sample.inputs().get("image"));
  }

  @Test
  void whatTheSamplesLeaveOutHasTheValueThatEachModelNames() throws IOException {
    DataSet data = data();
    InputSpec given = image(ColorSpace.RGB, 1);
    BoundSamples first = BoundSamples.bind(data, List.of(given, bias(3)), PictureFitting.NONE);

    assertThat(Numbers.all(Rows.tensor(second(first, given, bias(4))))).containsExactly(4, 4, 4);
    assertThat(Numbers.all(Rows.tensor(second(first, given, input("bias", 1, null)))))
        .containsExactly(3, 3, 3);
  }

  private static Value second(BoundSamples first, InputSpec... inputs) {
    Map<String, Value> values =
        first.withSecond("second", List.of(inputs)).sample(0).secondInputs();
    return Objects.requireNonNull(values.get("bias"));
  }

  private static InputSpec bias(double value) {
    InputSpec bare = input("bias", 1, null);
    return new InputSpec(
        bare.name(),
        bare.type(),
        bare.dimensions(),
        false,
        List.of(),
        List.of(),
        bare.usual(),
        Optional.empty(),
        Optional.of(value));
  }

  @Test
  void outputsThatOnlyOneModelHasAreTold() {
    Model two =
        Models.program(
            "two",
            List.of("y", "z"),
            Map.of(
                "main",
                Models.function(
                    "x",
                    List.of("y", "z"),
                    Models.operation("identity", "y", Map.of("x", "x")),
                    Models.operation("relu", "z", Map.of("x", "x")))));
    Model one = Models.single("one", "x", "y", Models.operation("identity", "y", Map.of("x", "x")));
    try (RunnableModel more = Models.open(two);
        RunnableModel less = Models.open(one)) {
      BoundSamples samples =
          Models.samples(folder, more.face(), Map.of("x", NumpyFiles.floats("(1, 1, 3)", 1, 2, 3)));

      ModelComparison comparison =
          new ModelComparer(more, less, samples, false, 0).compare(0, 0, SampleProgress.SILENT);
      Evaluation evaluation =
          Evaluator.evaluate(
              "",
              more,
              Optional.of(less),
              samples,
              new EvaluationRequest(List.of("mse"), Optional.empty(), List.of(), 0, 0),
              new Metrics(List.of()),
              SampleProgress.SILENT);

      assertThat(comparison.notes()).containsExactly("not compared, because only two has it: z");
      assertThat(evaluation.notes()).containsExactly("the reference has no output of this name: z");
    }
  }

  @Test
  void outputsOfOtherSizesAreToldAndHaveNoFigures() {
    Model one = Models.single("one", "x", "y", Models.operation("identity", "y", Map.of("x", "x")));
    Model wide =
        Models.single(
            "wide",
            "x",
            "y",
            Models.constant("y", 1, 2),
            Models.operation("identity", "z", Map.of("x", "x")));
    try (RunnableModel first = Models.open(one);
        RunnableModel second = Models.open(wide)) {
      BoundSamples samples =
          Models.samples(
              folder, first.face(), Map.of("x", NumpyFiles.floats("(2, 1, 3)", 1, 2, 3, 4, 5, 6)));

      ModelComparison comparison =
          new ModelComparer(first, second, samples, false, 0).compare(0, 0, SampleProgress.SILENT);

      assertThat(comparison.outputs()).isEmpty();
      assertThat(comparison.notes())
          .containsExactly(
              "of different sizes, so not compared: y (float32[1, 3] and float32[1, 2])");
    }
  }

  private BoundSamples pictures(InputSpec input, PictureFitting fitting) throws IOException {
    return BoundSamples.bind(data(), List.of(input), fitting);
  }

  private DataSet data() throws IOException {
    Path file = folder.resolve("picture.png");
    BufferedImage picture = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, COLOR);
    assertThat(ImageIO.write(picture, "png", file.toFile())).isTrue();
    return DataSet.open(List.of(new DataArgument(file, "", Optional.empty())), List.of());
  }

  private static InputSpec image(ColorSpace colors, int size) {
    return input(size, new Image(size, size, colors));
  }

  private static InputSpec input(int size, @Nullable Image image) {
    return input("image", size, image);
  }

  private static InputSpec input(String name, int size, @Nullable Image image) {
    return new InputSpec(
        name,
        DataType.FLOAT32,
        List.of(
            new Dimension.Fixed(1),
            new Dimension.Fixed(3),
            new Dimension.Fixed(size),
            new Dimension.Fixed(size)),
        false,
        List.of(),
        List.of(),
        Optional.of(Shape.of(1, 3, size, size)),
        Optional.ofNullable(image),
        Optional.empty());
  }

  private static double[] numbers(Map<String, Value> inputs) {
    return Numbers.all(Rows.tensor(Objects.requireNonNull(inputs.get("image"))));
  }
}
