package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verdicts on packages and pipelines, with the devices that are shipped. */
class CheckWholeTest {
  private static final String MODEL = "examples/digits-cnn.mlpackage";

  @TempDir static Path folder;
  private static Launcher coremill;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
    coremill
        .run(
            "compress",
            MODEL,
            "blocks.mlpackage",
            "--use",
            "quantize",
            "--set",
            "dtype=int4",
            "--set",
            "granularity=per_block",
            "--set",
            "block_size=16",
            "--minimum-os",
            "iOS18",
            "--on-indivisible",
            "skip")
        .succeeded();
  }

  @Test
  void eachOperationIsPlacedWithReasonConfidenceAndSource() throws Exception {
    String text =
        coremill.run("check", MODEL, "--target", "iphone-15-pro", "--all").succeeded().output();

    assertThat(text)
        .contains("iPhone 15 Pro (iphone-15-pro), all", "loads    iOS26")
        .containsPattern(
            "operations on the Neural Engine, \\d+ operations? on the CPU; \\d+ segment")
        .contains("float32", "mend: ", "high confidence, published: https://")
        .containsPattern("conv +Neural Engine +medium +prefer-neural-engine");
  }

  @Test
  void mixedSystemsAreJudgedEachByItsOwnNumbers() throws Exception {
    Launcher.Result result =
        coremill.run(
            "check",
            "blocks.mlpackage",
            "--minimum-os",
            "iOS17,macOS15",
            "--minimum-os",
            "watchOS 11",
            "--minimum-os",
            "visionOS1");

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.errors()).isEmpty();
    assertThat(result.output())
        .contains("ILLEGAL  iOS17; the first that loads it is iOS18")
        .contains("loads    macOS15", "loads    watchOS11")
        .contains("ILLEGAL  visionOS1; the first that loads it is visionOS2")
        .contains("mend: raise the minimum to iOS18, or store it as 4-bit palette, 1 table");
  }

  @Test
  void advisoriesFailABuildThatAsksForIt() throws Exception {
    String[] command = {
      "check",
      "blocks.mlpackage",
      "--target",
      "iphone-15-pro",
      "--compute-units",
      "cpu_and_neural_engine",
      "--fail-on",
      "error"
    };
    Launcher.Result failed = coremill.run(command);
    command[5] = "cpu_and_gpu";
    Launcher.Result passed = coremill.run(command);

    assertThat(failed.exitCode()).isEqualTo(3);
    assertThat(failed.output()).contains("error: integers with scales per block", "issues/279");
    assertThat(passed.exitCode()).isZero();
  }

  @Test
  void theJsonHasEveryOperation() throws Exception {
    String json =
        coremill.run("check", MODEL, "--target", "macbook-pro-m4", "--json").succeeded().output();

    assertThat(json)
        .contains("\"format\" : \"coremill-check\"", "\"operations_on\"", "\"segments\"")
        .contains("\"rule\" : \"prefer-neural-engine\"", "\"transfers\"", "\"advisories\"");
  }

  @Test
  void aPipelineIsJudgedBeforeItsWorkAndCanFailThen() throws Exception {
    coremill.file(
        "blocks.yaml",
        """
        coremill: 1
        model: examples/digits-cnn.mlpackage
        output: never.mlpackage
        deployment: {minimum_os: iOS18, compute_units: cpu_and_neural_engine}
        targets: [iphone-15-pro]
        stages:
          - use: quantize
            config: {dtype: int4, granularity: per_block, block_size: 16}
        on_indivisible: skip
        """);

    String plan = coremill.run("plan", "blocks.yaml").succeeded().output();
    Launcher.Result stopped = coremill.run("run", "blocks.yaml", "--fail-on", "advisory");

    assertThat(plan)
        .contains("error: integers with scales per block")
        .contains("integers with scales per block are no format of the Neural Engine");
    assertThat(stopped.exitCode()).isEqualTo(3);
    assertThat(stopped.errors()).contains("iPhone 15 Pro: integers with scales per block");
    assertThat(folder.resolve("never.mlpackage")).doesNotExist();
  }

  @Test
  void badOptionsAreToldWithWhatIsExpected() throws Exception {
    assertThat(coremill.run("check", MODEL, "--minimum-os", "18").errors())
        .startsWith("error: --minimum-os 18: '18' is no system version");
    assertThat(coremill.run("check", MODEL, "--compute-units", "npu").errors())
        .startsWith("error: --compute-units npu: expected all, cpu_only");
    assertThat(coremill.run("check", MODEL, "--fail-on", "all").errors())
        .startsWith("error: --fail-on all: expected error, warning");
    assertThat(coremill.run("check", MODEL, "--target", "iphone-15-por").errors())
        .startsWith("error: targets: there is no target 'iphone-15-por'; did you mean");
  }
}
