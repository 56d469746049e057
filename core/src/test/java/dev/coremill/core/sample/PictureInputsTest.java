package dev.coremill.core.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.mlpackage.FeatureType;
import dev.coremill.core.problem.ProblemException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of several sizes, and what users say of their values. */
class PictureInputsTest {
  private static final FeatureType.Image IMAGE =
      new FeatureType.Image(4, 4, FeatureType.ColorSpace.RGB);
  private static final List<Dimension> OPEN =
      List.of(
          new Dimension.Fixed(1),
          new Dimension.Fixed(3),
          new Dimension.Open(false),
          new Dimension.Open(false));

  @TempDir Path folder;

  @Test
  void aPictureOfASizeThatTheModelListsEntersAsItIs() throws IOException {
    InputSpec listed =
        input(OPEN, List.of(Shape.of(1, 3, 4, 4), Shape.of(1, 3, 2, 6)), List.of(), IMAGE);

    assertThat(shape(6, 2, listed)).isEqualTo(Shape.of(1, 3, 2, 6));
    assertThat(shape(5, 5, listed)).isEqualTo(Shape.of(1, 3, 4, 4));
  }

  @Test
  void aPictureOfASizeWithinTheRangeEntersAsItIs() throws IOException {
    FeatureType.Range range = new FeatureType.Range(2, 8);
    InputSpec ranged =
        input(
            OPEN,
            List.of(),
            List.of(new FeatureType.Range(1, 1), new FeatureType.Range(3, 3), range, range),
            IMAGE);

    assertThat(shape(8, 3, ranged)).isEqualTo(Shape.of(1, 3, 3, 8));
    assertThat(shape(9, 3, ranged)).isEqualTo(Shape.of(1, 3, 4, 4));
  }

  @Test
  void whatIsSaidOfArraysIsNotDoneToImages() throws IOException {
    BoundSamples samples = bind(picture(4, 4), fixed(3, IMAGE), List.of(0.5), List.of());

    assertThatThrownBy(samples::requirePicturesForArrays)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(
            "--image-scale and --image-bias are for pictures that go to an array, and there are"
                + " none; leave them out");
  }

  @Test
  void aBiasAloneSaysWhatValuesMean() throws IOException {
    assertThat(tensor(bind(picture(4, 4), fixed(3, null), List.of(), List.of(-1.0))).type())
        .isEqualTo(DataType.FLOAT32);
  }

  @Test
  void oneChannelTakesOneScale() throws IOException {
    assertThatThrownBy(() -> bind(picture(4, 4), fixed(1, null), List.of(0.5, 0.5, 0.5), List.of()))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("is a picture for one channel")
        .hasMessageContaining("give one");
  }

  private static InputSpec fixed(int channels, FeatureType.@Nullable Image image) {
    return new InputSpec(
        "image",
        DataType.FLOAT32,
        List.of(
            new Dimension.Fixed(1),
            new Dimension.Fixed(channels),
            new Dimension.Fixed(4),
            new Dimension.Fixed(4)),
        false,
        List.of(),
        List.of(),
        Optional.of(Shape.of(1, channels, 4, 4)),
        Optional.ofNullable(image),
        Optional.empty());
  }

  private static InputSpec input(
      List<Dimension> dimensions,
      List<Shape> shapes,
      List<FeatureType.Range> ranges,
      FeatureType.Image image) {
    return new InputSpec(
        "image",
        DataType.FLOAT32,
        dimensions,
        false,
        shapes,
        ranges,
        Optional.of(Shape.of(1, 3, 4, 4)),
        Optional.of(image),
        Optional.empty());
  }

  private Path picture(int width, int height) throws IOException {
    Path file = folder.resolve(width + "x" + height + ".png");
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
    return file;
  }

  private Shape shape(int width, int height, InputSpec input) throws IOException {
    return tensor(bind(picture(width, height), input, List.of(), List.of())).shape();
  }

  private static Tensor tensor(BoundSamples samples) {
    Value value = Objects.requireNonNull(samples.sample(0).inputs().get("image"));
    return ((Value.OfTensor) value).tensor();
  }

  private static BoundSamples bind(
      Path file, InputSpec input, List<Double> scale, List<Double> bias) {
    DataSet data = DataSet.open(List.of(new DataArgument(file, "", Optional.empty())), List.of());
    return BoundSamples.bind(data, List.of(input), new PictureFitting(scale, bias));
  }
}
