package dev.coremill.core.mlpackage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Program;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PackageWriterTest {
  @TempDir Path folder;

  static List<String> names() {
    return Fixtures.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void anUnchangedPackageIsCopiedByteForByte(String name) throws IOException {
    Path output = folder.resolve("out.mlpackage");
    WrittenPackage written = RoundTrip.copy(Fixtures.fixture(name), output);
    assertThat(PackageFiles.read(output)).isEqualTo(PackageFiles.read(Fixtures.fixture(name)));
    try (ModelPackage opened = ModelPackage.open(output)) {
      assertThat(written.packageBytes()).isEqualTo(opened.size());
      assertThat(written.weightBytes()).isEqualTo(opened.weightBytes());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aRebuiltPackageIsEqualMessageByMessage(String name) {
    Path output = folder.resolve("out.mlpackage");
    RoundTrip.rebuild(Fixtures.fixture(name), output);
    try (ModelPackage one = ModelPackage.open(Fixtures.fixture(name));
        ModelPackage two = ModelPackage.open(output)) {
      assertThat(BlobContents.inPlaceOfReferences(two))
          .isEqualTo(BlobContents.inPlaceOfReferences(one));
      assertThat(two.weightBytes()).isEqualTo(one.weightBytes());
    }
  }

  @Test
  void otherItemsAndFilesPassThrough() throws IOException {
    Path input = Fixtures.copy("digits-cnn", folder);
    Files.writeString(input.resolve("Data/com.apple.CoreML/weights/other.txt"), "kept");
    Files.createDirectories(input.resolve("Data/else"));
    Files.writeString(input.resolve("Data/else/notes.bin"), "kept too");
    Path output = folder.resolve("out.mlpackage");
    RoundTrip.rebuild(input, output);
    Map<String, String> expected = PackageFiles.read(input);
    Map<String, String> actual = PackageFiles.read(output);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    for (String file : List.of("Manifest.json", "Data/else/notes.bin")) {
      assertThat(actual.get(file)).isEqualTo(expected.get(file));
    }
    assertThat(output.resolve("Data/com.apple.CoreML/weights/other.txt")).hasContent("kept");
  }

  @Test
  void onlyTheReplacedPartOfAPipelineChanges() throws IOException {
    Path input = Fixtures.fixture("digits-pipeline-classifier");
    Path output = folder.resolve("out.mlpackage");
    try (ModelPackage source = ModelPackage.open(input);
        PackageWriter writer = PackageWriter.create(source, output)) {
      ProgramPart part = source.programs().get(1);
      writer.store(source.programs().get(0), large()); // this part is not replaced after all
      writer.replace(part, ValueMapper.map(part.program(), value -> writer.keep(part, value)), 10);
      writer.commit();
    }
    Map<String, String> expected = PackageFiles.read(input);
    Map<String, String> actual = PackageFiles.read(output);
    String first = "Data/com.apple.CoreML/weights/0-weight.bin";
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    assertThat(actual.get(first)).isEqualTo(expected.get(first));
    try (ModelPackage opened = ModelPackage.open(output)) {
      assertThat(opened.model().specificationVersion()).isEqualTo(10);
      assertThat(opened.model().kind()).isEqualTo("pipelineClassifier");
      assertThat(opened.programs()).extracting(ProgramPart::path).containsExactly("0/", "1/");
      assertThat(opened.programs().get(1).specificationVersion()).isEqualTo(10);
    }
  }

  @Test
  void newTensorsGoWhereTheFormatWantsThem() {
    Path output = folder.resolve("out.mlpackage");
    Tensor few = Tensor.ofFloats(Shape.of(9), 1, 2, 3, 4, 5, 6, 7, 8, 9);
    Tensor booleans = Tensor.ofIntegers(DataType.BOOL, Shape.of(10), 1, 0, 1, 1, 1, 0, 0, 0, 1, 1);
    try (ModelPackage source = ModelPackage.open(Fixtures.fixture("digits-cnn"));
        PackageWriter writer = PackageWriter.create(source, output)) {
      ProgramPart part = source.programs().getFirst();
      assertThat(writer.store(part, Value.OfTensor.of(few)).storage())
          .isEqualTo(Value.Storage.IMMEDIATE);
      assertThat(writer.store(part, Value.OfTensor.of(booleans)).storage())
          .isEqualTo(Value.Storage.IMMEDIATE);
      Value.OfTensor stored = writer.store(part, large());
      assertThat(stored.storage())
          .isEqualTo(new Value.Storage.Blob("@model_path/weights/weight.bin", 64));
      assertThat(stored.tensor().contentEquals(large().tensor())).isTrue();
      assertThat(writer.store(part, large()).storage())
          .isEqualTo(new Value.Storage.Blob("@model_path/weights/weight.bin", 192));
    }
  }

  @Test
  void aStoredTensorIsReadBackFromTheWrittenPackage() {
    Path output = folder.resolve("out.mlpackage");
    try (ModelPackage source = ModelPackage.open(Fixtures.fixture("digits-cnn"));
        PackageWriter writer = PackageWriter.create(source, output)) {
      ProgramPart part = source.programs().getFirst();
      Value added = writer.store(part, large());
      Program changed = ValueMapper.map(part.program(), value -> writer.keep(part, value));
      changed =
          new Program(
              changed.version(),
              changed.functions(),
              changed.docString(),
              Map.of("added", added),
              changed.unknownFields());
      writer.replace(part, changed, 9);
      writer.commit();
    }
    try (ModelPackage opened = ModelPackage.open(output)) {
      Value value = opened.programs().getFirst().program().attributes().get("added");
      assertThat(value)
          .isInstanceOfSatisfying(
              Value.OfTensor.class,
              tensor -> assertThat(tensor.tensor().contentEquals(large().tensor())).isTrue());
    }
  }

  @Test
  void aProgramWithValuesThatWereNotStoredIsRejected() {
    try (ModelPackage source = ModelPackage.open(Fixtures.fixture("digits-cnn"));
        PackageWriter writer = PackageWriter.create(source, folder.resolve("out.mlpackage"))) {
      ProgramPart part = source.programs().getFirst();
      assertThatThrownBy(() -> writer.replace(part, part.program(), 9))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("neither stored nor kept");
    }
  }

  @Test
  void aPackageThatHadNoWeightsGetsAnItemForThem() throws IOException {
    Path input = Fixtures.copy("digits-cnn", folder);
    Path manifest = input.resolve("Manifest.json");
    String text = Files.readString(manifest);
    int weights = text.indexOf("        \"4453");
    int model = text.indexOf("        \"77c7");
    Files.writeString(manifest, text.substring(0, weights) + text.substring(model));
    for (String name : List.of("one.mlpackage", "two.mlpackage")) {
      RoundTrip.rebuild(input, folder.resolve(name));
    }
    Path one = folder.resolve("one.mlpackage");
    assertThat(Files.readString(one.resolve("Manifest.json")))
        .contains("\"path\": \"com.apple.CoreML/weights\"");
    assertThat(PackageFiles.read(one))
        .isEqualTo(PackageFiles.read(folder.resolve("two.mlpackage")));
    Fixtures.open(one);
  }

  @Test
  void aWriterClosedWithoutCommitLeavesNothing() throws IOException {
    Path output = folder.resolve("new/deep/out.mlpackage");
    try (ModelPackage source = ModelPackage.open(Fixtures.fixture("digits-cnn"));
        PackageWriter writer = PackageWriter.create(source, output)) {
      writer.store(source.programs().getFirst(), large());
      assertThat(output.getParent()).isNotEmptyDirectory();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anExistingOutputStaysUntilTheNewOneIsComplete() throws IOException {
    Path output = Fixtures.copy("digits-cnn", folder);
    Map<String, String> before = PackageFiles.read(output);
    Path input = Fixtures.fixture("digits-multifunction");
    try (ModelPackage source = ModelPackage.open(input);
        PackageWriter writer = PackageWriter.create(source, output)) {
      writer.store(source.programs().getFirst(), large());
      assertThat(PackageFiles.read(output)).isEqualTo(before);
    }
    assertThat(PackageFiles.read(output)).isEqualTo(before);
    RoundTrip.copy(input, output);
    assertThat(PackageFiles.read(output)).isEqualTo(PackageFiles.read(input));
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries).containsExactly(output);
    }
  }

  @Test
  void leftoversOfKilledRunsAreCleanedUpAndALostOutputComesBack() throws IOException {
    Path output = folder.resolve("out.mlpackage");
    long dead = Integer.MAX_VALUE; // more than any system gives out
    Path half = folder.resolve(".out.mlpackage.coremill-new-" + dead + "-1");
    Path lost = folder.resolve(".out.mlpackage.coremill-old-" + dead + "-2");
    Path alive =
        folder.resolve(".out.mlpackage.coremill-new-" + ProcessHandle.current().pid() + "-3");
    Files.createDirectories(half.resolve("Data"));
    Files.createDirectories(alive);
    Files.move(Fixtures.copy("digits-cnn", folder), lost);
    try (ModelPackage source = ModelPackage.open(Fixtures.fixture("digits-cnn"));
        PackageWriter writer = PackageWriter.create(source, output)) {
      assertThat(writer).isNotNull();
      assertThat(half).doesNotExist();
      assertThat(lost).doesNotExist();
    }
    assertThat(alive).exists();
    assertThat(PackageFiles.read(output))
        .isEqualTo(PackageFiles.read(Fixtures.fixture("digits-cnn")));
  }

  @Test
  void outputsThatWouldHarmSomethingAreRefused() throws IOException {
    Path input = Fixtures.copy("digits-cnn", folder);
    Path file = Files.writeString(folder.resolve("notes.txt"), "mine");
    Path other = Files.createDirectory(folder.resolve("photos"));
    Path link = Files.createSymbolicLink(folder.resolve("link.mlpackage"), input);
    try (ModelPackage source = ModelPackage.open(input)) {
      assertRefused(source, input, "is the input itself");
      assertRefused(source, link, "is the input itself");
      assertRefused(source, input.resolve("Data/out.mlpackage"), "lies inside the input");
      assertRefused(source, folder, "contains the input");
      assertRefused(source, file, "is no package, so it is not replaced");
      assertRefused(source, other, "is a folder that is no package");
      assertRefused(source, file.resolve("out.mlpackage"), "cannot be written");
    }
    assertThat(file).hasContent("mine");
    assertThat(other).isEmptyDirectory();
  }

  private static void assertRefused(ModelPackage source, Path output, String words) {
    assertThat(Fixtures.problem(() -> PackageWriter.create(source, output).close()))
        .hasMessageContaining(words)
        .hasMessageContaining(output.getFileName().toString());
  }

  private static Value.OfTensor large() {
    return Value.OfTensor.of(
        Tensor.ofIntegers(DataType.UINT4, Shape.of(11), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
  }
}
