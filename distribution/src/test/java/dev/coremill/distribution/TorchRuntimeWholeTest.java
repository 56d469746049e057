package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.program.Value;
import dev.coremill.core.sample.DataArgument;
import dev.coremill.core.sample.DataSet;
import dev.coremill.core.sample.Numbers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models run with the runtime that is shipped. */
class TorchRuntimeWholeTest {
  private static final String MODEL = "examples/digits-cnn.mlpackage";
  private static final String DATA = "examples/digits.npz";
  private static final int PIXELS = 32 * 32;

  @TempDir static Path folder;
  private static Launcher coremill;

  @BeforeAll
  static void prepare() throws Exception {
    coremill = new Launcher(folder);
    coremill.prepare();
  }

  @Test
  void overflowIsNamedWithTheOperationAndTheInputThatTriggersIt() throws Exception {
    String loud = LoudPackage.write(folder.resolve(MODEL), folder.resolve("loud.mlpackage"));
    float[] samples = new float[3 * PIXELS];
    System.arraycopy(digit(), 0, samples, 2 * PIXELS, PIXELS);
    write("dark-dark-digit.bin", samples);
    String data = "image=dark-dark-digit.bin:float32[1,1,32,32]";

    Launcher.Result half = coremill.run("predict", "loud.mlpackage", "--data", data, "--audit");
    Launcher.Result single =
        coremill.run(
            "predict", "loud.mlpackage", "--data", data, "--audit", "--numeric", "float32");

    assertThat(half.exitCode()).isEqualTo(1);
    assertThat(half.output())
        .contains(
            "audit: operation '"
                + loud
                + "' (conv) gives an infinity at sample 2; its inputs reach")
        .contains("(1 of 3 samples are at fault)");
    assertThat(single.succeeded().output()).contains("no overflow and no NaN in 3 samples");
  }

  @Test
  void aPackageThatAnotherToolCompressedGivesWhatItsTwinGives() throws Exception {
    String compressed =
        Launcher.root()
            .resolve("core/src/test/resources/packages/digits-cnn-4bit-ios16.mlpackage")
            .toString();
    coremill.run("decompress", compressed, "twin.mlpackage").succeeded();

    String json =
        coremill
            .run("compare", "twin.mlpackage", compressed, "--data", DATA, "--json", "--quiet")
            .succeeded()
            .output();

    assertThat(json).contains("\"samples\" : 16", "\"maximum_absolute_error\" : 0.0");
  }

  @Test
  void outputsAreTheSameForAnyNumberOfThreads() throws Exception {
    for (String threads : List.of("1", "3")) {
      coremill
          .run(
              "predict",
              MODEL,
              "--data",
              DATA,
              "--quiet",
              "--threads",
              threads,
              "--output",
              "threads-" + threads + ".npz")
          .succeeded();
    }

    assertThat(folder.resolve("threads-3.npz"))
        .hasSameBinaryContentAs(folder.resolve("threads-1.npz"));
  }

  @Test
  void aThresholdThatIsNotKeptEndsTheRunAndLeavesTheOutput() throws Exception {
    String pipeline =
        "coremill: 1\nmodel: "
            + MODEL
            + "\noutput: out.mlpackage\nstages:\n"
            + "  - {use: palettize, config: {nbits: %s}}\n"
            + "  - {use: evaluate, config: {data: examples/digits.npz, min: {top1: 0.9}}}\n";
    coremill.file("fine.yaml", String.format(pipeline, 8));
    coremill.file("coarse.yaml", String.format(pipeline, 1));

    String report = coremill.run("run", "fine.yaml", "--json").succeeded().output();
    byte[] weights = Files.readAllBytes(weightsOf("out.mlpackage"));
    Launcher.Result failed = coremill.run("run", "coarse.yaml");

    assertThat(report)
        .contains(
            "\"stages\" : [ \"palettize\", \"evaluate\" ]",
            "\"metric\" : \"top1\"",
            "\"holds\" : true");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.errors())
        .hasLineCount(1)
        .contains("stage evaluate: top1 of logits is ")
        .contains("and must be at least 0.9");
    assertThat(Files.readAllBytes(weightsOf("out.mlpackage"))).isEqualTo(weights);
  }

  @Test
  void aStageMeasuresWhatTheStagesBeforeItLeave() throws Exception {
    String measure = ", data: examples/digits.npz, metric: snr, reference: original";
    String file =
        "coremill: 1\nmodel: "
            + MODEL
            + "\noutput: steps.mlpackage\nstages:\n"
            + "  - {use: evaluate, name: before, config: {min: {snr: 1000}"
            + measure
            + "}}\n"
            + "  - {use: quantize, config: {dtype: int8}}\n"
            + "  - {use: evaluate, name: between, config: {min: {snr: %s}"
            + measure
            + "}}\n"
            + "  - {use: prune, config: {target_sparsity: 0.9}}\n"
            + "  - {use: evaluate, name: after, config: {max: {snr: 1000}"
            + measure
            + "}}\n";
    coremill.file("steps.yaml", String.format(file, 0));
    coremill.file("strict.yaml", String.format(file, 1000));

    String json = coremill.run("run", "steps.yaml", "--json").succeeded().output();
    Launcher.Result strict = coremill.run("run", "strict.yaml");

    assertThat(strict.errors()).hasLineCount(1).contains("stage between: snr of logits is ");
    assertThat(strict.exitCode()).isEqualTo(1);
    assertThat(json)
        .contains("\"stages\" : [ \"before\", \"quantize\", \"between\", \"prune\", \"after\" ]");
    assertThat(json.indexOf("\"name\" : \"before\""))
        .isLessThan(json.indexOf("\"name\" : \"between\""))
        .isGreaterThan(0);
    assertThat(folder.toFile().list()).noneMatch(name -> name.startsWith(".steps"));
  }

  @Test
  void inputsThatDoNotFitAreToldInOneLine() throws Exception {
    coremill.file("name.jsonl", "{\"in.imgae\": [1]}\n");
    refuses("the model has no input 'imgae'; did you mean 'image'?", "name.jsonl");
    coremill.file("none.jsonl", "{\"label\": 1}\n");
    refuses("there are no values for the input 'image' (float32[1, 1, 32, 32])", "none.jsonl");
    refuses(
        "'image' is float32[3, 32, 32] in each sample, and the input is float32[1, 1, 32, 32]",
        "image=" + write("shape.bin", new float[3 * PIXELS]) + ":float32[3,32,32]");
    coremill.file("type.jsonl", "{\"image\": [\"dark\"]}\n");
    refuses("type.jsonl: line 1 has the text 'dark' among its numbers", "type.jsonl");
    float[] undefined = new float[PIXELS];
    undefined[7] = Float.NaN;
    refuses(
        "sample 0: 'image' is NaN at element 7 of 1024",
        "image=" + write("nan.bin", undefined) + ":float32[1,1,32,32]");
    refuses("there are 16 samples, and 17 are asked for", DATA, "--samples", "17");
  }

  @Test
  void damagedFilesAreToldInOneLine() throws Exception {
    byte[] archive = Files.readAllBytes(folder.resolve(DATA));
    Files.write(folder.resolve("cut.npz"), Arrays.copyOf(archive, archive.length / 2));
    refuses("cut.npz: is no npz archive", "cut.npz");
    byte[] flipped = archive.clone();
    for (int i = archive.length / 4; i < archive.length / 4 + 64; i++) {
      flipped[i] = (byte) (flipped[i] ^ 0x55);
    }
    Files.write(folder.resolve("flipped.npz"), flipped);
    refuses("flipped.npz", "flipped.npz");
    Files.write(
        folder.resolve("bad.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
    refuses("bad.png", "bad.png", "--image-scale", "0.01");
  }

  @Test
  void aMachineWithoutTheLibraryIsToldInOneLine() throws Exception {
    Launcher.Result platform =
        coremill.run(
            Map.of("COREMILL_JAVA_OPTS", "-Dorg.bytedeco.javacpp.platform=plan9-mips"),
            "predict",
            MODEL,
            "--data",
            DATA);
    Launcher.Result unwritable =
        coremill.run(
            Map.of("XDG_CACHE_HOME", folder.resolve(DATA).toString()),
            "predict",
            MODEL,
            "--data",
            DATA);

    assertThat(platform.errors())
        .hasLineCount(1)
        .contains("the torch runtime cannot load libtorch on " + System.getProperty("os.name"))
        .contains("which exist for Linux x86_64, Windows x86_64 and macOS");
    assertThat(platform.exitCode()).isEqualTo(2);
    assertThat(unwritable.errors())
        .hasLineCount(1)
        .contains("the torch runtime cannot unpack the libraries of libtorch into ");
    assertThat(unwritable.exitCode()).isEqualTo(2);
  }

  @Test
  void anInstallationWithoutTheNativesIsToldInOneLine() throws Exception {
    Path home = Path.of(System.getProperty("coremill.folder")).toAbsolutePath();
    Path bare = folder.resolve("bare");
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        boolean natives = name.matches("(pytorch|openblas)-.*-(linux|macosx|windows)-.*[.]jar");
        if (!natives) {
          Path copy = bare.resolve(home.relativize(file).toString());
          Files.createDirectories(copy.getParent());
          Files.createLink(copy, file);
        }
      }
    }
    Launcher.Result result =
        coremill.runAs(bare.resolve("bin/coremill"), "predict", MODEL, "--data", DATA);

    assertThat(result.errors())
        .hasLineCount(1)
        .contains("the torch runtime cannot load libtorch on ")
        .contains("install the plugin torch-runtime with the libraries for this machine");
    assertThat(result.exitCode()).isEqualTo(2);
  }

  /** A process that met half of a library, or that a killed one left so, would crash. */
  @Test
  void librariesAreUnpackedByOneProcessAndAgainWhereOneWasCut(@TempDir Path home) throws Exception {
    Map<String, String> environment =
        Map.of("XDG_CACHE_HOME", "", "COREMILL_JAVA_OPTS", "-Duser.home=" + home);
    String[] command = {"predict", MODEL, "--data", DATA, "--samples", "1"};
    String expected = coremill.run(command).succeeded().output();

    Callable<Launcher.Result> run = () -> coremill.run(environment, command);
    try (ExecutorService processes = Executors.newFixedThreadPool(2)) {
      for (Future<Launcher.Result> each : processes.invokeAll(List.of(run, run))) {
        assertThat(each.get().succeeded().output()).isEqualTo(expected);
      }
    }
    Path largest;
    try (Stream<Path> files = Files.walk(home.resolve(".cache/coremill/native"))) {
      largest =
          files
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .max(Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
    }
    try (FileChannel library = FileChannel.open(largest, StandardOpenOption.WRITE)) {
      library.truncate(library.size() / 3);
    }

    assertThat(run.call().succeeded().output()).isEqualTo(expected);
  }

  private static void refuses(String words, String data, String... more) throws Exception {
    String[] command =
        Arrays.copyOf(new String[] {"predict", MODEL, "--data", data}, 4 + more.length);
    System.arraycopy(more, 0, command, 4, more.length);
    Launcher.Result result = coremill.run(command);

    assertThat(result.errors()).hasLineCount(1).startsWith("error: ").contains(words);
    assertThat(result.exitCode()).isEqualTo(2);
  }

  private static String write(String name, float... elements) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(elements.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(elements);
    Files.write(folder.resolve(name), bytes.array());
    return name;
  }

  private static float[] digit() {
    String file = folder.resolve(DATA).toString();
    try (DataSet data = DataSet.open(List.of(DataArgument.parse(file, Path.of(""))), List.of())) {
      for (Map.Entry<String, Value> each : data.sample(0).entrySet()) {
        if (each.getKey().endsWith("image") && each.getValue() instanceof Value.OfTensor image) {
          double[] values = Numbers.all(image.tensor());
          float[] floats = new float[values.length];
          for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
          }
          return floats;
        }
      }
    }
    throw new AssertionError("no image in " + file);
  }

  private static Path weightsOf(String name) {
    return folder.resolve(name).resolve("Data/com.apple.CoreML/weights/weight.bin");
  }
}
