package dev.coremill.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coremill.api.tensor.Shape;
import dev.coremill.core.pipeline.PipelineSchema;
import dev.coremill.core.plugin.Plugins;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.WeightReport;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Budgets beside transforms of whole programs and beside tied weights. */
class BudgetPlanTest {
  @TempDir Path folder;

  private static ProgramTransformTest.Graft graft() {
    return new ProgramTransformTest.Graft(ProgramTransformTest::graft);
  }

  @Test
  void aBudgetChoosesForWeightsThatATransformAdds() {
    PipelineReport report =
        Bench.with(folder, TestAlgorithm.scaling())
            .and(graft())
            .run(
                Bench.CNN,
                """
                deployment: {minimum_os: iOS18}
                stages:
                  - {use: graft, name: more, config: {count: 2}}
                  - use: test
                    max_bytes: 6200
                    candidates: [{dtype: int4}, {dtype: int8}]
                    select: {const_names: ["grafted_.*"]}
                """);

    List<WeightReport> changed = report.weights().stream().filter(WeightReport::changed).toList();
    assertThat(changed).extracting(WeightReport::name).containsExactly("grafted_0", "grafted_1");
    assertThat(changed.stream().mapToLong(weight -> weight.after().storedBytes()).sum())
        .isBetween(4096L + 2048L, 6200L);
    assertThat(report.notes())
        .filteredOn(note -> note.startsWith("more: "))
        .containsExactly("more: grafted for CoreML8");
    assertThat(report.notes()).anyMatch(note -> note.startsWith("max_bytes 6200: 2 weights take"));
  }

  @Test
  void aTransformHasNoBudget() {
    ProblemException problem =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                Bench.with(folder, TestAlgorithm.scaling())
                    .and(graft())
                    .plan(
                        Bench.CNN,
                        "stages: [{use: graft, bits_per_weight: 4, candidates: [{count: 1}]}]"));

    assertThat(problem.problems()).hasSize(2);
    assertThat(problem)
        .hasMessageContaining("stages[0]: 'bits_per_weight' is about weights, and 'graft'")
        .hasMessageContaining("stages[0]: 'candidates' is about weights, and 'graft'");
  }

  @Test
  void theSchemaForbidsBudgetsOfTransforms() {
    String schema =
        PipelineSchema.write(
            Plugins.of(List.of(), List.of(TestAlgorithm.scaling()), List.of(graft()), List.of()));

    assertThat(schema)
        .contains("\"bits_per_weight\":false,\"max_bytes\":false,\"candidates\":false")
        .contains("\"candidates\":{\"items\":{\"$ref\":\"#/$defs/test.override\"}}");
  }

  @Test
  void aContradictionOverATiedWeightIsToldBeforeAnythingIsMeasured() {
    AtomicInteger compressed = new AtomicInteger();
    Path model =
        Programs.write(
            folder.resolve("models"),
            List.of(
                Programs.constant("tied", Shape.of(64, 64), i -> Math.sin(i)),
                Programs.linear("first", "image", "tied"),
                Programs.constant("free", Shape.of(64, 64), i -> Math.cos(i)),
                Programs.linear("second", "first", "tied"),
                Programs.linear("third", "second", "free")));

    String problem =
        Bench.with(folder, TestAlgorithm.counting(compressed))
            .planProblem(
                model,
                """
                stages:
                  - use: test
                    bits_per_weight: 9
                    candidates: [{dtype: int8}]
                    overrides: [{op_names: [second], skip: true}]
                """);

    assertThat(problem).startsWith("tied: stage test treats its uses differently: first ");
    assertThat(compressed).hasValue(0);
  }
}
