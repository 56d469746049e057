package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that somebody else wrote: used like those that are shipped, and told when it is bad. */
class OutsidePluginWholeTest {
  private static final String STEP = "org.example.step.StepAlgorithm";
  private static final String PEEK = "org.example.peek.PeekAlgorithm";
  private static final String MODEL = "examples/digits-cnn.mlpackage";

  @TempDir static Path folder;
  private static Launcher coremill;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
    PluginJar.of(STEP, "org.example.step").build(folder.resolve("plugins"));
  }

  private static void pipeline(String name, String stages) throws IOException {
    coremill.file(
        name,
        "coremill: 1\nmodel: " + MODEL + "\noutput: " + name + ".mlpackage\n" + stages + "\n");
  }

  @Test
  void itIsListedWithTheBuiltInOnes() throws Exception {
    String list = coremill.run("plugins", "--plugins", "plugins").succeeded().output();

    assertThat(list)
        .containsPattern("org\\.example\\.step +3\\.1\\.0 +Example Org +plugins/org")
        .containsPattern("step +Stores weights as multiples of a step\\.")
        .contains("quantize");
  }

  @Test
  void itsConfigurationIsDescribed() throws Exception {
    String shown = coremill.run("plugins", "step", "--plugins", "plugins").succeeded().output();

    assertThat(shown)
        .contains("step: Stores weights as multiples of a step.")
        .contains("step_size", "The step between two values.", "must be given")
        .contains("rounding", "default nearest");
  }

  @Test
  void theSchemaKnowsItsConfiguration() throws Exception {
    String schema = coremill.run("schema", "--plugins", "plugins").succeeded().output();

    assertThat(schema)
        .contains("\"step\":{\"description\":\"Stores weights as multiples of a step.\"")
        .contains("\"step_size\"", "\"nearest\"");
    assertThat(coremill.run("schema").succeeded().output()).doesNotContain("step_size");
  }

  @Test
  void aPipelineUsesItAndTheReportTellsOfIt() throws Exception {
    pipeline(
        "used.yaml",
        """
        stages:
          - use: step
            config: {step_size: 0.01}
            overrides:
              - {op_types: [linear], config: {rounding: down}}
              - {const_names: [const_6_to_fp16], skip: true}
        """);

    String report =
        coremill.run("run", "used.yaml", "--plugins", "plugins", "--json").succeeded().output();
    String text = coremill.run("run", "used.yaml", "--plugins", "plugins").succeeded().output();
    String inspected = coremill.run("inspect", "used.yaml.mlpackage").succeeded().output();

    assertThat(report)
        .contains("\"stages\" : [ \"step\" ]")
        .contains("values were out of range", "left alone by overrides[1] (used.yaml:9)");
    assertThat(text).contains("Remarks", "values were out of range", "Left as they are");
    assertThat(inspected).containsPattern("const_8_to_fp16 .*int8");
  }

  @Test
  void itsBadConfigurationIsToldWithItsPlace() throws Exception {
    pipeline("range.yaml", "stages: [{use: step, config: {step_size: 2}}]");
    pipeline("key.yaml", "stages: [{use: step, config: {step_size: 0.1, roundin: down}}]");
    pipeline("missing.yaml", "stages: [{use: step}]");

    fails("error: range.yaml:4:42: step_size: ", "run", "range.yaml", "--plugins", "plugins");
    fails(
        "error: key.yaml:4:47: step: unknown key 'roundin'; did you mean 'rounding'?",
        "run",
        "key.yaml",
        "--plugins",
        "plugins");
    fails(
        "error: missing.yaml:4:10: step: 'step_size' is missing; give it",
        "run",
        "missing.yaml",
        "--plugins",
        "plugins");
    fails("error: range.yaml:4:16: there is no algorithm 'step'", "run", "range.yaml");
  }

  @Test
  void itSeesTheApiAndNothingOfTheEngine() throws Exception {
    PluginJar.of(PEEK, "org.example.peek").build(folder.resolve("peeking"));

    assertThat(coremill.run("plugins", "--plugins", "peeking").succeeded().output())
        .contains("It sees [Tensor].");
  }

  @Test
  void aVersionRangeThatDoesNotFit() throws Exception {
    PluginJar.of(STEP, "org.example.future").requiring(">=9.0.0").build(folder.resolve("future"));

    fails(
        "error: future/org.example.future.jar: the plugin org.example.future needs Coremill"
            + " >=9.0.0, and this is 0.1.0; install a version",
        "plugins",
        "--plugins",
        "future");
  }

  @Test
  void twoPluginsWithOneNameForAnAlgorithm() throws Exception {
    PluginJar.of(STEP, "org.example.one").build(folder.resolve("twice"));
    PluginJar.of(STEP, "org.example.two").build(folder.resolve("twice"));

    fails(
        "error: plugins: two plugins provide 'step': " + STEP + " and " + STEP,
        "plugins",
        "--plugins",
        "twice");
  }

  @Test
  void twoPluginsWithOneId() throws Exception {
    PluginJar.of(STEP, "org.example.step").build(folder.resolve("copy"));

    fails(
        "error: copy/org.example.step.jar: this plugin cannot be loaded: its id org.example.step is"
            + " that of plugins/org.example.step.jar too, and each id may be there once; remove it",
        "plugins",
        "--plugins",
        "plugins",
        "--plugins",
        "copy");
  }

  @Test
  void aBrokenJar() throws Exception {
    Files.createDirectories(folder.resolve("broken"));
    Files.write(folder.resolve("broken/bad.jar"), new byte[] {1, 2, 3});

    fails(
        "error: broken/bad.jar: this plugin cannot be loaded: ", "plugins", "--plugins", "broken");
  }

  @Test
  void aPluginForANewerJava() throws Exception {
    PluginJar.of(STEP, "org.example.newer")
        .with(bytes -> {
          bytes[7] = (byte) 200; // the major version of the class file format
          return bytes;
        })
        .build(folder.resolve("newer"));

    fails(
        "error: newer/org.example.newer.jar: the plugin org.example.newer cannot be used: "
            + STEP
            + " was built for a newer Java than this one, ",
        "plugins",
        "--plugins",
        "newer");
  }

  @Test
  void anExtensionThatThePluginLacks() throws Exception {
    PluginJar.of(STEP, "org.example.gone").with(_ -> new byte[0]).build(folder.resolve("gone"));

    fails(
        "error: gone/org.example.gone.jar: the plugin org.example.gone cannot be used: ",
        "plugins",
        "--plugins",
        "gone");
  }

  private static void fails(String start, String... command) throws Exception {
    Launcher.Result result = coremill.run(command);

    assertThat(result.errors()).hasLineCount(1).startsWith(start);
    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(2);
  }
}
