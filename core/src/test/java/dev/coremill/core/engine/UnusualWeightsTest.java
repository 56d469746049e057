package dev.coremill.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.program.Operation;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.report.PipelineReport;
import dev.coremill.core.report.StageOutcome;
import dev.coremill.core.report.StageOutcome.Status;
import dev.coremill.core.report.WeightReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights that are tied, nested, masks, returned by blocks, or not finite. */
class UnusualWeightsTest {
  private static final Shape SQUARE = Shape.of(64, 64);
  private static final Shape SMALL = Shape.of(8, 8);
  private static final String TEST = "stages: [{use: test}]";

  @TempDir Path folder;

  private static Operation weight(String name) {
    return Programs.constant(name, SQUARE, i -> Math.sin(i + name.hashCode() % 100));
  }

  private Bench bench() {
    return Bench.with(folder, TestAlgorithm.scaling());
  }

  private Path tied(Shape shape) {
    return Programs.write(
        folder.resolve("models"),
        List.of(
            Programs.constant("tied", shape, i -> Math.sin(i)),
            Programs.linear("first", "image", "tied"),
            Programs.linear("second", "first", "tied")));
  }

  private static String overridden(String override) {
    return "stages: [{use: test, overrides: [" + override + "]}]";
  }

  @Test
  void aTiedWeightIsOneWeightWithAllItsUses() {
    PipelineReport report = bench().run(tied(SQUARE), TEST);

    assertThat(report.weights()).hasSize(1);
    assertThat(report.weights().getFirst().changed()).isTrue();
    assertThat(report.weights().getFirst().uses())
        .extracting(use -> use.operation())
        .containsExactly("first", "second");
  }

  @Test
  void anOverrideOfOneUseOfATiedWeightContradictsTheOther() {
    assertThat(
            bench()
                .planProblem(
                    tied(SQUARE), overridden("{op_names: [second], config: {dtype: int4}}")))
        .startsWith(
            "tied: stage test treats its uses differently: first (linear.weight) by stages[0] (")
        .contains("second (linear.weight) by overrides[0] (")
        .contains("give both the same configuration", "const_names");
  }

  @Test
  void aSkippedUseOfATiedWeightContradictsTheOther() {
    assertThat(bench().planProblem(tied(SQUARE), overridden("{op_names: [first], skip: true}")))
        .contains("first (linear.weight) by overrides[0]", "second (linear.weight) by stages[0]");
  }

  @Test
  void anOverrideThatNamesTheConstantDecidesForAllUses() {
    PipelineReport report =
        bench()
            .plan(
                tied(SQUARE),
                overridden(
                    "{const_names: [tied], skip: true},"
                        + "{op_names: [second], config: {dtype: int4}}"));

    assertThat(Bench.outcome(report, "tied").reason()).startsWith("left alone by overrides[0]");
  }

  @Test
  void equalConfigurationsOfTheUsesDoNotContradict() {
    PipelineReport report =
        bench().plan(tied(SQUARE), overridden("{op_names: [second], config: {dtype: int8}}"));

    assertThat(Bench.outcome(report, "tied").status()).isEqualTo(Status.COMPRESSED);
  }

  @Test
  void aContradictionOverAWeightThatNoRuleTakesDoesNoHarm() {
    PipelineReport report =
        bench().plan(tied(SMALL), overridden("{op_names: [second], config: {dtype: int4}}"));

    assertThat(Bench.outcome(report, "tied").reason()).contains("weight_threshold");
  }

  @Test
  void weightsOfInnerBlocksAreCompressedWhereTheyStand() {
    Path model =
        Programs.write(
            folder.resolve("models"),
            List.of(
                weight("outer"),
                Programs.linear("before", "image", "outer"),
                Programs.truth("positive", "before"),
                Programs.operation(
                    "cond",
                    "choice",
                    Map.of("pred", "positive"),
                    Programs.block(
                        "yes", weight("inner_yes"), Programs.linear("yes", "before", "inner_yes")),
                    Programs.block(
                        "no",
                        Programs.linear("again", "before", "outer"),
                        weight("inner_no"),
                        Programs.linear("no", "again", "inner_no")))));
    Bench bench = bench();

    PipelineReport report = bench.run(model, TEST);

    assertThat(report.weights())
        .extracting(WeightReport::name)
        .containsExactly("outer", "inner_yes", "inner_no");
    assertThat(report.weights()).allMatch(WeightReport::changed);
    PipelineReport again = bench.plan(bench.output(), "stages: []");
    assertThat(again.weights())
        .extracting(WeightReport::name)
        .containsExactly("outer", "inner_yes", "inner_no");
    assertThat(again.weights()).noneMatch(weight -> weight.before().isDense());
    assertThat(Bench.weight(again, "outer").uses())
        .extracting(use -> use.operation())
        .containsExactly("before", "again");
  }

  @Test
  void aWeightThatIsNotFiniteStaysDenseAndItsElementIsNamed() {
    Path model =
        Programs.write(
            folder.resolve("models"),
            List.of(
                Programs.constant("broken", SQUARE, i -> i == 1234 ? Double.NaN : 1),
                Programs.linear("first", "image", "broken"),
                Programs.constant("infinite", SQUARE, i -> i == 4095 ? 1e9 : 1),
                Programs.linear("second", "first", "infinite"),
                weight("sound"),
                Programs.linear("third", "second", "sound")));

    PipelineReport report = bench().run(model, TEST);

    assertThat(Bench.outcome(report, "broken"))
        .isEqualTo(
            new StageOutcome(
                "test", Status.SKIPPED, "it holds a NaN or an infinity (element 1234)", List.of()));
    assertThat(Bench.outcome(report, "infinite").reason()).contains("(element 4095)");
    assertThat(Bench.weight(report, "broken").after().isDense()).isTrue();
    assertThat(Bench.weight(report, "sound").changed()).isTrue();
  }

  @Test
  void aMaskIsRemarkedOnWhereItIsTaken() {
    Path model =
        Programs.write(
            folder.resolve("models"),
            List.of(
                Programs.constant("mask", SQUARE, i -> i % 64 > i / 64 ? -65504 : 0),
                Programs.operation("add", "masked", Map.of("x", "image", "y", "mask")),
                Programs.constant("zeros", SQUARE, _ -> 0),
                Programs.operation("add", "sum", Map.of("x", "masked", "y", "zeros"))));

    PipelineReport plain = bench().plan(model, TEST);
    PipelineReport named = bench().plan(model, "stages: [{use: test, select: {op_types: [add]}}]");

    assertThat(Bench.outcome(plain, "mask").status()).isEqualTo(Status.NOT_SELECTED);
    assertThat(Bench.outcome(named, "mask").status()).isEqualTo(Status.COMPRESSED);
    assertThat(Bench.outcome(named, "mask").remarks())
        .singleElement()
        .asString()
        .startsWith("it looks like a mask: every value is 0 or at most -10000");
    assertThat(Bench.outcome(named, "zeros").remarks()).isEmpty();
  }

  @Test
  void aWeightThatABlockReturnsIsRemarkedOn() {
    Path model =
        Programs.write(
            folder.resolve("models"),
            List.of(
                weight("returned"),
                Programs.linear("before", "image", "returned"),
                Programs.truth("positive", "before"),
                Programs.operation(
                    "cond",
                    "choice",
                    Map.of("pred", "positive"),
                    Programs.block("returned"),
                    Programs.block("before"))));

    PipelineReport report = bench().plan(model, TEST);

    assertThat(Bench.outcome(report, "returned").remarks())
        .containsExactly(
            "block choice/0 of function main returns it (output[0]): its error reaches the caller");
  }
}
