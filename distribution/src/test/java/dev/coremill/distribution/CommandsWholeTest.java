package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What each command does, through the launcher. */
class CommandsWholeTest {
  private static final String MODEL = "examples/digits-cnn.mlpackage";

  @TempDir static Path folder;
  private static Launcher coremill;

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
  }

  @Test
  void runCompressesThePackageAndSaysWhatHappened() throws Exception {
    String output = coremill.run("run", "examples/quickstart.yaml").succeeded().output();

    assertThat(output).startsWith(MODEL + " -> examples/build/digits-cnn-int8.mlpackage\n");
    assertThat(output).contains("hidden_weight_to_fp16  [128, 192]").contains("int8, 128 scales");
    assertThat(folder.resolve("examples/build/digits-cnn-int8.mlpackage/Manifest.json")).exists();
  }

  @Test
  void aReportIsWrittenInTheFormThatItsNameAsksFor() throws Exception {
    coremill.run("run", "examples/quickstart.yaml", "--report", "r.html", "--quiet").succeeded();
    coremill.run("plan", "examples/quickstart.yaml", "--report", "r.json").succeeded();

    assertThat(folder.resolve("r.html")).content().startsWith("<!DOCTYPE html>");
    JsonNode plan = new JsonMapper().readTree(Files.readString(folder.resolve("r.json")));
    assertThat(plan.get("done").asBoolean()).isFalse();
  }

  @Test
  void planSaysWhatWouldBeDoneAndWritesNothing() throws Exception {
    Path pipeline =
        coremill.file(
            "plan.yaml",
            """
            coremill: 1
            model: %s
            output: planned.mlpackage
            stages: [{use: palettize, config: {nbits: 4}}]
            """
                .formatted(MODEL));

    String output = coremill.run("plan", pipeline.toString()).succeeded().output();

    assertThat(output).startsWith("Plan: " + MODEL + " -> planned.mlpackage\n");
    assertThat(output).contains("4-bit palette, 1 table");
    assertThat(folder.resolve("planned.mlpackage")).doesNotExist();
  }

  @Test
  void settingsBelongToTheAlgorithmBeforeThem() throws Exception {
    String json =
        coremill
            .run(
                "compress",
                MODEL,
                "set.mlpackage",
                "--use",
                "palettize",
                "--set",
                "nbits=6",
                "--set",
                "mode=uniform",
                "--json",
                "--quiet")
            .succeeded()
            .output();

    JsonNode report = new JsonMapper().readTree(json);
    assertThat(report.get("stages").get(0).asString()).isEqualTo("palettize");
    JsonNode hidden = weight(report, "hidden_weight_to_fp16");
    assertThat(hidden.get("after").get("indices").get("type").asString()).isEqualTo("uint6");
  }

  @Test
  void decompressGivesTheValuesThatTheCompressedPackageMeans() throws Exception {
    coremill.run("compress", MODEL, "small.mlpackage", "--use", "quantize").succeeded();
    coremill.run("decompress", "small.mlpackage", "dense.mlpackage").succeeded();

    JsonNode report =
        new JsonMapper()
            .readTree(
                coremill
                    .run("diff", "small.mlpackage", "dense.mlpackage", "--json")
                    .succeeded()
                    .output());

    assertThat(report.get("same").asBoolean()).isFalse();
    assertThat(report.get("structure")).isEmpty();
    assertThat(report.get("constants")).hasSize(9);
    for (JsonNode constant : report.get("constants")) {
      assertThat(constant.get("error").get("maximum_absolute_error").asDouble()).isZero();
      assertThat(constant.get("after").get("kind").asString()).isEqualTo("dense");
    }
  }

  @Test
  void inspectListsTheNamesThatSelectorsAccept() throws Exception {
    String output = coremill.run("inspect", MODEL).succeeded().output();

    assertThat(output).contains("kind      mlProgram, specification version 7");
    assertThat(output).contains("operations  15 relu, 14 conv, 3 add, 2 cast, 2 linear");
    assertThat(output).contains("hidden_weight_to_fp16  same       float16[128, 192]");
  }

  @Test
  void inspectCountsValuesWhenAsked() throws Exception {
    JsonNode inspection =
        new JsonMapper().readTree(coremill.run("inspect", MODEL, "--json").succeeded().output());

    JsonNode constants = inspection.get("functions").get(0).get("constants");
    assertThat(constants).hasSize(106);
    JsonNode hidden = named(constants, "hidden_weight_to_fp16");
    assertThat(hidden.get("values").get("unique").asInt()).isBetween(1000, 24576);
    assertThat(hidden.get("uses").get(0).get("argument").asString()).isEqualTo("weight");
  }

  @Test
  void aPackageDiffersNotFromItself() throws Exception {
    assertThat(coremill.run("diff", MODEL, MODEL).succeeded().output())
        .endsWith("Nothing differs: 106 constants hold the same.\n");
  }

  @Test
  void pluginsAndTargetsAndTheSchemaAreListed() throws Exception {
    assertThat(coremill.run("plugins").succeeded().output()).contains("palettize", "quantize");
    assertThat(coremill.run("plugins", "quantize").succeeded().output())
        .contains("block_size  (list of whole number, at least 0, default 32)");
    assertThat(coremill.run("targets").succeeded().output()).contains("iphone-15-pro");
    assertThat(coremill.run("targets", "iphone-15-pro").succeeded().output())
        .contains("[published: ");
    JsonNode schema = new JsonMapper().readTree(coremill.run("schema").succeeded().output());
    assertThat(schema.get("title").asString()).isEqualTo("Coremill pipeline");
  }

  private static JsonNode weight(JsonNode report, String name) {
    return named(report.get("weights"), name);
  }

  private static JsonNode named(JsonNode list, String name) {
    for (JsonNode element : list) {
      if (element.get("name").asString().equals(name)) {
        return element;
      }
    }
    throw new AssertionError("no " + name + " in " + list);
  }
}
