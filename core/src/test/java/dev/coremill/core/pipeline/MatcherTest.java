package dev.coremill.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.WeightUse;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MatcherTest {
  private static final WeightUse CONV = use("stem/conv", "conv");
  private static final WeightUse GATHER = use("embed", "gather");

  @Test
  void anyUseIsEnough() {
    Matcher matcher = new Matcher(List.of("conv"), List.of(), List.of());

    assertThat(matcher.matches("w", List.of(GATHER, CONV))).isTrue();
    assertThat(matcher.matches("w", CONV)).isTrue();
    assertThat(matcher.matches("w", GATHER)).isFalse();
  }

  @Test
  void aPatternIsForTheWholeName() {
    Matcher operations = new Matcher(List.of(), patterns("stem"), List.of());
    Matcher below = new Matcher(List.of(), patterns("stem/.*"), List.of());
    Matcher constants = new Matcher(List.of(), List.of(), patterns("w[0-9]"));

    assertThat(operations.matches("w1", CONV)).isFalse();
    assertThat(below.matches("w1", CONV)).isTrue();
    assertThat(constants.matches("w1", List.of(GATHER))).isTrue();
    assertThat(constants.matches("w12", List.of(GATHER))).isFalse();
  }

  @Test
  void aConstantIsNotTakenForAnOperationNorTheOtherWayRound() {
    assertThat(new Matcher(List.of(), patterns("w1"), List.of()).matches("w1", CONV)).isFalse();
    assertThat(new Matcher(List.of(), List.of(), patterns("embed")).matches("w1", GATHER))
        .isFalse();
  }

  @Test
  void withoutPartsEveryWeightIsMeant() {
    assertThat(Matcher.everything().matches("w", List.of())).isTrue();
    assertThat(Selection.everyWeight().matches("w", List.of(GATHER))).isTrue();
  }

  @Test
  void whatIsExcludedIsNotSelectedWhateverElseHolds() {
    Selection selection =
        new Selection(
            List.of("conv", "gather"), List.of(), List.of(), patterns("embed", "head.*"), false);

    assertThat(selection.matches("w", List.of(CONV))).isTrue();
    assertThat(selection.matches("w", List.of(CONV, GATHER))).isFalse();
    assertThat(selection.matches("w", CONV)).isTrue();
    assertThat(selection.matches("w", GATHER)).isFalse();
    assertThat(selection.matches("head_weight", List.of(CONV))).isFalse();
  }

  private static List<Pattern> patterns(String... patterns) {
    return List.of(patterns).stream().map(Pattern::compile).toList();
  }

  private static WeightUse use(String operation, String type) {
    return new WeightUse("main", operation, type, "weight", new ChannelAxes(0, 1, true));
  }
}
