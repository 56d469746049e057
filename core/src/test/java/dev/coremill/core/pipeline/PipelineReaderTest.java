package dev.coremill.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineReaderTest {
  private static final String HEAD = "coremill: 1\nmodel: a.mlpackage\noutput: b.mlpackage\n";

  @TempDir Path folder;

  @Test
  void everythingThatAFileMaySayIsRead() throws IOException {
    Pipeline pipeline =
        read(
            """
            coremill: 1
            model: models/digits-cnn.mlpackage
            output: build/digits-cnn-4bit.mlpackage
            deployment: {minimum_os: [iOS18, macOS15], compute_units: cpu_and_neural_engine}
            targets: [iphone-15-pro, macbook-pro-m4]
            stages:
              - use: prune
                config: {target_sparsity: 0.5}
              - use: palettize
                name: small
                config: {nbits: 4, granularity: per_grouped_channel, group_size: 16}
                select: {op_types: [conv, linear], exclude: ["head/.*"], weight_threshold: 100}
                overrides:
                  - {op_names: ["stem.*"], config: {nbits: 8, weight_threshold: 7}}
                  - {op_names: ["classifier"], skip: true}
            on_indivisible: nearest
            report: build/report.html
            """);

    assertThat(pipeline.model()).isEqualTo(folder.resolve("models/digits-cnn.mlpackage"));
    assertThat(pipeline.output()).isEqualTo(folder.resolve("build/digits-cnn-4bit.mlpackage"));
    assertThat(pipeline.report()).contains(folder.resolve("build/report.html"));
    assertThat(pipeline.deployment().minimumOs()).hasToString("[iOS18, macOS15]");
    assertThat(pipeline.deployment().computeUnits()).isEqualTo(ComputeUnits.CPU_AND_NEURAL_ENGINE);
    assertThat(pipeline.targets()).containsExactly("iphone-15-pro", "macbook-pro-m4");
    assertThat(pipeline.onIndivisible()).isEqualTo(IndivisiblePolicy.NEAREST);
    assertThat(pipeline.stages()).extracting(Stage::name).containsExactly("prune", "small");
    Stage small = pipeline.stages().get(1);
    assertThat(small.selection().opTypes()).containsExactly("conv", "linear");
    assertThat(small.selection().everyConstant()).isFalse();
    assertThat(small.rules())
        .extracting(Rule::origin)
        .containsExactly(
            "overrides[0] (" + file() + ":14)",
            "overrides[1] (" + file() + ":15)",
            "stages[1] (" + file() + ":9)");
    assertThat(small.rules().get(0).treatment())
        .contains(new Treatment("palettize", grouped(8), 7));
    assertThat(small.rules().get(1).treatment()).isEmpty();
    assertThat(small.rules().get(2).treatment())
        .contains(new Treatment("palettize", grouped(4), 100));
  }

  @Test
  void whatIsNotSaidHasADefault() throws IOException {
    Pipeline pipeline = read(HEAD + "stages: []\n");

    assertThat(pipeline.deployment().minimumOs()).isEmpty();
    assertThat(pipeline.deployment().computeUnits()).isEqualTo(ComputeUnits.ALL);
    assertThat(pipeline.onIndivisible()).isEqualTo(IndivisiblePolicy.ERROR);
    assertThat(pipeline.stages()).isEmpty();
    assertThat(pipeline.report()).isEmpty();
  }

  @Test
  void jsonIsAPipelineToo() throws IOException {
    Pipeline pipeline =
        read(
            "{\"coremill\": 1, \"model\": \"/m/a.mlpackage\", \"output\": \"/o/b.mlpackage\","
                + " \"stages\": [{\"use\": \"quantize\", \"config\": {\"dtype\": \"int4\"}}],"
                + " \"deployment\": {\"minimum_os\": \"iOS18\"}}");

    assertThat(pipeline.model()).isEqualTo(Path.of("/m/a.mlpackage"));
    assertThat(pipeline.stages().getFirst().rules().getFirst().treatment())
        .contains(
            new Treatment(
                "quantize",
                new SampleCatalog.Quantize("linear_symmetric", "int4", "per_channel", List.of(32)),
                2048));
  }

  @Test
  void stagesOfOneAlgorithmGetDistinctNames() throws IOException {
    Pipeline pipeline = read(HEAD + "stages: [{use: quantize}, {use: quantize}]\n");

    assertThat(pipeline.stages()).extracting(Stage::name).containsExactly("quantize", "quantize-2");
  }

  @Test
  void aModelThatIsOnlyInTheCurrentDirectoryIsTakenFromThere() throws IOException {
    Path model = Files.createTempFile(Path.of("target").toAbsolutePath(), "model", ".mlpackage");
    try {
      Path relative = Path.of("").toAbsolutePath().relativize(model);
      Pipeline pipeline =
          read("coremill: 1\nmodel: " + relative + "\noutput: out.mlpackage\nstages: []\n");

      assertThat(pipeline.model()).isEqualTo(model);
      assertThat(pipeline.output()).isEqualTo(Path.of("out.mlpackage").toAbsolutePath());
    } finally {
      Files.delete(model);
    }
  }

  @Test
  void nullInAnOverrideTakesAParameterBackToItsDefault() throws IOException {
    Pipeline pipeline =
        read(
            HEAD
                + "stages:\n"
                + "  - use: prune\n"
                + "    config: {target_sparsity: 0.5}\n"
                + "    overrides:\n"
                + "      - {op_types: conv, config: {target_sparsity: null, n_m_ratio: [2, 4]}}\n");

    Treatment override = pipeline.stages().getFirst().rules().getFirst().treatment().orElseThrow();
    assertThat(override.configuration())
        .isEqualTo(
            new SampleCatalog.Prune(
                Optional.empty(),
                Optional.of(List.of(2, 4)),
                Optional.empty(),
                0.5,
                Optional.empty(),
                Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "stages: [{use: palletize}] | 4:16: there is no algorithm 'palletize'; did you mean"
            + " 'palettize'? known: palettize, prune, quantize",
        "stages: [{use: x y z}] | 4:16: there is no algorithm 'x y z'; known: palettize, prune,"
            + " quantize",
        "stages: [{use: palettize, config: {nbits: five}}] | 4:43: nbits: expected one of 1, 2, 3,"
            + " 4, 6, 8, found \"five\"",
        "stages: [{use: palettize}] | 4:10: palettize: nbits goes with kmeans and uniform",
        "stages: [{use: quantize, config: {weight_treshold: 5}}] | 4:35: quantize: unknown key"
            + " 'weight_treshold'; did you mean 'weight_threshold'? allowed: mode, dtype,"
            + " granularity, block_size, weight_threshold",
        "stages: [{use: quantize, config: {weight_threshold: -1}}] | 4:53: weight_threshold:"
            + " expected a whole number of at least 0, found -1",
        "stages: [{use: quantize, config: [a]}] | 4:34: quantize: expected keys with values, found"
            + " a list; write 'key: value'",
        "stages: [{use: quantize, select: {op_names: ['a(']}}] | 4:46: op_names[0]: \"a(\" is no"
            + " regular expression: Unclosed group at character 3; put a backslash before a"
            + " character that is meant literally",
        "stages: [{use: quantize, selct: {}}] | 4:26: stages[0]: unknown key 'selct'; did you mean"
            + " 'select'? allowed: use, name, config, select, overrides, bits_per_weight,"
            + " max_bytes, candidates, optimization_config",
        "stages: [{config: {}}] | 4:10: stages[0]: 'use' is missing; give it: The algorithm",
        "stages: [quantize] | 4:10: stages[0]: expected keys with values, found \"quantize\"; write"
            + " 'key: value'",
        "stages: [{use: quantize, overrides: [{skip: true}]}] | 4:38: overrides[0]: does not say"
            + " which weights it is for; give op_names, op_types or const_names",
        "stages: [{use: quantize, overrides: [{op_types: conv}]}] | 4:38: overrides[0]: says"
            + " nothing to do; give config, or skip: true",
        "stages: [{use: quantize, overrides: [{op_types: conv, config: {dtype: int2}}]}] | 4:71:"
            + " dtype: expected one of int8, uint8, int4, uint4, found \"int2\"; did you mean"
            + " 'int8'?",
        "stages: [{use: quantize, name: a}, {use: prune, name: a}] | 4:55: another stage is named"
            + " 'a' too; give each stage a name of its own",
        "stages: [{use: quantize, optimization_config: a.yaml}] | 4:11: stages[0]: 'use' and"
            + " 'optimization_config' exclude each other; keep one of them",
        "deployment: {minimum_os: iOs} | 4:26: minimum_os: 'iOs' is no system version; expected a"
            + " name and a number, such as iOS18, macOS15 or watchOS11",
        "deployment: {compute_units: gpu} | 4:29: compute_units: expected one of all, cpu_only,"
            + " cpu_and_gpu, cpu_and_neural_engine, found \"gpu\"",
        "on_indivisible: ignore | 4:17: on_indivisible: expected one of error, skip, nearest, found"
            + " \"ignore\"",
        "raport: a.html | 4:1: pipeline: unknown key 'raport'; did you mean 'report'? allowed:"
            + " coremill, model, output, deployment, targets, stages, on_indivisible, report",
        "report: '' | 4:9: report: expected a path, found nothing"
      })
  void aMistakeIsToldWithItsPlace(String line, String message) {
    String rest = line.startsWith("stages") ? "" : "\nstages: []";

    assertProblems(HEAD + line + rest + "\n", file() + ":" + message);
  }

  @Test
  void allMistakesOfAFileAreToldTogether() {
    assertProblems(
        """
        coremill: 1
        modle: a.mlpackage
        output: b.mlpackage
        stages:
          - use: quantise
          - use: quantize
            config: {dtype: int3, block_size: -4}
        """,
        file()
            + ":2:1: pipeline: unknown key 'modle'; did you mean 'model'? allowed: coremill, model,"
            + " output, deployment, targets, stages, on_indivisible, report",
        file()
            + ":1:1: pipeline: 'model' is missing; give it: The .mlpackage to compress, relative to"
            + " this file's folder or, if it is not there, to the current directory",
        file()
            + ":5:10: there is no algorithm 'quantise'; did you mean 'quantize'? known: palettize,"
            + " prune, quantize",
        file()
            + ":7:21: dtype: expected one of int8, uint8, int4, uint4, found \"int3\"; did you mean"
            + " 'int8'?",
        file() + ":7:39: block_size: expected a whole number of at least 0, found -4");
  }

  @Test
  void aFileOfALaterVersionIsNotJudged() {
    assertProblems(
        "coremill: 2\nwhatever: [1]\n",
        file()
            + ":1:11: coremill: 2 is a version of the pipeline file that is not known; this"
            + " Coremill reads version 1");
  }

  @Test
  void aMistakeOfTheStageIsNotToldAgainForItsOverrides() {
    assertProblems(
        HEAD
            + "stages:\n"
            + "  - use: quantize\n"
            + "    config: {dtype: int3}\n"
            + "    overrides: [{op_types: conv, config: {mode: linear}}]\n",
        file()
            + ":6:21: dtype: expected one of int8, uint8, int4, uint4, found \"int3\"; did you mean"
            + " 'int8'?");
  }

  private static SampleCatalog.Palettize grouped(int nbits) {
    return new SampleCatalog.Palettize(
        Optional.of(nbits), "kmeans", "per_grouped_channel", 16, Optional.empty(), 1, false);
  }

  private Path file() {
    return folder.resolve("pipeline.yaml");
  }

  private Pipeline read(String text) throws IOException {
    return PipelineReader.read(Files.writeString(file(), text), new SampleCatalog());
  }

  private void assertProblems(String text, String... messages) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ProblemException.class)
        .hasMessage(String.join("\n", messages));
  }
}
