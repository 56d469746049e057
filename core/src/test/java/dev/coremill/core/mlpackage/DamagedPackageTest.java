package dev.coremill.core.mlpackage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedPackageTest {
  @TempDir Path folder;
  private Path damaged;

  @BeforeEach
  void copyPackage() {
    damaged = Fixtures.copy("digits-cnn", folder);
  }

  @Test
  void aModelCutOffAnywhereIsReported() throws IOException {
    Path model = damaged.resolve(Fixtures.MODEL);
    byte[] whole = Files.readAllBytes(model);
    for (int length = 0; length < whole.length; length += length < 200 ? 1 : 211) {
      Files.write(model, Arrays.copyOf(whole, length));
      ProblemException problem = Fixtures.problem(() -> Fixtures.open(damaged));
      // A cut between two fields leaves a model, but none with a program.
      if (problem == null) {
        try (ModelPackage opened = ModelPackage.open(damaged)) {
          assertThat(opened.programs()).as("cut to %d", length).isEmpty();
        }
      } else {
        assertThat(problem).hasMessageContaining("model.mlmodel");
        assertThat(problem.exitCode()).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aModelWithDamagedBytesOpensOrIsReported(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Path model = damaged.resolve(Fixtures.MODEL);
    byte[] whole = Files.readAllBytes(model);
    int reported = 0;
    for (int round = 0; round < 60; round++) {
      byte[] changed = whole.clone();
      for (int i = 0; i < 3; i++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      Files.write(model, changed);
      if (Fixtures.problem(() -> Fixtures.open(damaged)) != null) {
        reported++;
      }
    }
    assertThat(reported).isPositive();
  }

  @Test
  void aModelNestedTooDeeplyIsReported() throws IOException {
    Files.write(damaged.resolve(Fixtures.MODEL), nestedPipelines(120));
    assertThat(Fixtures.problem(() -> Fixtures.open(damaged)))
        .hasMessageContaining("too deeply")
        .hasMessageContaining("model.mlmodel");
  }

  private static byte[] nestedPipelines(int depth) {
    byte[] model = {0x08, 0x07};
    for (int i = 0; i < depth; i++) {
      model = field(202, field(1, model));
    }
    return model;
  }

  private static byte[] field(int number, byte[] content) {
    ByteBuffer message = ByteBuffer.allocate(content.length + 10);
    varint(message, number << 3 | 2);
    varint(message, content.length);
    message.put(content);
    return Arrays.copyOf(message.array(), message.position());
  }

  private static void varint(ByteBuffer to, int value) {
    int rest = value;
    while (rest > 0x7f) {
      to.put((byte) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    to.put((byte) rest);
  }

  @Test
  void aBlobFileCutOffAnywhereIsReportedWithTheValue() throws IOException {
    Path weights = damaged.resolve(Fixtures.WEIGHTS);
    long size = Files.size(weights);
    for (long length = size - 1; length >= 0; length -= 9973) {
      try (FileChannel channel = FileChannel.open(weights, StandardOpenOption.WRITE)) {
        channel.truncate(length);
      }
      ProblemException problem = Fixtures.problem(() -> Fixtures.open(damaged));
      assertThat(problem).hasMessageContaining("weight.bin");
      if (length >= 64) {
        assertThat(problem).hasMessageContaining("offset").hasMessageContaining("operation '");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0xDEADBEEE, no blob record",
    "4, 2, holds float32",
    "4, 99, unknown type (99)",
    "8, 0x7fffffff, bytes of data",
    "12, 0xffffffff, bytes of data",
    "8, 2, holds 2 bytes",
    "16, 0x7fffffc0, outside the file",
    "20, 0x80000000, outside the file",
    "16, 129, no multiple of 64",
    "16, 0, outside the file",
  })
  void aDamagedRecordIsReportedWithItsOffset(int at, String value, String words)
      throws IOException {
    patch(damaged.resolve(Fixtures.WEIGHTS), 64 + at, (int) (long) Long.decode(value));
    assertThat(Fixtures.problem(() -> Fixtures.open(damaged)))
        .hasMessageContaining("weight.bin")
        .hasMessageContaining("offset 64 ")
        .hasMessageContaining("attribute 'val'")
        .hasMessageContaining(words);
  }

  @Test
  void aBlobFileOfAnotherVersionIsReported() throws IOException {
    patch(damaged.resolve(Fixtures.WEIGHTS), 4, 1);
    assertThat(Fixtures.problem(() -> Fixtures.open(damaged)))
        .hasMessageContaining("version 2")
        .hasMessageContaining("says 1");
  }

  private static void patch(Path file, long at, int value) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(bytes, at);
    }
  }

  @Test
  void aMissingBlobFileIsReported() throws IOException {
    Files.delete(damaged.resolve(Fixtures.WEIGHTS));
    assertThat(Fixtures.problem(() -> Fixtures.open(damaged)))
        .hasMessageContaining("@model_path/weights/weight.bin")
        .hasMessageContaining("missing");
  }

  @Test
  void aBlobFileThatIsALinkOutOfThePackageIsRefused() throws IOException {
    Path weights = damaged.resolve(Fixtures.WEIGHTS);
    Path outside = folder.resolve("outside.bin");
    Files.move(weights, outside);
    Files.createSymbolicLink(weights, outside);
    assertThat(Fixtures.problem(() -> Fixtures.open(damaged)))
        .hasMessageContaining("leaves the package through a symbolic link");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../../etc/passwd",
        "/etc/passwd",
        "com.apple.CoreML/../../../x",
        "com.apple.CoreML/\\u0000",
        "..\\\\..\\\\x"
      })
  void aManifestThatLeavesThePackageIsRefused(String item) throws IOException {
    manifest("com.apple.CoreML/weights\"", item + "\"");
    assertThat(Fixtures.problem(() -> Fixtures.open(damaged)))
        .hasMessageContaining("only paths inside the package are read");
  }

  @Test
  void aMissingItemIsReported() throws IOException {
    manifest("com.apple.CoreML/weights\"", "com.apple.CoreML/other\"");
    assertThat(Fixtures.problem(() -> Fixtures.open(damaged)))
        .hasMessageContaining("'com.apple.CoreML/other', which is missing");
  }

  @Test
  void aRootThatIsNoItemIsReported() throws IOException {
    manifest("\"rootModelIdentifier\": \"", "\"rootModelIdentifier\": \"x");
    assertThat(Fixtures.problem(() -> Fixtures.open(damaged)))
        .hasMessageContaining("which rootModelIdentifier names");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "nonsense", "{}", "{\"itemInfoEntries\": {\"a\": 1}}"})
  void aManifestThatIsNoneIsReported(String text) throws IOException {
    Files.writeString(damaged.resolve("Manifest.json"), text);
    assertThat(Fixtures.problem(() -> Fixtures.open(damaged)))
        .hasMessageContaining("Manifest.json")
        .hasMessageContaining("copy the whole package again");
  }

  @Test
  void aManifestOfDeepNestingIsReported() throws IOException {
    Files.writeString(damaged.resolve("Manifest.json"), "{\"a\": " + "[".repeat(100_000));
    assertThat(Fixtures.problem(() -> Fixtures.open(damaged))).hasMessageContaining("is no JSON");
  }

  private void manifest(String from, String to) throws IOException {
    Path manifest = damaged.resolve("Manifest.json");
    String text = Files.readString(manifest);
    assertThat(text).contains(from);
    Files.writeString(manifest, text.replace(from, to));
  }
}
