package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models run on samples, with a runtime that somebody else wrote. */
class RunningModelsWholeTest {
  private static final String MODEL = "examples/digits-cnn.mlpackage";
  private static final String DATA = "examples/digits.npz";
  private static final String RUNTIME = "org.example.sketch.SketchRuntime";

  @TempDir static Path folder;
  private static Launcher coremill;

  @BeforeAll
  static void prepare() throws Exception {
    coremill = new Launcher(folder);
    coremill.prepare();
    String source;
    try (InputStream text =
        Objects.requireNonNull(
            RunningModelsWholeTest.class.getResourceAsStream("/outside/SketchRuntime.java"))) {
      source = new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
    Path classes = new PluginWorkshop(folder).compile(List.of(), Map.of(RUNTIME, source));
    assertThat(
            PluginWorkshop.pack(
                folder.resolve("sketches/sketch.jar"),
                PluginWorkshop.manifest("sketch", "1.0.0", "0.*"),
                classes,
                "org/example/sketch",
                Map.of(
                    "META-INF/services/dev.coremill.api.runtime.ProgramRuntime", RUNTIME + "\n")))
        .exists();
    coremill
        .run("compress", MODEL, "small.mlpackage", "--use", "quantize", "--set", "dtype=int8")
        .succeeded();
  }

  @Test
  void predictionsAreShownAndKept() throws Exception {
    String shown =
        run("predict", MODEL, "--data", DATA, "--samples", "3", "--output", "out.npz")
            .succeeded()
            .output();
    String json =
        run("predict", MODEL, "--data", DATA, "--samples", "2", "--json").succeeded().output();

    assertThat(shown)
        .contains("0  logits  float32[1, 10] ")
        .contains("2  logits")
        .contains("written to out.npz");
    assertThat(json)
        .contains("\"sample\" : 1", "\"shape\" : [ 1, 10 ]")
        .contains("\"complete\" : true");
    assertThat(folder.resolve("out.npz")).isRegularFile();
  }

  @Test
  void aDocumentThatAFailureCutsOffSaysSo() throws Exception {
    String row = "[" + String.join(",", Collections.nCopies(32, "0")) + "]";
    String image = "[[" + String.join(",", Collections.nCopies(32, row)) + "]]";
    coremill.file("half.jsonl", image + "\nno JSON\n");

    Launcher.Result result = run("predict", MODEL, "--data", "half.jsonl", "--json");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errors()).startsWith("error: half.jsonl: line 2 is no JSON");
    assertThat(result.output()).contains("\"sample\" : 0", "\"complete\" : false");
  }

  @Test
  void whatWasKeptIsWhatIsExpected() throws Exception {
    run("predict", MODEL, "--data", DATA, "--output", "kept.npz").succeeded();

    String text =
        run("evaluate", MODEL, "--data", DATA, "--data", "kept.npz", "--max", "max_abs_error=0")
            .succeeded()
            .output();

    assertThat(text)
        .containsPattern("top1 +logits +labels +[0-9.]+")
        .containsPattern("max_abs_error +logits +outputs +0\\.00000 +at most 0\\.0: kept");
  }

  @Test
  void aThresholdThatIsNotKeptFails() throws Exception {
    Launcher.Result result =
        run("evaluate", MODEL, "--data", DATA, "--metric", "top1", "--min", "top1=1.5", "--json");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.errors())
        .hasLineCount(1)
        .contains("error: " + MODEL + ": top1 of logits is ")
        .contains("and must be at least 1.5");
    assertThat(result.output()).contains("\"holds\" : false");
  }

  @Test
  void twoModelsAreCompared() throws Exception {
    String text =
        run("compare", MODEL, "small.mlpackage", "--data", DATA, "--intermediate")
            .succeeded()
            .output();

    assertThat(text).containsPattern("logits .* 0\\.0").contains("Intermediate value");
  }

  @Test
  void overflowIsNamedWithTheSample() throws Exception {
    Launcher.Result result = run("predict", MODEL, "--data", DATA, "--audit");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output())
        .containsPattern("audit: operation '.*' \\(.*\\) gives an infinity at sample 0");
  }

  @Test
  void aStageThatMeasuresStandsInTheReport() throws Exception {
    pipeline("kept.yaml", "min: {top1: 0}, reference: original, metric: [top1, snr]");

    String text = run("run", "kept.yaml", "--report", "kept.html").succeeded().output();
    String json = run("run", "kept.yaml", "--json").succeeded().output();

    assertThat(text)
        .contains("Evaluation evaluate: ")
        .containsPattern("top1 +logits +labels +[0-9.]+ +at least 0\\.0: kept");
    assertThat(json).contains("\"evaluations\" : [", "\"metric\" : \"snr\"");
    assertThat(Files.readString(folder.resolve("kept.html"))).contains("<h2>Evaluation evaluate");
  }

  @Test
  void aStageWhoseThresholdIsNotKeptLeavesTheOlderOutput() throws Exception {
    pipeline("failing.yaml", "min: {top1: 1.5}");
    Path output = folder.resolve("failing.yaml.mlpackage");
    copy(folder.resolve(MODEL), output);
    Files.writeString(output.resolve("older"), "older");

    fails(1, "stage evaluate: top1 of logits is ", "run", "failing.yaml");

    assertThat(output.resolve("older")).exists();
    assertThat(folder.toFile().list()).noneMatch(name -> name.startsWith(".failing"));
  }

  @Test
  void aStageMeasuresOnPicturesForAnArray() throws Exception {
    Path picture = folder.resolve("pictures/3/a.png");
    Files.createDirectories(picture.getParent());
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    assertThat(ImageIO.write(image, "png", picture.toFile())).isTrue();
    String begin = header("pictures.yaml") + "  - {use: evaluate, config: {data: pictures, ";

    coremill.file("pictures.yaml", begin + "image_scale: 0.004, image_bias: [0.5]}}\n");
    assertThat(run("run", "pictures.yaml").succeeded().output())
        .containsPattern("top1 +logits +labels +[01]\\.0");
    coremill.file("pictures.yaml", begin + "image_scale: [1, 2]}}\n");
    fails(2, "image_scale has 2 numbers; give one, or three", "plan", "pictures.yaml");
    coremill.file(
        "pictures.yaml",
        begin.replace("data: pictures", "data: " + DATA)
            + "image_scale: 0.004, reference: original}}\n");
    fails(2, "are for pictures that go to an array, and there are none", "plan", "pictures.yaml");
  }

  @Test
  void predictionsReplaceNothingThatIsRead() throws Exception {
    byte[] data = Files.readAllBytes(folder.resolve(DATA));

    fails(2, "is the file of samples", "predict", MODEL, "--data", DATA, "--output", DATA);
    fails(
        2,
        "lies inside the package",
        "predict",
        MODEL,
        "--data",
        DATA,
        "--output",
        MODEL + "/p.npz");
    fails(2, "data '': no file is named", "predict", MODEL, "--data", "");
    assertThat(folder.resolve(DATA)).hasBinaryContent(data);
  }

  @Test
  void optionsThatDoNotGoTogetherAreTold() throws Exception {
    fails(
        2,
        "--image-scale NaN: expected a number, or three: R,G,B",
        "predict",
        MODEL,
        "--data",
        DATA,
        "--image-scale",
        "NaN");
    fails(
        2,
        "--image-scale and --image-bias are for pictures",
        "predict",
        MODEL,
        "--data",
        DATA,
        "--image-scale",
        "1");
    fails(
        2,
        "top1 must be at least 0.9 and at most 0.5",
        "evaluate",
        MODEL,
        "--data",
        DATA,
        "--min",
        "top1=0.9",
        "--max",
        "top1=0.5");
  }

  @Test
  void aPlanChecksTheSamplesAndTheMetrics() throws Exception {
    pipeline("sound.yaml", "min: {top1: 0.5}");
    assertThat(run("plan", "sound.yaml").succeeded().output()).contains("Plan: ");
    pipeline("metric.yaml", "metric: topp1");
    fails(2, "there is no metric 'topp1'; did you mean 'top1'?", "plan", "metric.yaml");
    coremill.file(
        "data.yaml", header("data.yaml") + "  - {use: evaluate, config: {data: gone.npz}}\n");
    fails(2, "gone.npz: there are no such samples", "plan", "data.yaml");
    coremill.file(
        "order.yaml",
        header("order.yaml")
            + "  - {use: evaluate, config: {data: gone.npz}}\n"
            + "  - {use: prune, config: {target_sparsity: 0.5}}\n");
    fails(2, "gone.npz: there are no such samples", "plan", "order.yaml");
    pipeline("key.yaml", "metrics: top1");
    fails(2, "evaluate: unknown key 'metrics'; did you mean 'metric'?", "plan", "key.yaml");
    coremill.file(
        "select.yaml",
        header("select.yaml")
            + "  - {use: evaluate, config: {data: examples/digits.npz}, select: {op_types:"
            + " [conv]}}\n");
    fails(
        2,
        "'select' is about weights, and 'evaluate' measures whole models",
        "plan",
        "select.yaml");
  }

  @Test
  void badInputIsToldInOneLine() throws Exception {
    fails(2, "--samples 0: at least 1", "predict", MODEL, "--data", DATA, "--samples", "0");
    fails(
        2, "there are 16 samples, and 99 are", "predict", MODEL, "--data", DATA, "--samples", "99");
    fails(
        2,
        "there is no function 'parity'",
        "predict",
        MODEL,
        "--data",
        DATA,
        "--function",
        "parity");
    fails(2, "there is no runtime 'torhc'", "predict", MODEL, "--data", DATA, "--runtime", "torhc");
    fails(2, "expected float32 or float16", "predict", MODEL, "--data", DATA, "--numeric", "half");
    fails(2, "gone.npz: there are no such samples", "predict", MODEL, "--data", "gone.npz");
    fails(2, "is no threshold", "evaluate", MODEL, "--data", DATA, "--min", "top1");
    fails(
        2,
        "no values named 'lable'; did you mean 'label'?",
        "evaluate",
        MODEL,
        "--data",
        DATA,
        "--labels",
        "lable");
    fails(
        2, "nothing to measure mse against", "evaluate", MODEL, "--data", DATA, "--metric", "mse");
    Files.write(
        folder.resolve("cut.npz"), Arrays.copyOf(Files.readAllBytes(folder.resolve(DATA)), 3000));
    fails(2, "cut.npz: is no npz archive", "predict", MODEL, "--data", "cut.npz");
    Files.writeString(folder.resolve("bad.png"), "no picture");
    fails(2, "bad.png", "predict", MODEL, "--data", "bad.png");
    Files.writeString(folder.resolve("short.jsonl"), "{\"image\": [1, 2, 3]}\n");
    fails(
        2,
        "'image' is int32[3] in each sample, and the input is float32[1, 1, 32, 32]",
        "predict",
        MODEL,
        "--data",
        "short.jsonl");
    Files.writeString(folder.resolve("name.jsonl"), "{\"in.imgae\": [1]}\n");
    fails(2, "no input 'imgae'; did you mean 'image'?", "predict", MODEL, "--data", "name.jsonl");
  }

  @Test
  void aRuntimeThatCannotRunHereIsToldInOneLine() throws Exception {
    for (List<String> each :
        List.of(
            List.of("sketch.unavailable", "runtime sketch: sketches need a pencil; buy one"),
            List.of("sketch.unlinked", "runtime sketch: its native library is missing"))) {
      Launcher.Result result =
          coremill.run(
              Map.of("COREMILL_JAVA_OPTS", "-D" + each.get(0) + "=true"),
              arguments("predict", MODEL, "--data", DATA));

      assertThat(result.errors()).hasLineCount(1).contains(each.get(1));
      assertThat(result.exitCode()).isEqualTo(2);
    }
  }

  private static String header(String name) {
    return "coremill: 1\nmodel: "
        + MODEL
        + "\noutput: "
        + name
        + ".mlpackage\nstages:\n  - {use: quantize, config: {dtype: int8}}\n";
  }

  private static void pipeline(String name, String configuration) throws IOException {
    coremill.file(
        name,
        header(name)
            + "  - use: evaluate\n    config: {data: examples/digits.npz, runtime: sketch, "
            + configuration
            + "}\n");
  }

  private static void fails(int exitCode, String words, String... arguments) throws Exception {
    Launcher.Result result = run(arguments);

    assertThat(result.errors()).hasLineCount(1).startsWith("error: ").contains(words);
    assertThat(result.exitCode()).isEqualTo(exitCode);
  }

  private static Launcher.Result run(String... arguments) throws Exception {
    return coremill.run(arguments(arguments));
  }

  private static String[] arguments(String... given) {
    List<String> all = new ArrayList<>(List.of(given));
    all.addAll(List.of("--plugins", "sketches"));
    boolean runs = !List.of("run", "plan").contains(given[0]);
    if (runs && !all.contains("--runtime")) {
      all.addAll(List.of("--runtime", "sketch"));
    }
    return all.toArray(String[]::new);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
