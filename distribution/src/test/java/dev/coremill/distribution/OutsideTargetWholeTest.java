package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets that somebody else described in a file, or wrote as a class against the api jar. */
class OutsideTargetWholeTest {
  private static final String MODEL = "examples/digits-cnn.mlpackage";
  private static final String BOARD =
      """
      coremill_target: 1
      id: org.example.board
      version: 1.0.0
      provider: Example Org
      requires: ">=0.1.0"
      description: Boards of Example
      vendor: Example
      chips:
        - id: npu-2
          name: NPU 2
          properties:
            - {name: memory_bandwidth_gbs, value: 60, evidence: published, source: data sheet 2}
      devices:
        - id: example-board
          name: Example Board
          chip: npu-2
          systems: [{oldest: iOS17, evidence: published, source: data sheet 2}]
      encodings:
        - when: {weight.encoding: affine}
          reason: the NPU has no integers
          evidence: published
          source: data sheet 3
      rules:
        - id: no-convolution
          excludes: neural_engine
          when: {operation: "conv"}
          reason: the NPU multiplies matrices only
          rewrite: write it as a matrix product
          confidence: high
          evidence: published
          source: data sheet 4
        - id: old-firmware
          warns: warning
          when: {release: "< 18", chip.memory_bandwidth_gbs: "< 100"}
          reason: firmware before 18 reads slowly
          confidence: medium
          evidence: measured
          source: our bench
      cost_constants:
        - {name: fixed_ms, value: 2, low: 1.5, high: 2.5, evidence: measured, source: our bench}
        - {name: dispatch_us, value: 5, low: 4, high: 6, evidence: measured, source: our bench}
        - {name: compute_tflops, value: 1, low: 0.5, high: 2, evidence: published, source: sheet 5}
        - {name: cached_weight_gbs, value: 9, low: 8, high: 10, evidence: measured, source: our bench}
        - {name: activation_gbs, value: 9, low: 8, high: 10, evidence: measured, source: our bench}
      """;

  @TempDir static Path folder;
  private static Launcher coremill;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
    Files.createDirectories(folder.resolve("described"));
    Files.writeString(folder.resolve("described/board.target.yaml"), BOARD);
    PluginWorkshop workshop = new PluginWorkshop(folder);
    String name = "org.example.npu.NpuCatalog";
    Path classes = workshop.compile(List.of(), Map.of(name, catalog()));
    PluginWorkshop.pack(
        folder.resolve("written/npu.jar"),
        PluginWorkshop.manifest("org.example.npu", "2.0.0", "0.*"),
        classes,
        "org/example/npu",
        Map.of(
            "META-INF/services/dev.coremill.api.target.HardwareCatalog",
            name + "\n",
            "targets/more.target.yaml",
            BOARD
                .replace("id: org.example.board\n", "")
                .replace("version: 1.0.0\n", "")
                .replace("example-board", "board-of-the-jar")));
  }

  private static String catalog() {
    return """
    package org.example.npu;
    import dev.coremill.api.target.*;
    import java.util.*;
    public final class NpuCatalog implements HardwareCatalog {
      private static final String SHEET = "the vendor's sheet";
      public String vendor() { return "Npu Inc"; }
      public List<Device> devices() {
        Chip chip = new Chip("np-1", "NP 1", Map.of());
        OsRange range = new OsRange(OsVersion.parse("visionOS2"), Optional.empty());
        return List.of(new Device("np-glasses", "NP Glasses", chip,
            List.of(new Sourced<>(range, Evidence.PUBLISHED, SHEET))));
      }
      public Verdict check(EncodingUse use, OsVersion system, ComputeUnits units) {
        return new Verdict(true, "everything loads", Optional.empty(), Evidence.PUBLISHED, SHEET);
      }
      public List<TargetRule> rules() {
        return List.of(new TargetRule("np-relu", new TargetRule.Effect.Excludes(
            ComputeUnit.NEURAL_ENGINE), Map.of("operation", "relu"), "relu is free on the GPU", Optional.empty(),
            Confidence.MEDIUM, Evidence.MEASURED, SHEET));
      }
      public Optional<CostModel> costModel() {
        return Optional.of((profile, setting, placements) -> {
          Figure one = Figure.exact(1, SHEET);
          double gpu = placements.stream().filter(each -> each.unit() == ComputeUnit.GPU).count();
          return new Estimate(List.of(), Figure.exact(40 + gpu, SHEET), one, one, one, one, one, one,
              List.of("flat, whatever it computes"));
        });
      }
    }
    """;
  }

  @Test
  void theyAreListedLikeThoseThatAreShipped() throws Exception {
    String list =
        coremill
            .run("targets", "--plugins", "described", "--plugins", "written")
            .succeeded()
            .output();
    String board =
        coremill.run("targets", "example-board", "--plugins", "described").succeeded().output();
    String plugins = coremill.run("plugins", "--plugins", "described").succeeded().output();

    assertThat(list)
        .containsPattern("example-board +Example Board +NPU 2 +iOS17 and newer")
        .containsPattern("np-glasses +NP Glasses +NP 1 +visionOS2 and newer")
        .contains("board-of-the-jar", "iphone-15-pro");
    assertThat(board).contains("memory_bandwidth_gbs: 60  [published: data sheet 2]");
    assertThat(plugins).containsPattern("org\\.example\\.board +1\\.0\\.0 +Example Org");
  }

  @Test
  void aPackageIsCheckedByWhatTheFileSays() throws Exception {
    String text =
        coremill
            .run(
                "check",
                MODEL,
                "--target",
                "example-board",
                "--minimum-os",
                "iOS17",
                "--plugins",
                "described")
            .succeeded()
            .output();

    assertThat(text)
        .contains("Example Board (example-board), all", "loads    iOS17")
        .contains("the NPU multiplies matrices only")
        .contains("[high confidence, published: data sheet 4]")
        .contains("mend: write it as a matrix product")
        .contains(
            "warning: firmware before 18 reads slowly [medium confidence, measured: our bench]");
  }

  @Test
  void whatTheFileSaysOfEncodingsHoldsForItsDevicesAlone() throws Exception {
    coremill
        .run("compress", MODEL, "int8.mlpackage", "--use", "quantize", "--set", "dtype=int8")
        .succeeded();
    Launcher.Result board =
        coremill.run(
            "check", "int8.mlpackage", "--target", "example-board", "--plugins", "described");
    Launcher.Result phone =
        coremill.run(
            "check",
            "int8.mlpackage",
            "--target",
            "iphone-15-pro",
            "--minimum-os",
            "iOS17",
            "--plugins",
            "described");

    assertThat(board.exitCode()).isEqualTo(3);
    assertThat(board.output()).contains("the NPU has no integers", "source: data sheet 3");
    assertThat(phone.succeeded().output()).contains("loads    iOS17");
  }

  @Test
  void aCatalogThatIsAClassJudgesItsOwnDevices() throws Exception {
    String text =
        coremill
            .run("check", MODEL, "--target", "np-glasses", "--plugins", "written", "--all")
            .succeeded()
            .output();

    assertThat(text)
        .contains("loads    visionOS26")
        .containsPattern("relu +GPU +medium +np-relu +relu is free on the GPU");
  }

  @Test
  void aReportTellsOfThemToo() throws Exception {
    String json =
        coremill
            .run(
                "compress",
                MODEL,
                "four.mlpackage",
                "--use",
                "palettize",
                "--set",
                "nbits=4",
                "--target",
                "example-board",
                "--target",
                "np-glasses",
                "--json",
                "--plugins",
                "described",
                "--plugins",
                "written")
            .succeeded()
            .output();

    assertThat(json).contains("\"rule\" : \"no-convolution\"", "\"rule\" : \"np-relu\"");
  }

  @Test
  void aVendorsOwnCostModelEstimatesItsDevices() throws Exception {
    String text =
        coremill
            .run("estimate", MODEL, "--target", "np-glasses", "--plugins", "written")
            .succeeded()
            .output();

    // The rule puts all 15 relu of the model on the GPU, and the cost model adds a millisecond
    // each.
    assertThat(text)
        .containsPattern("Latency +55\\.0 ms")
        .contains("flat, whatever it computes")
        .doesNotContain("fixed time");
  }

  @Test
  void aDescribedTargetIsEstimatedByTheConstantsOfTheFile() throws Exception {
    String text =
        coremill
            .run(
                "estimate",
                MODEL,
                "--target",
                "example-board",
                "--explain",
                "--plugins",
                "described")
            .succeeded()
            .output();

    assertThat(text)
        .contains("2.000 ms of the latency are the fixed time")
        .contains("no-convolution: ", "the NPU multiplies matrices only")
        .contains("at 1.00 TFLOP/s");
  }

  @Test
  void aPlanEstimatesForThemToo() throws Exception {
    coremill.file(
        "outside.yaml",
        """
        coremill: 1
        model: examples/digits-cnn.mlpackage
        output: never.mlpackage
        targets: [np-glasses, example-board]
        stages: [{use: palettize, config: {nbits: 4}}]
        """);

    String json =
        coremill
            .run("plan", "outside.yaml", "--json", "--plugins", "described", "--plugins", "written")
            .succeeded()
            .output();

    String estimates = json.substring(json.indexOf("\"estimates\""));
    assertThat(estimates)
        .contains("\"target\" : \"np-glasses\"", "\"target\" : \"example-board\"")
        .contains("flat, whatever it computes");
  }

  @Test
  void aMistakeInAFileIsToldWithItsPlace() throws Exception {
    Files.createDirectories(folder.resolve("broken"));
    Files.writeString(
        folder.resolve("broken/board.target.yaml"), BOARD.replace("operation:", "operator:"));
    Files.createDirectories(folder.resolve("future"));
    Files.writeString(
        folder.resolve("future/board.target.yaml"), BOARD.replace(">=0.1.0", ">=9.0.0"));

    assertThat(coremill.run("targets", "--plugins", "broken").errors())
        .hasLineCount(1)
        .startsWith(
            "error: broken/board.target.yaml:26:22: there is no fact 'operator'; did you mean");
    assertThat(coremill.run("targets", "--plugins", "future").errors())
        .hasLineCount(1)
        .contains("the plugin org.example.board needs Coremill >=9.0.0");
    assertThat(coremill.run("targets", "--plugins", "described", "--plugins", "future").exitCode())
        .isEqualTo(2);
  }
}
