package dev.coremill.core.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Value;
import dev.coremill.core.problem.ProblemException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of pictures: what they label, and what is not passed over in silence. */
class PictureFoldersTest {
  @TempDir Path folder;

  @Test
  void aLabelWithoutPicturesKeepsItsPlace() throws IOException {
    write("cat/a.png");
    Files.createDirectories(folder.resolve("dog"));
    write("emu/b.png");

    try (DataSet data = open()) {
      assertThat(label(data, 0)).isZero();
      assertThat(label(data, 1)).isEqualTo(2);
    }
  }

  @Test
  void picturesBesideFoldersOfPicturesAreRefused() throws IOException {
    write("a.png");
    write("cat/b.png");

    refuses("holds pictures (a.png) beside folders of pictures (", "which are labels");
  }

  @Test
  void picturesBesideOtherFoldersAreTheSamples() throws IOException {
    write("a.png");
    Files.createDirectories(folder.resolve("notes"));
    Files.writeString(folder.resolve("notes/readme.txt"), "notes");

    try (DataSet data = open()) {
      assertThat(data.count()).isEqualTo(1);
      assertThat(data.names()).containsExactly("");
    }
  }

  @Test
  void picturesTwoFoldersDeepAreRefused() throws IOException {
    write("train/cat/a.png");

    refuses("holds pictures two folders deep (", "a.png)");
  }

  @Test
  void picturesThatCannotBeReadAreNotLeftOut() throws IOException {
    write("cat/a.png");
    Files.writeString(folder.resolve("cat/b.WebP"), "picture");

    refuses("holds b.WebP, which is a picture of a format that cannot be read; convert it to PNG");
  }

  @Test
  void aSinglePictureIsNamedOnce() throws IOException {
    Files.writeString(folder.resolve("a.png"), "no picture");
    Path file = folder.resolve("a.png");
    try (DataSet data = open(file)) {
      assertThatThrownBy(() -> data.sample(0))
          .hasMessageStartingWith(file + ": is no picture that can be read");
    }
  }

  private void refuses(String... words) {
    assertThatThrownBy(this::open)
        .isInstanceOf(ProblemException.class)
        .hasMessageContainingAll(words);
  }

  private void write(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
  }

  private DataSet open() {
    return open(folder);
  }

  private static DataSet open(Path path) {
    return DataSet.open(List.of(new DataArgument(path, "", Optional.empty())), List.of());
  }

  private static double label(DataSet data, long index) {
    return Numbers.all(
        ((Value.OfTensor) Objects.requireNonNull(data.sample(index).get("label"))).tensor())[0];
  }
}
