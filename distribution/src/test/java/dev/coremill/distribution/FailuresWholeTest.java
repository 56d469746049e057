package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the user sees when something is wrong: lines on standard error, and an exit code. */
class FailuresWholeTest {
  private static final String MODEL = "examples/digits-cnn.mlpackage";

  @TempDir static Path folder;
  private static Launcher coremill;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
  }

  @Test
  void aMissingPipelineFile() throws Exception {
    fails(2, "error: missing.yaml: there is no such file; check the path\n", "run", "missing.yaml");
  }

  @Test
  void aMissingPackage() throws Exception {
    fails(
        2,
        "error: missing.mlpackage: there is no such package; check the path\n",
        "inspect",
        "missing.mlpackage");
  }

  @Test
  void aFolderThatIsNoPackage() throws Exception {
    Files.createDirectories(folder.resolve("empty.mlpackage"));

    fails(
        2,
        "error: empty.mlpackage: is a folder without a Manifest.json, so it is no package; give the"
            + " .mlpackage folder\n",
        "inspect",
        "empty.mlpackage");
  }

  @Test
  void anUnknownKeyIsToldWithItsPlaceAndEveryOtherMistake() throws Exception {
    pipeline("key.yaml", "stagess: []");

    fails(
        2,
        "error 1 of 2: key.yaml:4:1: pipeline: unknown key 'stagess'; did you mean 'stages'?"
            + " allowed: coremill, model, output, deployment, targets, stages, on_indivisible,"
            + " report\n"
            + "error 2 of 2: key.yaml:1:1: pipeline: 'stages' is missing; give it: What to do, in"
            + " order; an empty list copies the package\n",
        "run",
        "key.yaml");
  }

  @Test
  void anUnknownAlgorithmIsAnsweredWithTheNearestName() throws Exception {
    pipeline("algorithm.yaml", "stages: [{use: quantise}]");

    Launcher.Result result = coremill.run("run", "algorithm.yaml");

    assertThat(result.errors())
        .startsWith(
            "error: algorithm.yaml:4:16: there is no algorithm 'quantise'; did you mean"
                + " 'quantize'?");
    assertThat(result.errors()).hasLineCount(1);
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void aValueOutOfItsRange() throws Exception {
    pipeline("range.yaml", "stages: [{use: palettize, config: {nbits: 5}}]");

    fails(
        2,
        "error: range.yaml:4:43: nbits: expected one of 1, 2, 3, 4, 6, 8, found 5\n",
        "run",
        "range.yaml");
  }

  @Test
  void aSelectorThatMatchesNothing() throws Exception {
    pipeline("selector.yaml", "stages: [{use: quantize, select: {op_names: [nothing_here]}}]");

    Launcher.Result result = coremill.run("run", "selector.yaml");

    assertThat(result.errors()).hasLineCount(1).contains("'nothing_here' matches no weight");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  @Test
  void anOutputThatIsTheInput() throws Exception {
    byte[] before = Files.readAllBytes(folder.resolve(MODEL).resolve("Manifest.json"));

    Launcher.Result result = coremill.run("compress", MODEL, MODEL, "--use", "quantize");

    assertThat(result.errors())
        .hasLineCount(1)
        .endsWith("digits-cnn.mlpackage: is the input itself; choose another output\n");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(folder.resolve(MODEL).resolve("Manifest.json")).hasBinaryContent(before);
  }

  @Test
  void anEncodingThatTheSystemCannotHoldStopsBeforeAnyWork() throws Exception {
    Launcher.Result result =
        coremill.run(
            "compress", MODEL, "illegal.mlpackage", "--use", "quantize", "--set", "dtype=int4");

    assertThat(result.errors()).hasLineCount(1).contains("4-bit integers").contains("iOS18");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(folder.resolve("illegal.mlpackage")).doesNotExist();
  }

  @Test
  void mistakesOnTheCommandLine() throws Exception {
    fails(2, "error: there is no command 'inspct'; did you mean 'inspect'?\n", "inspct");
    fails(2, "error: missing required parameter: 'PIPELINE'; see 'coremill run --help'\n", "run");
    fails(
        2,
        "error: unknown option: '--jsno'; see 'coremill inspect --help'\n",
        "inspect",
        MODEL,
        "--jsno");
    fails(
        2,
        "error: r.pdf: unknown kind of report; use a name that ends in .html or .json\n",
        "run",
        "examples/quickstart.yaml",
        "--report",
        "r.pdf");
    fails(
        2,
        "error: --max-memory lots: not a size; expected a number with k, m or g, such as 512m\n",
        "run",
        "examples/quickstart.yaml",
        "--max-memory",
        "lots");
  }

  private static void pipeline(String name, String stages) throws IOException {
    Path _ =
        coremill.file(
            name, "coremill: 1\nmodel: " + MODEL + "\noutput: out.mlpackage\n" + stages + "\n");
  }

  private static void fails(int exitCode, String errors, String... arguments) throws Exception {
    Launcher.Result result = coremill.run(arguments);

    assertThat(result.errors()).isEqualTo(errors);
    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(exitCode);
  }
}
