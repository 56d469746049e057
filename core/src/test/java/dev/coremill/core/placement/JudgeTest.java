package dev.coremill.core.placement;

import static dev.coremill.api.target.ComputeUnit.CPU;
import static dev.coremill.api.target.ComputeUnit.GPU;
import static dev.coremill.api.target.ComputeUnit.NEURAL_ENGINE;
import static dev.coremill.core.placement.Sketches.chain;
import static dev.coremill.core.placement.Sketches.judge;
import static dev.coremill.core.placement.Sketches.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.coremill.api.target.Advisory;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.Severity;
import dev.coremill.api.target.TargetRule;
import dev.coremill.api.target.TargetRule.Effect;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.problem.ProblemException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgeTest {
  private static final TargetRule NO_LSTM =
      rule("no-lstm", new Effect.Excludes(NEURAL_ENGINE), Map.of("operation", "lstm, small_lstm"));

  @Test
  void withoutRulesEverythingRunsOnTheFastestUnitThatIsAllowed() {
    assertThat(judge(chain("conv", "relu"), ComputeUnits.ALL).placements())
        .extracting(Placement::unit)
        .containsOnly(NEURAL_ENGINE);
    assertThat(judge(chain("conv"), ComputeUnits.CPU_AND_GPU).placements())
        .extracting(Placement::unit)
        .containsExactly(GPU);
    assertThat(judge(chain("conv"), ComputeUnits.CPU_ONLY).placements().getFirst())
        .satisfies(placement -> {
          assertThat(placement.unit()).isEqualTo(CPU);
          assertThat(placement.reason()).isEqualTo("cpu_only allows no other unit");
        });
  }

  @Test
  void anExcludedOperationRunsOnTheNextUnitAndSaysWhy() {
    Placement placement =
        judge(chain("conv", "lstm", "conv"), ComputeUnits.ALL, NO_LSTM).placements().get(1);

    assertThat(placement.unit()).isEqualTo(GPU);
    assertThat(placement.reason()).isEqualTo("because of no-lstm");
    assertThat(placement.rewrite()).contains("mend no-lstm");
    assertThat(placement.source()).isEqualTo("source of no-lstm");
    assertThat(placement.rule()).isEqualTo("no-lstm");
  }

  @Test
  void aPreferenceDecidesAmongThePossibleUnitsInOrder() {
    TargetRule first = rule("cpu", new Effect.Prefers(CPU), Map.of("operation", "topk"));
    TargetRule second = rule("gpu", new Effect.Prefers(GPU), Map.of());
    Judgement judgement = judge(chain("topk", "conv"), ComputeUnits.ALL, first, second);

    assertThat(judgement.placements()).extracting(Placement::unit).containsExactly(CPU, GPU);
    assertThat(judgement.placements()).extracting(Placement::rule).containsExactly("cpu", "gpu");
  }

  @Test
  void theFirstRuleThatExcludesAUnitGivesTheReason() {
    TargetRule later =
        rule("later", new Effect.Excludes(NEURAL_ENGINE), Map.of("operation", "lstm"));

    assertThat(judge(chain("lstm"), ComputeUnits.ALL, NO_LSTM, later).placements())
        .extracting(Placement::rule)
        .containsExactly("no-lstm");
  }

  @Test
  void whatNoUnitTakesIsLeftToTheCpuWithTheReason() {
    TargetRule never = rule("never", new Effect.Excludes(CPU), Map.of());

    assertThat(judge(chain("lstm"), ComputeUnits.CPU_ONLY, never).placements().getFirst())
        .satisfies(placement -> {
          assertThat(placement.unit()).isEqualTo(CPU);
          assertThat(placement.rule()).isEqualTo("never");
        });
  }

  @Test
  void aSmallRunBetweenTwoSegmentsOfOneUnitJoinsThem() {
    Judgement judgement =
        judge(chain("lstm", "small_add", "small_mul", "lstm"), ComputeUnits.ALL, NO_LSTM);

    assertThat(judgement.placements()).extracting(Placement::unit).containsOnly(GPU);
    assertThat(judgement.placements().get(1).reason()).contains("computes little");
    assertThat(judgement.segments()).hasSize(1);
  }

  @Test
  void aRunThatComputesMuchOrMayNotMoveStays() {
    assertThat(judge(chain("lstm", "conv", "lstm"), ComputeUnits.ALL, NO_LSTM).segments())
        .hasSize(3);
    assertThat(judge(chain("conv", "small_lstm", "conv"), ComputeUnits.ALL, NO_LSTM).segments())
        .extracting(Segment::unit)
        .containsExactly(NEURAL_ENGINE, GPU, NEURAL_ENGINE);
  }

  @Test
  void aSmallNetworkIsNotDrawnToTheUnitOfTheCastsAroundIt() {
    TargetRule casts =
        rule("casts", new Effect.Excludes(NEURAL_ENGINE), Map.of("operation", "cast"));

    assertThat(judge(chain(0, "cast", "small_conv", "cast"), ComputeUnits.ALL, casts).segments())
        .extracting(Segment::unit)
        .containsExactly(GPU, NEURAL_ENGINE, GPU);
  }

  @Test
  void joinedSegmentsCountAsOneForTheNextRun() {
    Judgement judgement =
        judge(chain("lstm", "small_a", "lstm", "small_b", "lstm"), ComputeUnits.ALL, NO_LSTM);

    assertThat(judgement.segments()).containsExactly(new Segment(GPU, 0, 4, 3_000_000_020L));
  }

  @Test
  void valuesThatCrossUnitsAreTransfersOnceForEachUnit() {
    Judgement judgement = judge(chain("conv", "lstm", "conv"), ComputeUnits.ALL, NO_LSTM);

    assertThat(judgement.transfers())
        .containsExactly(
            new Transfer("v0", NEURAL_ENGINE, GPU, 1, 16),
            new Transfer("v1", GPU, NEURAL_ENGINE, 2, 16));
  }

  @Test
  void aWarningNamesItsOperationsAndMayAskWhereTheyRun() {
    TargetRule warning =
        rule(
            "slow",
            new Effect.Warns(Severity.WARNING),
            Map.of("operation", "lstm, conv", "unit", "gpu"));

    assertThat(judge(chain("conv", "lstm"), ComputeUnits.ALL, NO_LSTM, warning).advisories())
        .singleElement()
        .satisfies(advisory -> {
          assertThat(advisory.operations()).containsExactly(1);
          assertThat(advisory.mend()).contains("mend slow");
        });
  }

  @Test
  void aWarningAboutTheSettingIsGivenOnceAndTheGravestComesFirst() {
    TargetRule setting =
        rule("set", new Effect.Warns(Severity.INFORMATION), Map.of("chip.cores", ">= 8"));
    TargetRule grave = rule("bad", new Effect.Warns(Severity.ERROR), Map.of("release", "18"));

    assertThat(judge(chain("conv", "conv"), ComputeUnits.ALL, setting, grave).advisories())
        .extracting(Advisory::rule, Advisory::operations)
        .containsExactly(tuple("bad", List.of()), tuple("set", List.of()));
  }

  @Test
  void allConditionsOnWeightsMustHoldForOneWeight() {
    Encoding fine = lookup(4, 1);
    Encoding coarse = lookup(2, 8);
    TargetRule warning =
        rule(
            "both",
            new Effect.Warns(Severity.WARNING),
            Map.of("weight.bits", "4", "weight.tables", "> 1"));

    assertThat(
            judge(
                    Sketches.profile(
                        List.of(
                            Sketches.operation(0, "lstm", 1, fine, coarse),
                            Sketches.operation(1, "lstm", 1, fine, lookup(4, 8)))),
                    ComputeUnits.ALL,
                    warning)
                .advisories())
        .singleElement()
        .satisfies(advisory -> assertThat(advisory.operations()).containsExactly(1));
  }

  private static Encoding lookup(int bits, long tables) {
    return new Encoding.Lookup(
        new Encoding.Dense(DataType.unsigned(bits), Shape.of(8, 8)),
        new Encoding.Dense(DataType.FLOAT16, Shape.of(tables, 1, 1L << bits, 1)),
        0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rang            | > 5 | there is no fact 'rang'; did you mean 'rank'?
          rank            | big | is no test of rank
          chip.core       | 8   | no chip has the property 'core'; did you mean 'cores'?
          unit            | gpu | only warnings can ask about 'unit'
          """)
  void aBadConditionIsAnErrorThatNamesTheRule(String fact, String test, String message) {
    TargetRule bad = rule("bad", new Effect.Excludes(GPU), Map.of(fact, test));

    assertThatThrownBy(() -> RuleSet.of(Sketches.catalog(bad)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("rule 'bad' of Example: ")
        .hasMessageContaining(message);
  }

  @Test
  void twoRulesOfOneIdAreAnError() {
    assertThatThrownBy(() -> RuleSet.of(Sketches.catalog(NO_LSTM, NO_LSTM)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("the id is there twice");
  }
}
