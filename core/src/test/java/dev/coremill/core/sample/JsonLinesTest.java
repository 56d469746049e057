package dev.coremill.core.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of JSON keep the values that they have, and say which member is wrong. */
class JsonLinesTest {
  @TempDir Path folder;

  @Test
  void aMemberThatIsNoNumberIsNamed() throws Exception {
    Path file =
        Files.writeString(folder.resolve("t.jsonl"), "{\"input_ids\": [1], \"meta\": {\"a\": 1}}");

    refuses(file, "line 1 has an object among its numbers");
    refuses(file, ", in 'meta'");
    Files.writeString(file, "{\"input_ids\": [1, \"5\"]}");
    refuses(file, "line 1 has the text '5' among its numbers, in 'input_ids'");
    Files.writeString(file, "{\"input_ids\": [1, null]}");
    refuses(file, "line 1 has null among its numbers, in 'input_ids'");
  }

  @Test
  void aLineThatIsCutOffIsToldWithoutTheWordsOfTheParser() throws Exception {
    Path file = Files.writeString(folder.resolve("t.jsonl"), "{\"input_ids\": [1, 2");

    assertThatThrownBy(() -> open(file))
        .hasMessageContaining("line 1 is no JSON: Unexpected end-of-input")
        .hasMessageNotContaining("Source");
  }

  @Test
  void numbersOfLinesKeepWhatTheyAre() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("t.jsonl"),
            """
            {"x": [1]}
            {"x": [3000000000]}
            {"x": [0.1]}
            {"x": [1e300]}
            {"x": [100000000000000000000]}
            """);

    try (DataSet data = open(file)) {
      assertThat(types(data, 5))
          .containsExactly(
              DataType.INT32, DataType.INT64, DataType.FLOAT64, DataType.FLOAT64, DataType.FLOAT64);
      assertThat(Numbers.all(tensor(data, 1))).containsExactly(3e9);
      assertThat(Numbers.all(tensor(data, 2))).containsExactly(0.1);
      assertThat(Numbers.all(tensor(data, 3))).containsExactly(1e300);
    }
  }

  private static List<DataType> types(DataSet data, int count) {
    return IntStream.range(0, count).mapToObj(index -> tensor(data, index).type()).toList();
  }

  private static void refuses(Path file, String words) {
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(words);
  }

  private static Tensor tensor(DataSet data, long index) {
    return ((Value.OfTensor) Objects.requireNonNull(data.sample(index).get("x"))).tensor();
  }

  private static DataSet open(Path file) {
    return DataSet.open(List.of(new DataArgument(file, "", Optional.empty())), List.of());
  }
}
