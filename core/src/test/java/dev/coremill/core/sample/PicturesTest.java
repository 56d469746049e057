package dev.coremill.core.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.mlpackage.FeatureType;
import dev.coremill.core.problem.ProblemException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures come to an input in its size, colors and layout. */
class PicturesTest {
  @TempDir Path folder;

  @Test
  void grayValuesAreTakenAsTheyAreStored() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 100);
    image.getRaster().setSample(1, 0, 0, 200);

    assertThat(read(image, input(FeatureType.ColorSpace.GRAYSCALE, 1, 1, 1, 2)))
        .containsExactly(100, 200);
    assertThat(read(image, input(FeatureType.ColorSpace.RGB, 1, 3, 1, 2)))
        .containsExactly(100, 200, 100, 200, 100, 200);
  }

  @Test
  void colorsStandInTheOrderOfTheInput() throws IOException {
    BufferedImage image = colored(0x0a141e);

    assertThat(read(image, input(FeatureType.ColorSpace.RGB, 1, 3, 1, 1)))
        .containsExactly(10, 20, 30);
    assertThat(read(image, input(FeatureType.ColorSpace.BGR, 1, 3, 1, 1)))
        .containsExactly(30, 20, 10);
    // 0.299 * 10 + 0.587 * 20 + 0.114 * 30 = 18.15
    assertThat(read(image, input(FeatureType.ColorSpace.GRAYSCALE, 1, 1, 1, 1)))
        .containsExactly(18);
  }

  @Test
  void aConstantPictureStaysConstantInEverySize() {
    float[] plane = new float[5 * 7];
    Arrays.fill(plane, 42);
    for (int size : new int[] {1, 3, 5, 16}) {
      assertThat(resize(plane, 5, 7, size, size + 1)).hasSize(size * (size + 1)).containsOnly(42);
    }
  }

  @Test
  void halvingWeighsNeighborsWithATriangle() {
    // Four pixels to two: centers at 0.5 and 2.5, weights 0.25, 0.75, 0.75, 0.25 over two pixels'
    // reach; the pixel outside is missing from the first.
    float[] halved = resize(new float[] {0, 0, 100, 100}, 4, 1, 2, 1);

    assertThat(halved[0]).isCloseTo(100 * 0.25f / 1.75f, within(1e-4f));
    assertThat(halved[1]).isCloseTo(100 * 1.5f / 1.75f, within(1e-4f));
  }

  @Test
  void anArrayNeedsToldWhatPicturesMean() throws IOException {
    InputSpec array = input(null, 1, 3, 1, 1);
    Path file = write("one.png", colored(0x0a141e));

    assertThatThrownBy(() -> read(file, array, PictureFitting.NONE))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("the input 'image' is an array: say with --image-scale");
    assertThat(read(file, array, new PictureFitting(List.of(0.5), List.of(1.0, 2.0, 3.0))))
        .containsExactly(6, 12, 18);
  }

  @Test
  void channelsMayComeLast() throws IOException {
    assertThat(read(colored(0x0a141e), input(FeatureType.ColorSpace.RGB, 1, 4, 4, 3)))
        .startsWith(10, 20, 30, 10, 20, 30);
  }

  @Test
  void foldersOfPicturesNameTheLabels() throws IOException {
    write("set/7/a.png", colored(1));
    write("set/7/b.png", colored(2));
    write("set/3/c.png", colored(3));
    try (DataSet data = open(folder.resolve("set"))) {
      assertThat(data.count()).isEqualTo(3);
      assertThat(label(data, 0)).isEqualTo(3);
      assertThat(label(data, 2)).isEqualTo(7);
    }
    write("named/dog/a.png", colored(1));
    write("named/cat/b.png", colored(2));
    try (DataSet data = open(folder.resolve("named"))) {
      assertThat(label(data, 0)).isZero();
      assertThat(label(data, 1)).isEqualTo(1);
      assertThat(data.sample(1).get("label_name"))
          .hasToString(Numbers.strings(Shape.scalar(), List.of("dog")).toString());
    }
  }

  @Test
  void damagedPicturesAreToldWithTheirNames() throws IOException {
    Path sound = write("set/a.png", colored(1));
    byte[] bytes = Files.readAllBytes(sound);
    Files.write(folder.resolve("set/b.png"), Arrays.copyOf(bytes, 40));
    Files.writeString(folder.resolve("set/c.png"), "no picture");
    try (DataSet data = open(folder.resolve("set"))) {
      assertThatThrownBy(() -> data.sample(1))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("b.png is a damaged picture");
      assertThatThrownBy(() -> data.sample(2))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("c.png is no picture that can be read");
    }
    Files.createDirectories(folder.resolve("empty"));
    assertThatThrownBy(() -> open(folder.resolve("empty")))
        .hasMessageContaining("holds no pictures");
  }

  private static BufferedImage colored(int color) {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, color);
    return image;
  }

  private Path write(String name, BufferedImage image) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
    return file;
  }

  private static DataSet open(Path path) {
    return DataSet.open(List.of(new DataArgument(path, "", Optional.empty())), List.of());
  }

  private double[] read(BufferedImage image, InputSpec input) throws IOException {
    return read(write("picture.png", image), input, PictureFitting.NONE);
  }

  private static double[] read(Path file, InputSpec input, PictureFitting fitting) {
    try (DataSet data = open(file)) {
      Value value =
          BoundSamples.bind(data, List.of(input), fitting).sample(0).inputs().get("image");
      return Numbers.all(((Value.OfTensor) Objects.requireNonNull(value)).tensor());
    }
  }

  private static double label(DataSet data, long index) {
    return Numbers.all(
        ((Value.OfTensor) Objects.requireNonNull(data.sample(index).get("label"))).tensor())[0];
  }

  private static InputSpec input(FeatureType.@Nullable ColorSpace colors, long... shape) {
    return new InputSpec(
        "image",
        DataType.FLOAT32,
        Arrays.stream(shape).<Dimension>mapToObj(Dimension.Fixed::new).toList(),
        false,
        List.of(),
        List.of(),
        Optional.of(Shape.of(shape)),
        colors == null
            ? Optional.empty()
            : Optional.of(new FeatureType.Image(shape[3], shape[2], colors)),
        Optional.empty());
  }

  private static float[] resize(float[] plane, int width, int height, int toWidth, int toHeight) {
    return TriangleFilter.resize(
        (y, into) -> System.arraycopy(plane, y * width, into, 0, width),
        width,
        height,
        toWidth,
        toHeight);
  }
}
