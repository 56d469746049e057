package dev.coremill.core.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of samples are read as they were written, and damaged ones are told in one line. */
class SampleFilesTest {
  private static final float[] SIX = {1, 2, 3, 4, 5, 6};

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void samplesOfAnArchiveComeInAnyOrder(boolean stored) {
    Path file =
        NumpyFiles.archive(
            folder.resolve("a.npz"), stored, Map.of("x", NumpyFiles.floats("(3, 2)", SIX)));

    try (DataSet data = open(file.toString())) {
      assertThat(data.count()).isEqualTo(3);
      assertThat(numbers(data, 2, "x")).containsExactly(5, 6);
      assertThat(numbers(data, 0, "x")).containsExactly(1, 2);
      assertThat(numbers(data, 1, "x")).containsExactly(3, 4);
    }
  }

  @Test
  void columnMajorOrderIsTurned() {
    // [[[1, 2], [3, 4]], [[5, 6], [7, 8]]], first index fastest
    byte[] array =
        NumpyFiles.array("<f4", true, "(2, 2, 2)", NumpyFiles.bytes(1, 5, 3, 7, 2, 6, 4, 8));
    Path file = NumpyFiles.archive(folder.resolve("f.npz"), Map.of("x", array));

    try (DataSet data = open(file.toString())) {
      assertThat(numbers(data, 0, "x")).containsExactly(1, 2, 3, 4);
      assertThat(numbers(data, 1, "x")).containsExactly(5, 6, 7, 8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "|b1, 1, BOOL", "|i1, 1, INT8", "|u1, 1, UINT8", "<i2, 2, INT16", "<u2, 2, UINT16",
    "<i4, 4, INT32", "<u4, 4, UINT32", "<i8, 8, INT64", "<u8, 8, UINT64", "<f2, 2, FLOAT16",
    "<f4, 4, FLOAT32", "<f8, 8, FLOAT64", ">i4, 4, INT32", ">f8, 8, FLOAT64", ">f2, 2, FLOAT16"
  })
  void everyTypeOfNumbers(String type, int width, DataType expected) {
    ByteBuffer bytes = ByteBuffer.allocate(width * 2);
    bytes.order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (int value = 0; value < 2; value++) {
      switch (type.substring(1)) {
        case "f2" -> bytes.putShort(Float.floatToFloat16(value));
        case "f4" -> bytes.putFloat(value);
        case "f8" -> bytes.putDouble(value);
        case "i2", "u2" -> bytes.putShort((short) value);
        case "i4", "u4" -> bytes.putInt(value);
        case "i8", "u8" -> bytes.putLong(value);
        default -> bytes.put((byte) value);
      }
    }
    Path file =
        NumpyFiles.write(
            folder.resolve("t.npy"), NumpyFiles.array(type, false, "(2,)", bytes.array()));

    try (DataSet data = open("x=" + file)) {
      assertThat(tensor(data.sample(1), "x").tensor().type()).isEqualTo(expected);
      assertThat(numbers(data, 0, "x")).containsExactly(0);
      assertThat(numbers(data, 1, "x")).containsExactly(1);
    }
  }

  @Test
  void stringsAreReadAsTexts() {
    byte[] wide = "caté".getBytes(StandardCharsets.UTF_32LE);
    Path file =
        NumpyFiles.write(folder.resolve("s.npy"), NumpyFiles.array("<U2", false, "(2,)", wide));

    try (DataSet data = open("label=" + file)) {
      assertThat(((Value.OfStrings) value(data, 1, "label")).strings()).containsExactly("té");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "<f4;(3, 4)          ;is cut off: its header promises [3, 4]",
        "<f4;(9223372036854775807, 9223372036854775807);over 2^63 elements",
        "<f4;(0, 4611686018427387904);samples of more than 1 GiB",
        "<f4;()              ;is a single number",
        "|O ;(2,)            ;has elements of the NumPy type '|O', which cannot be read",
        "<c8;(2,)            ;has elements of the NumPy type '<c8', which cannot be read",
        "<f4;(-1, 2)         ;has a NumPy header that cannot be read",
        "<f4;(2              ;has a NumPy header that cannot be read",
      })
  void aHeaderThatLiesIsRefused(String type, String shape, String words) {
    Path file =
        NumpyFiles.write(
            folder.resolve("bad.npy"),
            NumpyFiles.array(type.strip(), false, shape.strip(), NumpyFiles.bytes(SIX)));

    refuses("x=" + file, words);
  }

  @Test
  void anArchiveThatIsCutOffOrNoneIsRefused() throws Exception {
    Path file =
        NumpyFiles.archive(folder.resolve("a.npz"), Map.of("x", NumpyFiles.floats("(3, 2)", SIX)));
    byte[] all = Files.readAllBytes(file);
    NumpyFiles.write(folder.resolve("cut.npz"), Arrays.copyOf(all, all.length / 2));
    NumpyFiles.write(folder.resolve("text.npz"), "hello".getBytes(StandardCharsets.UTF_8));

    refuses(folder.resolve("cut.npz").toString(), "is no npz archive, or a damaged one");
    refuses(folder.resolve("text.npz").toString(), "is no npz archive, or a damaged one");
  }

  @Test
  void damagedDeflatedBytesAreToldWithTheSample() throws Exception {
    float[] values = new float[4096];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i * i);
    }
    Path file =
        NumpyFiles.archive(
            folder.resolve("a.npz"), Map.of("x", NumpyFiles.floats("(4, 1024)", values)));
    byte[] bytes = Files.readAllBytes(file);
    for (int i = bytes.length / 2; i < bytes.length / 2 + 2000; i++) {
      bytes[i] = (byte) 0xff;
    }
    NumpyFiles.write(file, bytes);

    try (DataSet data = open(file.toString())) {
      assertThatThrownBy(() -> data.sample(3))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("'x' ");
    }
  }

  @Test
  void arraysOfDifferentCountsAreRefused() {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("x", NumpyFiles.floats("(3, 2)", SIX));
    arrays.put("y", NumpyFiles.floats("(2, 3)", SIX));
    Path file = NumpyFiles.archive(folder.resolve("a.npz"), arrays);

    refuses(file.toString(), "'x' has 3 samples and 'y' has 2");
  }

  @Test
  void safetensorsAreRead() {
    Path file =
        safetensors(
            "{\"__metadata__\":{\"a\":\"b\"},"
                + "\"x\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[0,24]}}");

    try (DataSet data = open(file.toString())) {
      assertThat(data.names()).containsExactly("x");
      assertThat(numbers(data, 1, "x")).containsExactly(3, 4);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[0,28]}} | are not that many",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4,2],\"data_offsets\":[0,32]}} | or not in the file",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[-8,16]}} | or not in the file",
        "{\"x\":{\"dtype\":\"Q4\",\"shape\":[3,2],\"data_offsets\":[0,24]}} | unknown type 'Q4'",
        "{\"x\":{\"shape\":[3,2]}} | header that cannot be read",
        "{\"x\":                   | no JSON",
        "{}                        | holds no tensors",
      })
  void damagedSafetensorsAreRefused(String header, String words) {
    refuses(safetensors(header.strip()).toString(), words);
  }

  private Path safetensors(String header) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + 24).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text).put(NumpyFiles.bytes(SIX));
    return NumpyFiles.write(folder.resolve("t.safetensors"), bytes.array());
  }

  @Test
  void rawBytesAreWhatIsDeclared() {
    Path file = NumpyFiles.write(folder.resolve("x.bin"), NumpyFiles.bytes(SIX));

    try (DataSet data = open("x=" + file + ":float32[1,2]")) {
      assertThat(data.count()).isEqualTo(3);
      assertThat(tensor(data.sample(2), "x").tensor().shape()).isEqualTo(Shape.of(1, 2));
      assertThat(numbers(data, 2, "x")).containsExactly(5, 6);
    }
    refuses("x=" + file + ":float32[5]", "no whole number of samples of float32[5]");
    refuses("x=" + file + ":float23[5]", "there is no element type 'float23'");
    refuses("x=" + file, "is of no known format");
  }

  @Test
  void linesOfTokensAreRead() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("t.jsonl"),
            "{\"input_ids\": [4, 8], \"label\": 1}\r\n\n{\"input_ids\": [15, 16], \"label\": 0}\n");

    try (DataSet data = open(file.toString())) {
      assertThat(data.count()).isEqualTo(2);
      assertThat(tensor(data.sample(1), "input_ids").tensor().type()).isEqualTo(DataType.INT32);
      assertThat(numbers(data, 1, "input_ids")).containsExactly(15, 16);
      assertThat(numbers(data, 0, "label")).containsExactly(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1, 2      | line 2 is no JSON",
        "[1, [2]]   | line 2 mixes numbers and arrays",
        "[[1], [2, 3]] | line 2 has arrays of different lengths",
        "{\"y\": 1} | line 2 has the members [y]",
        "[]         | line 2 has an empty array",
        "3          | line 2 is neither an object nor an array",
        "{\"\": [1], \"\": [2]} | line 2 has two members ''",
        "[1, {}]    | line 2 has an object among its numbers",
        "[\"a\"]      | line 2 has the text 'a' among its numbers",
        "[null]     | line 2 has null among its numbers",
        "[NaN]      | line 2 is no JSON: Non-standard token 'NaN'",
      })
  void aDamagedLineIsToldWithItsNumber(String line, String words) throws Exception {
    Path file = Files.writeString(folder.resolve("t.jsonl"), "[1, 2]\n" + line.strip() + "\n");

    try (DataSet data = open("x=" + file)) {
      assertThatThrownBy(() -> data.sample(1))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining(words);
    }
  }

  @Test
  void aSampleThatMemoryCannotHoldIsRefusedBeforeItIsRead() {
    assertThat(SampleSize.bytes(4, Shape.of(100, 10), 32_000)).isEqualTo(4000);
    assertThatThrownBy(() -> SampleSize.bytes(1, Shape.of(100, 10), 31_999))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has samples of 1000 elements, and Java's memory is enough for 999;");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "x="})
  void dataWithoutAFileIsNotTheCurrentFolder(String text) {
    assertThatThrownBy(() -> DataArgument.parse(text, folder))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("data '" + text + "': no file is named; write FILE or NAME=FILE");
  }

  @Test
  void filesThatAreMissingOrDoNotGoTogetherAreRefused() {
    Path two = NumpyFiles.write(folder.resolve("two.npy"), NumpyFiles.floats("(2,)", 1, 2));
    Path six = NumpyFiles.write(folder.resolve("six.npy"), NumpyFiles.floats("(6,)", SIX));

    refuses(folder.resolve("gone.npz").toString(), "there are no such samples");
    assertThatThrownBy(
            () -> DataSet.open(List.of(argument("a=" + two), argument("b=" + six)), List.of()))
        .hasMessageContaining("has 6 samples, and ")
        .hasMessageContaining("two.npy has 2");
    assertThatThrownBy(
            () -> DataSet.open(List.of(argument("a=" + two), argument("a=" + two)), List.of()))
        .hasMessageContaining("has 'a', and so has another file");
  }

  private static DataArgument argument(String text) {
    return DataArgument.parse(text, Path.of(""));
  }

  private static DataSet open(String text) {
    return DataSet.open(List.of(argument(text)), List.of());
  }

  private static void refuses(String text, String words) {
    assertThatThrownBy(() -> open(text).close())
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(words);
  }

  private static Value value(DataSet data, long index, String name) {
    return Objects.requireNonNull(data.sample(index).get(name));
  }

  private static Value.OfTensor tensor(Map<String, Value> sample, String name) {
    return (Value.OfTensor) Objects.requireNonNull(sample.get(name));
  }

  private static double[] numbers(DataSet data, long index, String name) {
    return Numbers.all(((Value.OfTensor) value(data, index, name)).tensor());
  }
}
