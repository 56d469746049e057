package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Plugins that do what no plugin may do. Each ends the run with a message that names the plugin,
 * the weight and the call, and the output of an earlier run stays as it was.
 */
class MisbehavingPluginWholeTest {
  private static final String WEIGHT = "const_6_to_fp16";

  @TempDir static Path folder;
  private static Launcher coremill;

  /**
   * A plugin.
   *
   * @param name its name, and that of its algorithm
   * @param body what compress does
   * @param message the message, where {@code IN} stands for the plugin and the call
   */
  record Bad(String name, String body, String message) {
    @Override
    public String toString() {
      return name;
    }

    String className() {
      return "org.example." + name + ".Bad";
    }

    String source() {
      return """
      package org.example.%1$s;
      import dev.coremill.api.algorithm.*;
      import dev.coremill.api.tensor.*;
      import dev.coremill.api.weight.*;
      import java.lang.foreign.*;
      import java.util.*;
      public final class Bad implements WeightAlgorithm<Bad.Configuration> {
        public record Configuration() {}
        public String name() { return "%1$s"; }
        public String description() { return "Misbehaves."; }
        public Class<Configuration> configurationType() { return Configuration.class; }
        public Outcome compress(WeightSite site, WeightExpression weight,
            Configuration configuration, CompressionContext context) {
          %2$s
        }
        static Tensor zeros(DataType type, Shape shape) {
          return Tensor.of(
              type,
              shape,
              MemorySegment.ofArray(new byte[(int) Tensor.packedSize(type, shape.elementCount())]));
        }
        static Outcome affine(WeightExpression weight, DataType type, WeightExpression scale) {
          return new Outcome.Rewritten(new WeightExpression.Affine(
              new WeightExpression.Dense(zeros(type, weight.shape())), scale, null));
        }
      }
      """
          .formatted(name, body);
    }
  }

  static List<Bad> plugins() {
    return List.of(
        new Bad(
            "throwing",
            "throw new IllegalStateException(\"out of luck\");",
            "throwing failed on this weight: java.lang.IllegalStateException: out of luck IN;"),
        new Bad("nothing", "return null;", "it returned no outcome IN;"),
        new Bad(
            "shape",
            "return new Outcome.Rewritten(new WeightExpression.Dense("
                + "zeros(DataType.FLOAT16, Shape.of(3))));",
            "shape returned float16[3] for a weight of float16[64, 64, 3, 3] IN;"),
        new Bad(
            "dtype",
            "return new Outcome.Rewritten(new WeightExpression.Dense("
                + "zeros(DataType.FLOAT32, weight.shape())));",
            "dtype returned float32[64, 64, 3, 3] for a weight of float16[64, 64, 3, 3] IN;"),
        new Bad(
            "scale",
            "return affine(weight, DataType.INT8, new WeightExpression.Dense("
                + "Tensor.ofFloats(DataType.FLOAT16, weight.shape().ones(), Float.NaN)));",
            "scale made values that are not finite IN;"),
        new Bad(
            "lowering",
            "return affine(weight, DataType.INT32, new WeightExpression.Dense("
                + "Tensor.ofFloats(DataType.FLOAT16, weight.shape().ones(), 1f)));",
            "lowering returned "),
        new Bad(
            "mutates",
            "((WeightExpression.Dense) weight).tensor().data().set(ValueLayout.JAVA_BYTE, 0,"
                + " (byte) 1); return new Outcome.Skipped(\"never\");",
            "mutates refuses this weight: Attempt to write a read-only segment IN;"),
        new Bad(
            "loops",
            "long n = 0; while (n >= 0) { n = (n + 1) & 1023; } return null;",
            "the plugin org.example.loops 1.0.0 does not come back from compress within 2 s; raise"
                + " --plugin-timeout"),
        new Bad(
            "memory",
            "List<long[]> all = new ArrayList<>();"
                + " while (true) { all.add(new long[1 << 20]); }",
            "memory failed on this weight: java.lang.OutOfMemoryError: Java heap space IN;"),
        new Bad(
            "natives",
            "while (true) { context.memory().allocate(1L << 20, 64); }",
            "natives asks for more than 67108864 bytes of memory in one call of compress"),
        new Bad(
            "exits",
            "System.exit(0); return null;",
            "the plugin org.example.exits 1.0.0 called System.exit in compress; remove it"),
        new Bad(
            "threads",
            "new Thread(() -> { while (true) { try { Thread.sleep(1000000); }"
                + " catch (InterruptedException e) { } } }, \"lost\").start();"
                + " return new Outcome.Skipped(\"never\");",
            "threads left a thread running: 'lost' IN;"));
  }

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
    Map<String, String> sources = new LinkedHashMap<>();
    List<Bad> all = new ArrayList<>(plugins());
    all.add(
        new Bad(
            "stuck",
            "return null; } { boolean on = true; while (on) { Thread.onSpinWait(); }",
            ""));
    for (Bad bad : all) {
      sources.put(bad.className(), bad.source());
    }
    Path classes = new PluginWorkshop(folder).compile(List.of(), sources);
    for (Bad bad : all) {
      PluginWorkshop.pack(
          folder.resolve(bad.name()).resolve("bad.jar"),
          PluginWorkshop.manifest("org.example." + bad.name(), "1.0.0", ">=0.1.0"),
          classes,
          "org/example/" + bad.name(),
          PluginWorkshop.algorithm(bad.className()));
    }
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void itIsToldAndTheOutputIsAsItWas(Bad bad) throws Exception {
    Path outputs = folder.resolve("out");
    Path output = outputs.resolve(bad.name() + ".mlpackage");
    copy(folder.resolve("examples/digits-cnn.mlpackage"), output);
    Map<String, Long> before = files(outputs);
    coremill.file(
        bad.name() + ".yaml",
        """
        coremill: 1
        model: examples/digits-cnn.mlpackage
        output: out/%1$s.mlpackage
        deployment: {minimum_os: iOS18}
        stages: [{use: %1$s, select: {const_names: [%2$s]}}]
        """
            .formatted(bad.name(), WEIGHT));

    Launcher.Result result =
        coremill.run(
            "run", bad.name() + ".yaml", "--plugins", bad.name(), "--plugin-timeout", timeout(bad));

    String plugin = "(in compress of the plugin org.example." + bad.name() + " 1.0.0)";
    assertThat(result.errors())
        .startsWith("error: " + WEIGHT + ": ")
        .contains(bad.message().replace("IN", plugin))
        .contains("plugin org.example." + bad.name() + " 1.0.0")
        .contains("compress")
        .doesNotContain("\tat ");
    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(files(outputs)).isEqualTo(before);
  }

  /** Long enough for a busy machine, but for the one that never comes back. */
  private static String timeout(Bad bad) {
    return bad.name().equals("loops") ? "2s" : "5m";
  }

  @Test
  void oneThatNeverFinishesLoadingEndsTheCommand() throws Exception {
    Launcher.Result result =
        coremill.run("plugins", "--plugins", "stuck", "--plugin-timeout", "1s");

    assertThat(result.errors())
        .startsWith(
            "error: the plugin org.example.stuck 1.0.0 does not come back from the constructor"
                + " within 1 s");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path copied = to.resolve(from.relativize(file));
        Files.createDirectories(copied.resolveSibling("."));
        Files.copy(file, copied);
      }
    }
  }

  /** Every file below a folder, with its size and time; nothing may be added either. */
  private static Map<String, Long> files(Path below) throws IOException {
    Map<String, Long> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(below)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        found.put(
            file.toString(), Files.size(file) ^ Files.getLastModifiedTime(file).toMillis() << 20);
      }
    }
    return found;
  }
}
