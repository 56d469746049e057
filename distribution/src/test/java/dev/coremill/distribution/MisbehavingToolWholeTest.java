package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Metrics, runtimes and sources of samples that do what no plugin may do, in a stage that measures:
 * each ends the run with one line that names the plugin and the call, and the output of an earlier
 * run stays as it was.
 */
class MisbehavingToolWholeTest {
  private static final String RUNTIME = "org.example.sketch.SketchRuntime";
  private static final String HANG = "boolean on = true; while (on) { Thread.onSpinWait(); }";

  @TempDir static Path folder;
  private static Launcher coremill;

  /** What a plugin adds. */
  enum Kind {
    METRIC("Metric"),
    RUNTIME("ProgramRuntime"),
    SOURCE("SampleSource");

    private final String point;

    Kind(String point) {
      this.point = point;
    }
  }

  /**
   * A plugin.
   *
   * @param name its name, and that of what it adds
   * @param body what it does: a metric with a prediction, a runtime to predict, a source to read
   * @param message the message, where {@code IN} stands for the plugin
   */
  record Bad(Kind kind, String name, String body, String message) {
    @Override
    public String toString() {
      return name;
    }

    String className() {
      return "org.example." + name + ".Bad";
    }

    String expected() {
      return message.replace("IN", "the plugin org.example." + name + " 1.0.0");
    }

    String source() {
      String members =
          switch (kind) {
            case METRIC ->
                """
                public String name() { return "%1$s"; }
                public String description() { return "Misbehaves."; }
                public boolean largerIsBetter() { return true; }
                public Set<Truth> against() { return Set.of(Truth.LABELS); }
                public Measurement start() {
                  return new Measurement() {
                    public void add(Map<String, Value> predicted, Map<String, Value> expected) {
                      %2$s
                    }
                    public double value() { return 1; }
                  };
                }
                """;
            case RUNTIME ->
                """
                public String name() { return "%1$s"; }
                public String description() { return "Misbehaves."; }
                public PreparedFunction prepare(Program program, String function,
                    CompressedConstants constants, RuntimeOptions options) {
                  return new PreparedFunction() {
                    public States newStates() {
                      return new States() {
                        public Map<String, Value> snapshot() { return Map.of(); }
                        public void close() {}
                      };
                    }
                    public Map<String, Value> predict(
                        Map<String, Value> inputs, States states, ValueObserver observer) {
                      %2$s
                    }
                    public void close() {}
                  };
                }
                """;
            case SOURCE ->
                """
                public String format() { return "%1$s"; }
                public boolean accepts(Path path) { return path.toString().endsWith("%1$s"); }
                public Samples open(Path path) {
                  return new Samples() {
                    public List<String> names() { return List.of("image", "label"); }
                    public long count() { return 1; }
                    public Map<String, Value> sample(long index) { %2$s }
                    public void close() {}
                  };
                }
                """;
          };
      return """
      package org.example.%1$s;
      import dev.coremill.api.program.*;
      import dev.coremill.api.runtime.*;
      import dev.coremill.api.tensor.*;
      import java.nio.file.*;
      import java.util.*;
      public final class Bad implements %2$s {
        %3$s
      }
      """
          .formatted(name, kind.point, members.formatted(name, body));
    }
  }

  static List<Bad> plugins() {
    String mend = "; do without the plugin, or report the defect to its provider";
    return List.of(
        new Bad(
            Kind.METRIC,
            "throwing",
            "throw new IllegalStateException(\"out of luck\");",
            "metric throwing, its sample 0: failed: java.lang.IllegalStateException: out of luck"
                + " (in add of IN)"
                + mend),
        new Bad(
            Kind.METRIC,
            "hanging",
            HANG,
            "metric hanging, its sample 0: IN does not come back from add within 2 s;"),
        new Bad(
            Kind.METRIC,
            "exiting",
            "System.exit(0);",
            "metric exiting, its sample 0: IN called System.exit in add; remove it"),
        new Bad(
            Kind.METRIC,
            "recursive",
            "add(predicted, expected);",
            "metric recursive, its sample 0: failed: java.lang.StackOverflowError (in add of IN)"),
        new Bad(
            Kind.RUNTIME,
            "broken",
            "throw new IllegalStateException(\"out of luck\");",
            "runtime broken: failed: java.lang.IllegalStateException: out of luck (in predict of"
                + " IN)"
                + mend),
        new Bad(Kind.RUNTIME, "silent", "return null;", "runtime silent: returned null (in pre"),
        new Bad(
            Kind.RUNTIME,
            "lacking",
            "return Map.of();",
            "runtime lacking: returned nothing for the output 'logits' (in predict of IN)" + mend),
        new Bad(
            Kind.RUNTIME,
            "wrong",
            "return Map.of(\"logits\", Value.OfTensor.of(Tensor.ofFloats(Shape.of(3), 1, 2, 3)));",
            "runtime wrong: returned float32[3] for the output 'logits', which is float"),
        new Bad(
            Kind.RUNTIME,
            "endless",
            HANG + " return null;",
            "runtime endless: IN does not come back from predict within 2 s;"),
        new Bad(
            Kind.SOURCE,
            "unreadable",
            "throw new NullPointerException(\"out of luck\");",
            "data.unreadable: failed: java.lang.NullPointerException: out of luck (in sample of"
                + " IN)"
                + mend),
        new Bad(
            Kind.SOURCE,
            "hollow",
            "return Map.of();",
            "data.hollow: sample 0 has no value of the name 'image' (in sample of IN)" + mend));
  }

  @BeforeAll
  static void prepare() throws IOException, InterruptedException {
    coremill = new Launcher(folder);
    coremill.prepare();
    Map<String, String> sources = new LinkedHashMap<>();
    sources.put(
        RUNTIME,
        Files.readString(
            Launcher.root().resolve("distribution/src/test/resources/outside/SketchRuntime.java")));
    plugins().forEach(bad -> sources.put(bad.className(), bad.source()));
    Path classes = new PluginWorkshop(folder).compile(List.of(), sources);
    pack(classes, "sketch", Kind.RUNTIME, RUNTIME);
    for (Bad bad : plugins()) {
      pack(classes, bad.name(), bad.kind(), bad.className());
    }
  }

  private static void pack(Path classes, String name, Kind kind, String className)
      throws IOException {
    Path jar =
        PluginWorkshop.pack(
            folder.resolve(name).resolve(name + ".jar"),
            PluginWorkshop.manifest("org.example." + name, "1.0.0", ">=0.1.0"),
            classes,
            "org/example/" + name,
            Map.of("META-INF/services/dev.coremill.api.runtime." + kind.point, className + "\n"));
    assertThat(jar).exists();
  }

  @ParameterizedTest
  @MethodSource("plugins")
  void itIsToldAndTheOutputIsAsItWas(Bad bad) throws Exception {
    OlderOutput older =
        OlderOutput.put(
            folder.resolve("examples/digits-cnn.mlpackage"),
            folder.resolve("out").resolve(bad.name()).resolve("out.mlpackage"));
    String data = bad.kind() == Kind.SOURCE ? "data." + bad.name() : "examples/digits.npz";
    coremill.file("data." + bad.name(), "");
    coremill.file(
        bad.name() + ".yaml",
        """
        coremill: 1
        model: examples/digits-cnn.mlpackage
        output: out/%1$s/out.mlpackage
        stages:
          - {use: quantize, config: {dtype: int8}}
          - {use: evaluate, config: {data: %2$s, runtime: %3$s, metric: [%4$s], samples: 1}}
        """
            .formatted(
                bad.name(),
                data,
                bad.kind() == Kind.RUNTIME ? bad.name() : "sketch",
                bad.kind() == Kind.METRIC ? bad.name() : "top1"));
    boolean hangs = bad.body().startsWith(HANG);

    Launcher.Result result =
        coremill.run(
            "run",
            bad.name() + ".yaml",
            "--plugins",
            bad.name(),
            "--plugins",
            "sketch",
            "--plugin-timeout",
            hangs ? "2s" : "5m");

    assertThat(result.errors()).hasLineCount(1).startsWith("error: ").contains(bad.expected());
    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(1);
    older.requireUntouched();
  }
}
