package dev.coremill.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.core.problem.ProblemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PipelineArgumentsTest {
  @Test
  void settingsReachTheAlgorithmThatKnowsThem() {
    Pipeline pipeline =
        read(
            List.of("prune", "palettize"),
            List.of("nbits=4", "target_sparsity=0.5", "weight_threshold=10"));

    assertThat(pipeline.model()).isEqualTo(Path.of("a.mlpackage").toAbsolutePath());
    assertThat(pipeline.deployment().minimumOs()).hasToString("[iOS18]");
    assertThat(pipeline.stages()).extracting(Stage::name).containsExactly("prune", "palettize");
    Treatment prune = onlyTreatment(pipeline, 0);
    Treatment palettize = onlyTreatment(pipeline, 1);
    assertThat(prune.configuration().toString()).contains("targetSparsity=Optional[0.5]");
    assertThat(palettize.configuration().toString()).contains("nbits=Optional[4]");
    assertThat(List.of(prune.weightThreshold(), palettize.weightThreshold()))
        .containsExactly(10L, 10L);
  }

  @Test
  void aSettingMayNameItsAlgorithmAndBeAList() {
    Pipeline pipeline =
        read(
            List.of("prune", "quantize"),
            List.of("prune.target_sparsity=0.5", "quantize.block_size=[1, 16]"));

    assertThat(onlyTreatment(pipeline, 1).configuration().toString()).contains("blockSize=[1, 16]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "palettize | nbits=five | --set nbits=five: nbits: expected one of 1, 2, 3, 4, 6, 8, found"
            + " \"five\"",
        "quantize | dtyp=int4 | --set dtyp=int4: unknown key 'dtyp'; did you mean 'dtype'? allowed:"
            + " mode, dtype, granularity, block_size, weight_threshold",
        "quantize | dtype | --set dtype: is no setting; write it as --set key=value",
        "quantize | block_size=[1 | --set block_size=[1: is no value; write it as in YAML: 4,"
            + " per_channel, [1, 32]",
        "quantize | prune.dim=0 | --set prune.dim=0: there is no --use prune; used are quantize",
        "quantise | dtype=int8 | --use quantise: there is no algorithm 'quantise'; did you mean"
            + " 'quantize'? known: palettize, prune, quantize",
        "palettize | ` ` | --use palettize: palettize: nbits goes with kmeans and uniform"
      })
  void aMistakeIsToldWithItsArgument(String use, String setting, String message) {
    List<String> settings = setting.isBlank() ? List.of() : List.of(setting);

    assertThatThrownBy(() -> read(List.of(use), settings))
        .isInstanceOf(ProblemException.class)
        .hasMessage(message);
  }

  @Test
  void aSettingThatSeveralAlgorithmsKnowMustSayWhich() {
    assertThatThrownBy(() ->
            read(List.of("prune", "quantize"), List.of("target_sparsity=0.5", "block_size=2")))
        .hasMessage(
            "--set block_size=2: 'block_size' is a parameter of prune and quantize; say which:"
                + " --set prune.block_size=2");
  }

  @Test
  void aSettingThatStandsTwiceIsRefused() {
    assertThatThrownBy(() -> read(List.of("palettize"), List.of("nbits=4", "nbits=6")))
        .hasMessage("--set nbits=6: 'nbits' is set a second time; keep one of them");
  }

  @Test
  void otherOptionsAreJudgedLikeTheFile() {
    PipelineArguments arguments =
        new PipelineArguments(
            "a.mlpackage",
            "b.mlpackage",
            List.of("quantize"),
            List.of(),
            List.of("iOS"),
            Optional.of("gpu"),
            List.of(),
            Optional.of("ignore"),
            Optional.empty());

    assertThatThrownBy(() -> PipelineReader.fromArguments(arguments, new SampleCatalog()))
        .hasMessageContaining("--minimum-os iOS: minimum_os[0]: 'iOS' is no system version")
        .hasMessageContaining("--compute-units gpu: compute_units: expected one of all, cpu_only")
        .hasMessageContaining("--on-indivisible ignore: on_indivisible: expected one of error");
  }

  private static Treatment onlyTreatment(Pipeline pipeline, int stage) {
    return pipeline.stages().get(stage).rules().getFirst().treatment().orElseThrow();
  }

  private static Pipeline read(List<String> uses, List<String> settings) {
    PipelineArguments arguments =
        new PipelineArguments(
            "a.mlpackage",
            "b.mlpackage",
            uses,
            settings,
            List.of("iOS18"),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty());
    return PipelineReader.fromArguments(arguments, new SampleCatalog());
  }
}
