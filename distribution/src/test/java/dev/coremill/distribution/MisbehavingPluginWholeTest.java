package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
   * @param requires the versions of the api that it asks for
   * @param body what compress does
   * @param message the message, where {@code IN} stands for the plugin and the call
   */
  record Bad(String name, String requires, String body, String message) {
    Bad(String name, String body, String message) {
      this(name, ">=0.1.0", body, message);
    }

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
        new Bad(
            "nothing",
            "return null;",
            "nothing failed on this weight: java.lang.NullPointerException: it returned no outcome"
                + " IN;"),
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
            "lowering returned what cannot be stored: no opset can hold compressed weights of"
                + " int32; the model is written for CoreML8 (iOS18) IN;"),
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
            "threads left a thread running: 'lost' IN;"),
        new Bad(
            "library",
            "return new Outcome.Skipped(org.example.greeting.Greeting.newer());",
            "library failed on this weight: java.lang.NoSuchMethodError: 'java.lang.String"
                + " org.example.greeting.Greeting.newer()' IN;"),
        new Bad(
            "future",
            ">=9.0.0",
            "return null;",
            "the plugin org.example.future needs Coremill >=9.0.0, and this is 0.1.0; install a"
                + " version of the plugin that fits, or remove it from the plugin folder"));
  }

  /** A library of which the plugin brings an older version than the one that it was built for. */
  private static String greeting(String method) {
    return "package org.example.greeting; public final class Greeting { public static String "
        + method
        + "() { return \"hello\"; } }";
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
    PluginWorkshop workshop = new PluginWorkshop(folder);
    String library = "org.example.greeting.Greeting";
    Path newer = workshop.compile(List.of(), Map.of(library, greeting("newer")));
    Path older = workshop.compile(List.of(), Map.of(library, greeting("older")));
    PluginWorkshop.pack(
        folder.resolve("library/bad/lib/greeting.jar"),
        PluginWorkshop.plainManifest(),
        older,
        "org/example/greeting",
        Map.of());
    Path classes = workshop.compile(List.of(newer), sources);
    for (Bad bad : all) {
      String jar = bad.name().equals("library") ? "bad/bad.jar" : "bad.jar";
      PluginWorkshop.pack(
          folder.resolve(bad.name()).resolve(jar),
          PluginWorkshop.manifest("org.example." + bad.name(), "1.0.0", bad.requires()),
          classes,
          "org/example/" + bad.name(),
          PluginWorkshop.algorithm(bad.className()));
    }
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void itIsToldAndTheOutputIsAsItWas(Bad bad) throws Exception {
    OlderOutput older =
        OlderOutput.put(
            folder.resolve("examples/digits-cnn.mlpackage"),
            folder.resolve("out").resolve(bad.name()).resolve("out.mlpackage"));
    coremill.file(
        bad.name() + ".yaml",
        """
        coremill: 1
        model: examples/digits-cnn.mlpackage
        output: out/%1$s/out.mlpackage
        deployment: {minimum_os: iOS18}
        stages: [{use: %1$s, select: {const_names: [%2$s]}}]
        """
            .formatted(bad.name(), WEIGHT));

    Launcher.Result result =
        coremill.run(
            "run", bad.name() + ".yaml", "--plugins", bad.name(), "--plugin-timeout", timeout(bad));

    boolean refused = bad.name().equals("future");
    assertThat(result.errors())
        .hasLineCount(1)
        .startsWith("error: " + (refused ? "future/bad.jar" : WEIGHT) + ": " + message(bad))
        .contains("plugin org.example." + bad.name());
    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(refused ? 2 : 1);
    older.requireUntouched();
  }

  private static String message(Bad bad) {
    return bad.message()
        .replace("IN", "(in compress of the plugin org.example." + bad.name() + " 1.0.0)");
  }

  @Test
  void theDocumentationListsThemWithTheirMessages() throws IOException {
    String page = Files.readString(Launcher.root().resolve("distribution/docs/troubleshooting.md"));

    for (Bad bad : plugins()) {
      String message = message(bad);
      int mend = message.lastIndexOf(';');
      assertThat(page).contains("| `" + (mend < 0 ? message : message.substring(0, mend)) + "` |");
    }
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
}
