package dev.coremill.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.mlpackage.ModelPackage;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.StageOutcome.Status;
import dev.coremill.core.report.WeightReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs over real packages. */
class EngineRunTest {
  private static final String TEST = "stages: [{use: test}]";

  @TempDir Path folder;

  @Test
  void equalRunsGiveEqualPackagesOnAnyNumberOfThreadsInAnyFolderAndMemory() throws IOException {
    // Nothing fits into a budget of one MiB for a thousand threads, so every result spills.
    List<RunOptions> options =
        List.of(
            new RunOptions(1, 1 << 24),
            new RunOptions(2, 1 << 24),
            new RunOptions(2, 1 << 24),
            new RunOptions(1000, 1 << 20));
    Map<String, byte[]> expected = null;
    for (RunOptions each : options) {
      Path elsewhere = Files.createTempDirectory(folder, "run");
      Bench bench = Bench.with(elsewhere, TestAlgorithm.scaling());

      bench.run(Bench.CNN, TEST, each);

      Map<String, byte[]> files = Bench.files(bench.output());
      assertThat(Bench.files(elsewhere)).as("nothing is left behind").hasSize(files.size() + 1);
      expected = expected == null ? files : expected;
      assertThat(files).containsOnlyKeys(expected.keySet());
      for (Map.Entry<String, byte[]> file : expected.entrySet()) {
        assertThat(files.get(file.getKey())).as(file.getKey()).isEqualTo(file.getValue());
      }
    }
  }

  @Test
  void aWeightThatFunctionsShareIsCompressedOnceAndWrittenOnce() throws IOException {
    AtomicInteger count = new AtomicInteger();
    Bench bench = Bench.with(folder, TestAlgorithm.counting(count));

    PipelineReport report = bench.run(Bench.MULTIFUNCTION, TEST);

    List<WeightReport> changed = report.weights().stream().filter(WeightReport::changed).toList();
    assertThat(count).hasValue(changed.size());
    assertThat(changed)
        .filteredOn(
            weight -> weight.uses().stream().map(use -> use.function()).distinct().count() == 2)
        .hasSizeGreaterThan(5);
    long weights = report.weights().stream().mapToLong(each -> each.after().storedBytes()).sum();
    Path blobs = bench.output().resolve("Data/com.apple.CoreML/weights/weight.bin");
    // Each blob has a header of 64 bytes and up to 63 bytes of padding.
    assertThat(Files.size(blobs)).isBetween(weights, weights + 64 + 192L * report.weights().size());
    try (ModelPackage written = ModelPackage.open(bench.output())) {
      assertThat(written.programs().getFirst().program().functions())
          .containsOnlyKeys("classify", "parity");
    }
  }

  @Test
  void everyModelOfAPipelineIsCompressed() {
    Bench bench = Bench.with(folder, TestAlgorithm.scaling());

    PipelineReport report = bench.run(Bench.PARTS, TEST);

    assertThat(report.weights().stream().filter(WeightReport::changed))
        .extracting(weight -> weight.uses().getFirst().function())
        .contains("0/main", "1/main");
    PipelineReport again = bench.plan(bench.output(), "stages: []");
    for (WeightReport weight : report.weights()) {
      assertThat(Bench.weight(again, weight.name()).before().isDense())
          .as(weight.name())
          .isNotEqualTo(weight.changed());
    }
  }

  @Test
  void theReportSaysWhatBecameOfEachWeight() {
    Bench bench = Bench.with(folder, TestAlgorithm.scaling());

    PipelineReport report =
        bench.run(
            Bench.CNN,
            """
            stages:
              - use: test
                select: {op_types: [conv, linear], exclude: [const_6_to_fp16]}
                overrides:
                  - {op_names: [input_39_cast_fp16], skip: true}
                  - {const_names: [const_14_to_fp16], config: {weight_threshold: 10000}}
                  - {const_names: [const_0_to_fp16], config: {weight_threshold: 0}}
            """);

    assertThat(Bench.outcome(report, "const_0_to_fp16").status()).isEqualTo(Status.COMPRESSED);
    assertThat(Bench.outcome(report, "const_8_to_fp16").status()).isEqualTo(Status.COMPRESSED);
    assertThat(Bench.outcome(report, "const_6_to_fp16").status()).isEqualTo(Status.NOT_SELECTED);
    assertThat(Bench.outcome(report, "const_12_to_fp16").status()).isEqualTo(Status.SKIPPED);
    assertThat(Bench.outcome(report, "const_12_to_fp16").reason())
        .startsWith("left alone by overrides[0] (")
        .endsWith("pipeline.yaml:8)");
    assertThat(Bench.outcome(report, "const_14_to_fp16").reason())
        .isEqualTo("its 8192 elements are not over weight_threshold 10000");
    assertThat(Bench.outcome(report, "head_weight_to_fp16").reason())
        .isEqualTo("its 1280 elements are not over weight_threshold 2048");
    assertThat(Bench.outcome(report, "const_1_to_fp16").status()).isEqualTo(Status.NOT_SELECTED);
    for (WeightReport weight : report.weights()) {
      assertThat(weight.error().isPresent()).as(weight.name()).isEqualTo(weight.changed());
      assertThat(weight.after().isDense()).as(weight.name()).isNotEqualTo(weight.changed());
    }
  }

  @Test
  void aModelIsRaisedToTheOpsetThatItsEncodingNeeds() {
    Bench bench = Bench.with(folder, TestAlgorithm.scaling());
    String int4 = "stages: [{use: test, config: {dtype: int4}}]";

    assertThat(bench.problem(Bench.CNN, int4)).contains("const_", "iOS18", "minimum_os");
    PipelineReport report = bench.run(Bench.CNN, "deployment: {minimum_os: iOS18}\n" + int4);

    assertThat(report.opsetBefore()).isEqualTo("CoreML6");
    assertThat(report.opsetAfter()).isEqualTo("CoreML8");
    assertThat(Bench.weight(bench.plan(bench.output(), "stages: []"), "const_6_to_fp16").before())
        .isInstanceOfSatisfying(
            Encoding.Affine.class,
            affine -> assertThat(((Encoding.Dense) affine.data()).type()).isEqualTo(DataType.INT4));
  }

  @Test
  void aCompressedModelIsRaisedWithItsWeights() {
    Bench bench = Bench.with(folder, TestAlgorithm.scaling());

    PipelineReport report =
        bench.run(Bench.CNN_4_BIT, "deployment: {minimum_os: iOS18}\nstages: []");

    assertThat(report.opsetBefore()).isEqualTo("CoreML6");
    assertThat(report.opsetAfter()).isEqualTo("CoreML8");
    PipelineReport written = bench.plan(bench.output(), "stages: []");
    assertThat(written.opsetBefore()).isEqualTo("CoreML8");
    assertThat(written.weights())
        .extracting(WeightReport::shape)
        .isEqualTo(report.weights().stream().map(WeightReport::shape).toList());
    assertThat(Bench.weight(written, "const_6_to_fp16_palettized").before())
        .isInstanceOf(Encoding.Lookup.class);
  }

  @Test
  void aRaisedModelHoldsTheSameValues() {
    Bench raised = Bench.with(folder, TestAlgorithm.scaling());
    raised.run(Bench.CNN_4_BIT, "deployment: {minimum_os: iOS18}\nstages: []");
    Path first = folder.resolve("first.mlpackage");
    Path second = folder.resolve("second.mlpackage");
    Engine engine = new Engine(Plugins.of(List.of(), List.of(), List.of(), List.of()));

    engine.decompress(Bench.CNN_4_BIT, first, new RunOptions(1, 1 << 24), Progress.SILENT);
    engine.decompress(raised.output(), second, new RunOptions(1, 1 << 24), Progress.SILENT);

    String blobs = "Data/com.apple.CoreML/weights/weight.bin";
    assertThat(first.resolve(blobs)).hasSameBinaryContentAs(second.resolve(blobs));
  }

  @Test
  void aPlanNeedsNoOutputAndAgreesWithTheRun() {
    Bench bench = Bench.with(folder, TestAlgorithm.scaling());

    PipelineReport plan = bench.plan(Bench.CNN, TEST);
    assertThat(bench.output()).doesNotExist();
    PipelineReport run = bench.run(Bench.CNN, TEST);

    assertThat(run.weights())
        .extracting(WeightReport::after)
        .isEqualTo(plan.weights().stream().map(WeightReport::after).toList());
    assertThat(run.weights())
        .extracting(WeightReport::stages)
        .isEqualTo(plan.weights().stream().map(WeightReport::stages).toList());
  }

  @Test
  void anOlderSystemThanTheModelNeedsIsRefused() {
    Bench bench = Bench.with(folder, TestAlgorithm.scaling());

    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class,
            () -> bench.plan(Bench.MULTIFUNCTION, "deployment: {minimum_os: iOS16}\nstages: []"));

    assertThat(problem.exitCode()).isEqualTo(3);
    assertThat(problem).hasMessageContaining("iOS18").hasMessageContaining("iOS16");
  }
}
