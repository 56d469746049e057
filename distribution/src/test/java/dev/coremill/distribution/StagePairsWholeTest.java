package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.EncodingText;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.StageOutcome;
import dev.coremill.core.report.StageOutcome.Status;
import dev.coremill.core.report.WeightReport;
import dev.coremill.distribution.EncodingBench.Constant;
import dev.coremill.distribution.EncodingBench.Values;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every algorithm after every other one, in one pipeline and on a package that was compressed
 * before: the result is stored as the format allows, or the second stage says why it does nothing,
 * or the plan stops; nothing is done to a compressed weight in silence.
 */
class StagePairsWholeTest {
  /** What the older opset holds: one encoding for each weight. */
  private static final String FEW = "(skipped|refused): .*";

  private static final Map<String, String> STAGES = new LinkedHashMap<>();

  static {
    STAGES.put("prune", "use: prune, config: {target_sparsity: 0.5}");
    STAGES.put("palettize", "use: palettize, config: {nbits: 4}");
    STAGES.put(
        "groups",
        "use: palettize, config: {nbits: 4, granularity: per_grouped_channel, group_size: 4}");
    STAGES.put("vectors", "use: palettize, config: {nbits: 4, cluster_dim: 2}");
    STAGES.put("scaled", "use: palettize, config: {nbits: 4, enable_per_channel_scale: true}");
    STAGES.put("int8", "use: quantize, config: {dtype: int8}");
    STAGES.put(
        "blocks", "use: quantize, config: {dtype: int4, granularity: per_block, block_size: 8}");
  }

  @TempDir Path folder;

  private Path model() {
    SplittableRandom random = new SplittableRandom(3);
    return new EncodingBench(folder)
        .write(
            "model.mlpackage",
            List.of(
                weight(random, "kernel", "conv", 16, 8, 3, 3),
                weight(random, "matrix", "linear", 32, 64)));
  }

  private static Constant weight(
      SplittableRandom random, String name, String use, long... dimensions) {
    Shape shape = Shape.of(dimensions);
    float[] values = new float[(int) shape.elementCount()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Elements.round(DataType.FLOAT16, (float) (random.nextGaussian() * 0.1));
    }
    return new Constant(name, use, Tensor.ofFloats(DataType.FLOAT16, shape, values));
  }

  private static String yaml(String system, String... stages) {
    StringBuilder text = new StringBuilder("deployment: {minimum_os: " + system + "}\nstages:\n");
    for (String stage : stages) {
      text.append("  - {").append(STAGES.get(stage)).append(", select: {weight_threshold: 0}}\n");
    }
    return text.toString();
  }

  /** What became of the kernel: how it is stored, why a stage did nothing, or why nothing ran. */
  private String outcome(Path model, String output, String yaml) {
    EncodingBench bench = new EncodingBench(folder);
    PipelineReport report;
    try {
      report = bench.run(model, output, yaml);
    } catch (ProblemException refused) {
      assertThat(bench.file(output)).doesNotExist();
      for (Problem problem : refused.problems()) {
        assertThat(problem.mend()).isNotEmpty();
      }
      return "refused: " + refused.problems().getFirst().message();
    }
    requireTold(report, EncodingBench.values(model), EncodingBench.values(bench.file(output)));
    WeightReport kernel = report.weights().getFirst();
    StageOutcome last = kernel.stages().getLast();
    return last.status() == Status.COMPRESSED
        ? EncodingText.of(kernel.after())
        : last.status().name().toLowerCase(Locale.ROOT) + ": " + last.reason();
  }

  /** The output holds what the report says, to the error that it says. */
  private static void requireTold(PipelineReport report, Values before, Values after) {
    for (WeightReport weight : report.weights()) {
      double error = 0;
      float[] old = before.of(weight.name());
      float[] now = after.of(weight.name());
      for (int i = 0; i < old.length; i++) {
        assertThat(now[i]).isFinite();
        error += ((double) old[i] - now[i]) * ((double) old[i] - now[i]);
      }
      double mean = error / old.length;
      if (weight.changed()) {
        assertThat(weight.error().orElseThrow().meanSquaredError())
            .isCloseTo(mean, withinPercentage(1e-6));
      } else {
        assertThat(mean).isZero();
      }
      for (StageOutcome outcome : weight.stages()) {
        assertThat(outcome.reason().isEmpty()).isEqualTo(outcome.status() == Status.COMPRESSED);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"iOS16", "iOS18", "iOS26"})
  void everyPairIsStoredOrItsObstacleIsTold(String system) {
    Path model = model();
    for (String first : STAGES.keySet()) {
      String alone = first + ".mlpackage";
      outcome(model, alone, yaml(system, first));
      for (String second : STAGES.keySet()) {
        String pair = first + "-" + second;
        String fresh = outcome(model, pair + ".mlpackage", yaml(system, first, second));
        assertThat(fresh).as(pair).matches(system.equals("iOS16") ? FEW : expected(first, second));
        if (Files.exists(folder.resolve(alone))) {
          String later =
              outcome(folder.resolve(alone), pair + "-2.mlpackage", yaml(system, second));
          if (first.equals("scaled") && system.equals("iOS18")) {
            // The table of that opset holds the scale, so that nothing is left to work on.
            assertThat(later).as(pair).matches("skipped: .*(palettized|quantized).*");
          } else if (fresh.startsWith("skipped: ")) {
            assertThat(later).as(pair).startsWith("skipped: ");
          } else {
            assertThat(later).as(pair).isEqualTo(fresh);
          }
        }
      }
    }
  }

  private static String expected(String first, String second) {
    return switch (first + " " + second) {
      case "prune palettize" -> "sparse of 4-bit palette, 1 table";
      case "prune groups" -> "sparse of 4-bit palette, 4 tables";
      case "prune int8" -> "sparse of int8, 16 scales";
      case "prune blocks" -> "sparse of int4, 16 scales";
      case "prune vectors" -> "refused: a sparse weight has no vectors of cluster_dim 2";
      case "prune scaled" ->
          "refused: enable_per_channel_scale cannot be combined with a sparse weight";
      case "palettize int8" -> "4-bit palette, 1 table as int8, 1 scale";
      case "groups int8" -> "4-bit palette, 4 tables as int8, 4 scales";
      case "vectors int8" -> "4-bit palette, 1 table of 2-vectors as int8, 1 scale";
      case "scaled int8" -> "4-bit palette, 1 table as int8, 1 scale, 16 scales";
      default -> "skipped: .*";
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prune palettize int8 | sparse of 4-bit palette, 1 table as int8, 1 scale",
        "prune groups int8 | sparse of 4-bit palette, 4 tables as int8, 4 scales",
        "prune palettize palettize | skipped: it is palettized already",
        "prune int8 palettize | skipped: it is quantized already",
        "palettize int8 int8 | skipped: already quantized.*",
        "palettize int8 prune | skipped: it is palettized already; prune comes before palettize"
      })
  void threeStagesAreStoredOrTheLastSaysWhyNot(String stages, String expected) {
    String[] names = stages.split(" ", -1);
    Path model = model();
    String begun = "begun.mlpackage";

    assertThat(outcome(model, "at-once.mlpackage", yaml("iOS18", names))).matches(expected);
    outcome(model, begun, yaml("iOS18", names[0], names[1]));
    assertThat(outcome(folder.resolve(begun), "later.mlpackage", yaml("iOS18", names[2])))
        .matches(expected);
  }
}
