package dev.coremill.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.WeightUse;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptimizationConfigReaderTest {
  @TempDir Path folder;

  @Test
  void aTypeOverridesTheGlobalConfigurationAndNullLeavesAlone() throws IOException {
    Stage stage = golden("over-lin-types");

    assertThat(stage.name()).isEqualTo("quantize");
    assertThat(stage.selection()).hasToString(Selection.ofEveryConstant().toString());
    assertThat(treatment(stage, "w", "conv", "any"))
        .contains(quantize("linear_symmetric", "int8", "per_channel", 32, 2048));
    assertThat(treatment(stage, "w", "linear", "any"))
        .contains(quantize("linear_symmetric", "int4", "per_block", 32, 2048));
    assertThat(treatment(stage, "w", "linear", "input_21_cast_fp16")).isEmpty();
    assertThat(stage.rules())
        .extracting(Rule::origin)
        .containsExactly(
            "op_name_configs[input_21_cast_fp16] (" + config() + ":16)",
            "op_name_configs[input_21_cast_fp16] (" + config() + ":16)",
            "op_type_configs[linear] (" + config() + ":8)",
            "global_config (" + config() + ":3)");
  }

  @Test
  void aNameOverridesATypeWithItsOwnThreshold() throws IOException {
    Stage stage = golden("over-pal-names");

    assertThat(treatment(stage, "w", "conv", "any")).contains(palettize(4, "kmeans", 5000));
    assertThat(treatment(stage, "w", "linear", "any")).isEmpty();
    assertThat(treatment(stage, "w", "linear", "op_98_cast_fp16"))
        .contains(palettize(8, "kmeans", 2048));
    assertThat(treatment(stage, "w", "conv", "input_63_cast_fp16"))
        .contains(palettize(6, "uniform", 100));
    assertThat(treatment(stage, "op_98_cast_fp16", "linear", "any"))
        .contains(palettize(8, "kmeans", 2048));
    assertThat(treatment(stage, "w", "linear", "xop_98_cast_fp16")).isEmpty();
  }

  @Test
  void aConfigurationMayBeOfAnotherClassThanTheWhole() throws IOException {
    Stage stage = golden("over-prune-mixed-16");

    assertThat(treatment(stage, "w", "linear", "any"))
        .contains(
            new Treatment(
                "prune",
                new SampleCatalog.Prune(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(0.01),
                    0.5,
                    Optional.empty(),
                    Optional.empty()),
                2048));
    assertThat(treatment(stage, "w", "conv", "any"))
        .contains(
            new Treatment(
                "prune",
                new SampleCatalog.Prune(
                    Optional.empty(),
                    Optional.of(List.of(3, 4)),
                    Optional.empty(),
                    0.5,
                    Optional.empty(),
                    Optional.empty()),
                2048));
  }

  @Test
  void withoutAGlobalConfigurationTheRestIsLeftAlone() throws IOException {
    Stage stage = golden("over-type-only-16");

    assertThat(treatment(stage, "w", "linear", "any")).contains(palettize(6, "kmeans", 0));
    assertThat(treatment(stage, "w", "conv", "any")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pal-unique | Palettize[nbits=Optional.empty, mode=unique, granularity=per_tensor,"
            + " groupSize=32, channelAxis=Optional.empty, clusterDim=1,"
            + " enablePerChannelScale=false], weightThreshold=2048",
        "pal-kmeans4-pgc16-pcs | Palettize[nbits=Optional[4], mode=kmeans,"
            + " granularity=per_grouped_channel, groupSize=16, channelAxis=Optional.empty,"
            + " clusterDim=1, enablePerChannelScale=true], weightThreshold=2048",
        "lin-int8-affine-pt-16-all | Quantize[mode=linear, dtype=int8, granularity=per_tensor,"
            + " blockSize=[32]], weightThreshold=0",
        "joint-nm24-int4-affine | Prune[targetSparsity=Optional.empty, nMRatio=Optional[[2, 4]],"
            + " threshold=Optional.empty, minimumSparsityPercentile=0.5, blockSize=Optional.empty,"
            + " dim=Optional.empty], weightThreshold=2048",
        "prune-thr-0.03-16 | Prune[targetSparsity=Optional.empty, nMRatio=Optional.empty,"
            + " threshold=Optional[0.03], minimumSparsityPercentile=0.3, blockSize=Optional.empty,"
            + " dim=Optional.empty], weightThreshold=2048",
        "prune-mag50-block2 | Prune[targetSparsity=Optional[0.5], nMRatio=Optional.empty,"
            + " threshold=Optional.empty, minimumSparsityPercentile=0.5, blockSize=Optional[2],"
            + " dim=Optional.empty], weightThreshold=2048"
      })
  void aGlobalConfigurationMeansWhatItMeansThere(String name, String meaning) throws IOException {
    Stage stage = golden(name);

    assertThat(stage.rules()).hasSize(1);
    assertThat(stage.rules().getFirst().treatment().orElseThrow().toString()).contains(meaning);
  }

  @Test
  void aConfigurationMayStandInThePipelineItself() throws IOException {
    Stage stage =
        read(
            "optimization_config: {config_type: OpPalettizerConfig,"
                + " global_config: {nbits: 4, mode: KMEANS, num_kmeans_workers: 8}}");

    assertThat(treatment(stage, "w", "conv", "any")).contains(palettize(4, "kmeans", 2048));
  }

  @Test
  void theThresholdPrunersOwnDefaultsHold() throws IOException {
    Stage stage =
        read("optimization_config: {config_type: OpThresholdPrunerConfig, global_config: {}}");

    assertThat(stage.rules().getFirst().treatment().orElseThrow().configuration().toString())
        .contains("threshold=Optional[1.0E-12], minimumSparsityPercentile=0.5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{config_type: OpPaletizerConfig} | 5:40: there is no config_type 'OpPaletizerConfig'; did"
            + " you mean 'OpPalettizerConfig'? known: OpLinearQuantizerConfig, OpPalettizerConfig,"
            + " OpThresholdPrunerConfig, OpMagnitudePrunerConfig",
        "{global_config: {}} | 5:26: optimization_config: 'config_type' is missing; give one of"
            + " OpLinearQuantizerConfig, OpPalettizerConfig, OpThresholdPrunerConfig,"
            + " OpMagnitudePrunerConfig",
        "{config_type: OpPalettizerConfig, op_name_config: {}} | 5:60: optimization_config: unknown"
            + " key 'op_name_config'; did you mean 'op_name_configs'? allowed: config_type,"
            + " global_config, op_type_configs, op_name_configs",
        "{config_type: OpPalettizerConfig, global_config: {nbits: 5}} | 5:83: nbits: expected one"
            + " of 1, 2, 3, 4, 6, 8, found 5",
        "{config_type: OpPalettizerConfig, global_config: {bits: 4}} | 5:76: OpPalettizerConfig:"
            + " unknown key 'bits'; did you mean 'nbits'? allowed: nbits, mode, granularity,"
            + " group_size, channel_axis, cluster_dim, enable_per_channel_scale,"
            + " num_kmeans_workers, weight_threshold",
        "{config_type: OpPalettizerConfig, global_config: {mode: custom}} | 5:76:"
            + " OpPalettizerConfig: a lookup table made by a Python function is not supported; use"
            + " mode kmeans, uniform or unique",
        "{config_type: OpLinearQuantizerConfig, op_type_configs: [conv]} | 5:82: op_type_configs:"
            + " expected names with a configuration each; or null",
        "{config_type: OpLinearQuantizerConfig, op_type_configs: {conv: 4}} | 5:89:"
            + " op_type_configs[conv]: expected the fields of OpLinearQuantizerConfig; or null",
        "[1] | 5:26: optimization_config: expected a configuration with the keys config_type,"
            + " global_config, op_type_configs, op_name_configs; give a file's path or the"
            + " configuration itself"
      })
  void aMistakeIsToldWithItsPlace(String config, String message) {
    assertThatThrownBy(() -> read("optimization_config: " + config))
        .isInstanceOf(ProblemException.class)
        .hasMessage(folder.resolve("pipeline.yaml") + ":" + message);
  }

  @Test
  void aMistakeInAFileIsToldWithItsPlaceThere() throws IOException {
    Files.writeString(
        config(), "config_type: OpMagnitudePrunerConfig\nglobal_config:\n  target_sparsity: 2\n");

    assertThatThrownBy(() -> read("optimization_config: config.json"))
        .hasMessage(config() + ":3:20: target_sparsity: expected a number from 0 to 1, found 2");
  }

  @Test
  void aFileThatIsMissingIsNamed() {
    assertThatThrownBy(() -> read("optimization_config: none.yaml"))
        .hasMessage(folder.resolve("none.yaml") + ": there is no such file; check the path");
  }

  private Path config() {
    return folder.resolve("config.json");
  }

  private Stage golden(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(name + ".json")) {
      assertThat(in).as(name).isNotNull();
      Files.copy(in, config());
    }
    return read("optimization_config: config.json");
  }

  private Stage read(String stage) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("pipeline.yaml"),
            "coremill: 1\nmodel: a.mlpackage\noutput: b.mlpackage\nstages:\n  - " + stage + "\n");
    return PipelineReader.read(file, new SampleCatalog()).stages().getFirst();
  }

  private static Optional<Treatment> treatment(
      Stage stage, String constName, String operationType, String operation) {
    WeightUse use =
        new WeightUse("main", operation, operationType, "weight", new ChannelAxes(0, 1, true));
    for (Rule rule : stage.rules()) {
      if (rule.matcher().matches(constName, List.of(use))) {
        return rule.treatment();
      }
    }
    return Optional.empty();
  }

  private static Treatment quantize(
      String mode, String dtype, String granularity, int blockSize, long threshold) {
    return new Treatment(
        "quantize",
        new SampleCatalog.Quantize(mode, dtype, granularity, List.of(blockSize)),
        threshold);
  }

  private static Treatment palettize(int nbits, String mode, long threshold) {
    return new Treatment(
        "palettize",
        new SampleCatalog.Palettize(
            Optional.of(nbits), mode, "per_tensor", 32, Optional.empty(), 1, false),
        threshold);
  }
}
