package dev.coremill.core.mlpackage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoormanTest {
  /** Specification version 4, and an empty model of the kind with field number 500. */
  private static final byte[] NEURAL_NETWORK = {8, 4, (byte) 0xa2, 0x1f, 0};

  @TempDir Path folder;

  @Test
  void aMissingPackageIsReportedWithTheNearestName() {
    Fixtures.copy("digits-cnn", folder);
    assertTurnedAway(folder.resolve("digit-cnn.mlpackage"), "did you mean 'digits-cnn.mlpackage'?");
  }

  @Test
  void anOldModelFileIsReportedWithItsKind() throws IOException {
    Path path = Files.write(folder.resolve("old.mlmodel"), NEURAL_NETWORK);
    assertTurnedAway(path, "neuralNetwork");
    assertTurnedAway(path, "deployment target iOS15 or later");
  }

  @Test
  void anOldModelFileThatIsNamedLikeAPackageIsReportedWithItsKind() throws IOException {
    assertTurnedAway(
        Files.write(folder.resolve("old.mlpackage"), NEURAL_NETWORK), "of kind neuralNetwork");
    assertTurnedAway(
        Files.writeString(folder.resolve("text.mlpackage"), "text"), "a package is a folder");
  }

  @Test
  void theModelFileOfAPackageIsReported() throws IOException {
    Path path = folder.resolve("model.mlmodel");
    Files.copy(Fixtures.fixture("digits-cnn").resolve(Fixtures.MODEL), path);
    assertTurnedAway(path, "give the .mlpackage folder that it belongs to");
  }

  @Test
  void aZipIsReported() throws IOException {
    assertTurnedAway(Files.writeString(folder.resolve("m.mlpackage"), "PK\3\4..."), "unzip it");
  }

  @Test
  void aCompiledModelIsReported() throws IOException {
    assertTurnedAway(Files.createDirectory(folder.resolve("a.mlmodelc")), "is a compiled model");
  }

  @Test
  void aFolderWithoutManifestIsReported() throws IOException {
    assertTurnedAway(Files.createDirectory(folder.resolve("a.mlpackage")), "without a Manifest");
  }

  @Test
  void aPackageOfAnotherKindOpensWithoutPrograms() throws IOException {
    Path path = Fixtures.copy("digits-cnn", folder);
    Files.write(path.resolve(Fixtures.MODEL), NEURAL_NETWORK);
    try (ModelPackage opened = ModelPackage.open(path)) {
      assertThat(opened.model().kind()).isEqualTo("neuralNetwork");
      assertThat(opened.programs()).isEmpty();
    }
    Path copy = folder.resolve("copy.mlpackage");
    RoundTrip.rebuild(path, copy);
    assertThat(PackageFiles.read(copy)).isEqualTo(PackageFiles.read(path));
  }

  private static void assertTurnedAway(Path path, String words) {
    assertThat(Fixtures.problem(() -> Fixtures.open(path)))
        .hasMessageContaining(path.getFileName().toString())
        .hasMessageContaining(words);
  }
}
