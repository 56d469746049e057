package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a budget does, through the launcher. */
class BudgetWholeTest {
  private static final String MODEL = "examples/digits-cnn.mlpackage";

  @TempDir static Path folder;
  private static Launcher coremill;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
  }

  @ParameterizedTest
  @CsvSource({"palettize, iOS18", "quantize, iOS18", "palettize, iOS17"})
  void theExplicitPipelineGivesTheSameBytes(String use, String system) throws Exception {
    List<String> arguments =
        List.of("--use", use, "--bits-per-weight", "5.1", "--minimum-os", system);
    compress("first.mlpackage", arguments, "--budget-pipeline", "explicit.yaml").succeeded();
    Map<String, List<Byte>> first = contents("first.mlpackage");
    Files.move(folder.resolve("first.mlpackage"), folder.resolve(use + system + ".mlpackage"));

    String output = coremill.run("run", "explicit.yaml", "--quiet").succeeded().output();

    assertThat(contents("first.mlpackage")).isEqualTo(first);
    assertThat(output).doesNotContain("bits_per_weight 5.1");
    assertThat(Files.readString(folder.resolve("explicit.yaml"))).contains("const_names");
  }

  @Test
  void threeBitsAreNoCandidateWhereTheSystemHasNone() throws Exception {
    List<String> arguments = List.of("--use", "palettize", "--bits-per-weight", "3.2");
    String older =
        compress("a.mlpackage", arguments, "--budget-pipeline", "older.yaml").succeeded().output();

    assertThat(Files.readString(folder.resolve("older.yaml"))).doesNotContain("nbits: 3");
    assertThat(older).contains("bits_per_weight 3.2 leaves out {nbits: 3}");
    compress("a.mlpackage", arguments, "--minimum-os", "iOS18", "--budget-pipeline", "newer.yaml")
        .succeeded();
    assertThat(Files.readString(folder.resolve("newer.yaml"))).contains("nbits: 3");
  }

  @Test
  void aBudgetWithRoomForEverythingChangesNothing() throws Exception {
    String output =
        compress("b.mlpackage", List.of("--use", "palettize", "--max-bytes", "100000000"))
            .succeeded()
            .output();

    assertThat(output).contains("the budget has room for every weight as it is");
    assertThat(output).contains("No weight changes.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--bits-per-weight 0.5 | the smallest possible size is",
        "--max-bytes 10 | --max-bytes 10: max_bytes 10 is below the smallest possible size",
        "--max-bytes 10 --bits-per-weight 2 | exclude each other",
        "--bits-per-weight 4 --set mode=unique | as a candidate for bits_per_weight: mode unique"
      })
  void aBudgetThatCannotBeKeptIsRefused(String arguments, String message) throws Exception {
    List<String> all = new ArrayList<>(List.of("--use", "palettize"));
    all.addAll(List.of(arguments.split(" ")));

    Launcher.Result result = compress("refused.mlpackage", all);

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errors()).contains(message);
    assertThat(folder.resolve("refused.mlpackage")).doesNotExist();
  }

  private static Launcher.Result compress(String output, List<String> arguments, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("compress", MODEL, output, "--quiet"));
    command.addAll(arguments);
    command.addAll(List.of(more));
    return coremill.run(command.toArray(String[]::new));
  }

  private static Map<String, List<Byte>> contents(String name) throws IOException {
    Path root = folder.resolve(name);
    Map<String, List<Byte>> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        List<Byte> bytes = new ArrayList<>();
        for (byte each : Files.readAllBytes(file)) {
          bytes.add(each);
        }
        contents.put(root.relativize(file).toString(), bytes);
      }
    }
    return contents;
  }
}
