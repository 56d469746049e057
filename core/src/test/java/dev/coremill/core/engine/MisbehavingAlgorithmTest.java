package dev.coremill.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.algorithm.WeightPlan;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.StageOutcome.Status;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every defect of an algorithm is told with its name and the weight, and spoils nothing. */
class MisbehavingAlgorithmTest {
  private static final String ONE =
      "stages: [{use: test, select: {const_names: [const_6_to_fp16]}}]";

  @TempDir Path folder;

  @SuppressWarnings("NullAway") // nulls are among the defects
  static Stream<Arguments> defects() {
    return Stream.of(
        defect(
            "test refuses this weight: no such luck",
            (_, _, _, _) -> {
              throw new IllegalArgumentException("no such luck");
            }),
        defect(
            "test failed on this weight: java.lang.IllegalStateException: broken",
            (_, _, _, _) -> {
              throw new IllegalStateException("broken");
            }),
        defect(
            "test failed on this weight: java.lang.AssertionError",
            (_, _, _, _) -> {
              throw new AssertionError();
            }),
        defect(
            "test failed on this weight: java.lang.StackOverflowError",
            (_, _, _, _) -> {
              throw new StackOverflowError();
            }),
        defect(
            "test failed on this weight: java.util.concurrent.CancellationException: tired",
            (_, _, _, _) -> {
              throw new CancellationException("tired");
            }),
        defect("it returned no outcome", (_, _, _, _) -> null),
        defect("it returned no expression", (_, _, _, _) -> new Outcome.Rewritten(null)),
        defect(
            "test returned float16[1] for a weight of float16[64, 64, 3, 3]",
            (_, _, _, _) -> dense(DataType.FLOAT16, Shape.of(1))),
        defect(
            "test returned float32[64, 64, 3, 3] for a weight of float16[64, 64, 3, 3]",
            (_, weight, _, _) -> dense(DataType.FLOAT32, weight.shape())),
        defect("test returned parts that do not fit", (_, weight, _, _) -> misfit(weight)),
        defect("test made values that are not finite", (_, weight, _, _) -> notANumber(weight)),
        defect(
            "read-only",
            (_, weight, _, _) -> {
              ((WeightExpression.Dense) weight)
                  .tensor()
                  .data()
                  .set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
              return new Outcome.Skipped("never");
            }));
  }

  private static Arguments defect(String message, TestAlgorithm.Work work) {
    return Arguments.of(message, work);
  }

  private static Outcome dense(DataType type, Shape shape) {
    int count = Math.toIntExact(shape.elementCount());
    return new Outcome.Rewritten(
        new WeightExpression.Dense(Tensor.ofFloats(type, shape, new float[count])));
  }

  /** A scale of a rank that no integer data could go with. */
  private static Outcome misfit(WeightExpression weight) {
    int count = Math.toIntExact(weight.shape().elementCount());
    return new Outcome.Rewritten(
        new WeightExpression.Affine(
            new WeightExpression.Dense(
                Tensor.ofIntegers(DataType.INT8, weight.shape(), new int[count])),
            new WeightExpression.Dense(
                Tensor.ofFloats(DataType.FLOAT16, Shape.of(7), new float[7])),
            null));
  }

  private static Outcome notANumber(WeightExpression weight) {
    int count = Math.toIntExact(weight.shape().elementCount());
    return new Outcome.Rewritten(
        new WeightExpression.Affine(
            new WeightExpression.Dense(
                Tensor.ofIntegers(DataType.INT8, weight.shape(), new int[count])),
            new WeightExpression.Dense(
                Tensor.ofFloats(DataType.FLOAT16, weight.shape().ones(), Float.NaN)),
            null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defects")
  void aDefectIsToldAndTheOutputUntouched(String message, TestAlgorithm.Work work) {
    Bench bench = Bench.with(folder, TestAlgorithm.doing(work));

    assertThat(bench.problem(Bench.CNN, ONE))
        .startsWith("const_6_to_fp16: ")
        .contains("test")
        .contains(message)
        .contains("; ");
  }

  @Test
  void aDefectAmongManyWeightsStopsTheRun() {
    Bench bench =
        Bench.with(
            folder,
            new TestAlgorithm(
                TestAlgorithm::planScaled,
                (site, weight, configuration, context) -> {
                  if (site.name().equals("const_22_to_fp16")) {
                    throw new IllegalStateException("late");
                  }
                  return TestAlgorithm.scale(site, weight, configuration, context);
                }));

    assertThat(bench.problem(Bench.CNN, "stages: [{use: test}]"))
        .startsWith("const_22_to_fp16: test failed on this weight");
  }

  @Test
  void aPlanMustKeepTypeAndShape() {
    Bench bench =
        Bench.with(
            folder,
            new TestAlgorithm(
                (site, _) ->
                    new WeightPlan.Rewrite(
                        new Encoding.Dense(DataType.FLOAT32, site.encoding().shape()), true),
                TestAlgorithm::scale));

    assertThat(bench.planProblem(Bench.CNN, ONE))
        .startsWith("const_6_to_fp16: test failed while it planned this weight")
        .contains("float32[64, 64, 3, 3]", "float16[64, 64, 3, 3]");
  }

  @Test
  @SuppressWarnings("NullAway") // that is the defect
  void aPlanMayNotBeNull() {
    Bench bench = Bench.with(folder, new TestAlgorithm((_, _) -> null, TestAlgorithm::scale));

    assertThat(bench.planProblem(Bench.CNN, ONE))
        .startsWith("const_6_to_fp16: test failed while it planned this weight")
        .contains("the plan is null");
  }

  @Test
  void refusalsOfManyWeightsBecomeOneProblem() {
    Bench bench =
        Bench.with(
            folder,
            new TestAlgorithm(
                (_, _) -> new WeightPlan.Refuse("cannot be", "do otherwise"),
                TestAlgorithm::scale));

    assertThat(bench.planProblem(Bench.CNN, "stages: [{use: test}]"))
        .matches("const_6_to_fp16 and \\d+ more: cannot be; do otherwise");
  }

  @Test
  void whatAnOpsetCannotHoldIsFoundAfterTheWorkWhereThePlanWasOpen() {
    Bench bench = Bench.with(folder, TestAlgorithm.doing(TestAlgorithm::scale));
    String int4 =
        "stages: [{use: test, config: {dtype: int4}, select: {const_names: [const_6_to_fp16]}}]";

    PipelineReport plan = bench.plan(Bench.CNN, int4);

    assertThat(Bench.outcome(plan, "const_6_to_fp16").remarks())
        .containsExactly("what becomes of it depends on its values");
    assertThat(bench.problem(Bench.CNN, int4))
        .startsWith("const_6_to_fp16: ")
        .contains("minimum_os to iOS18");
  }

  @Test
  void anOpenPlanIsFilledInByTheRun() {
    Bench bench = Bench.with(folder, TestAlgorithm.doing(TestAlgorithm::scale));

    PipelineReport report = bench.run(Bench.CNN, ONE);

    assertThat(Bench.weight(report, "const_6_to_fp16").after()).isInstanceOf(Encoding.Affine.class);
  }

  @Test
  void anAlgorithmMayLeaveAWeightAloneAndSayWhy() {
    Bench bench =
        Bench.with(
            folder,
            TestAlgorithm.doing((_, _, _, context) -> {
              context.note("looked at it");
              return new Outcome.Skipped("it does not pay");
            }));

    PipelineReport report = bench.run(Bench.CNN, ONE);

    assertThat(Bench.outcome(report, "const_6_to_fp16").status()).isEqualTo(Status.SKIPPED);
    assertThat(Bench.outcome(report, "const_6_to_fp16").reason()).isEqualTo("it does not pay");
    assertThat(Bench.outcome(report, "const_6_to_fp16").remarks()).contains("looked at it");
    assertThat(Bench.files(bench.output()))
        .hasEntrySatisfying(
            "Data/com.apple.CoreML/weights/weight.bin",
            bytes ->
                assertThat(bytes)
                    .isEqualTo(
                        Bench.files(Bench.CNN).get("Data/com.apple.CoreML/weights/weight.bin")));
  }

  @Test
  void theSameExpressionMayComeBack() {
    Bench bench =
        Bench.with(folder, TestAlgorithm.doing((_, weight, _, _) -> new Outcome.Rewritten(weight)));

    PipelineReport report = bench.run(Bench.CNN, ONE);

    assertThat(Bench.weight(report, "const_6_to_fp16").error())
        .hasValueSatisfying(error -> assertThat(error.meanSquaredError()).isZero());
  }

  @Test
  void theNextAlgorithmSeesWhatTheOneBeforeMade() {
    Bench bench =
        Bench.with(
            folder,
            TestAlgorithm.doing((site, weight, configuration, context) ->
                site.encoding().isDense()
                    ? TestAlgorithm.scale(site, weight, configuration, context)
                    : new Outcome.Rewritten(
                        new WeightExpression.Dense(
                            ExpressionValues.of(weight).evaluate(context.memory())))));

    PipelineReport report = bench.run(Bench.CNN, "stages: [{use: test}, {use: test, name: back}]");

    assertThat(report.stages()).containsExactly("test", "back");
    assertThat(Bench.weight(report, "const_6_to_fp16").after().isDense()).isTrue();
    assertThat(Bench.weight(report, "const_6_to_fp16").error())
        .hasValueSatisfying(error -> assertThat(error.meanSquaredError()).isPositive());
  }
}
