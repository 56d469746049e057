package dev.coremill.targets.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.Confidence;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.Severity;
import dev.coremill.api.target.TargetRule;
import dev.coremill.api.target.TargetRule.Effect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleFileTest {
  private static List<TargetRule> read(String line) {
    String text = "version,1\n" + String.join(",", RuleFile.COLUMNS) + "\n" + line + "\n";
    return RuleFile.rules(
        DataFile.parse("rules.csv", text.getBytes(StandardCharsets.UTF_8), RuleFile.COLUMNS));
  }

  @Test
  void everyRuleHasAReasonAndASource() {
    assertThat(new AppleCatalog().rules())
        .hasSizeGreaterThan(50)
        .allSatisfy(rule -> {
          assertThat(rule.reason()).as(rule.id()).isNotBlank();
          assertThat(rule.source()).as(rule.id()).hasSizeGreaterThan(10);
        });
  }

  @Test
  void whatIsGuessedOrThirdPartyIsNeverOfHighConfidence() {
    assertThat(new AppleCatalog().rules())
        .filteredOn(
            rule -> rule.evidence() == Evidence.GUESSED || rule.source().contains("third-party"))
        .isNotEmpty()
        .allMatch(rule -> rule.confidence() != Confidence.HIGH);
  }

  @Test
  void aRecordIsARule() {
    TargetRule rule =
        read("ne-x,excludes neural_engine,\"rank: > 5; operation: conv,"
                + " linear\",why,,low,guessed,s")
            .getFirst();

    assertThat(rule.effect()).isEqualTo(new Effect.Excludes(ComputeUnit.NEURAL_ENGINE));
    assertThat(rule.when()).containsEntry("rank", "> 5").containsEntry("operation", "conv, linear");
    assertThat(rule.rewrite()).isEmpty();
    assertThat(read("w,warns error,,why,help,high,measured,s").getFirst())
        .satisfies(warning -> {
          assertThat(warning.effect()).isEqualTo(new Effect.Warns(Severity.ERROR));
          assertThat(warning.rewrite()).contains("help");
          assertThat(warning.when()).isEmpty();
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a,bans gpu,,why,,low,guessed,s              | rules.csv:3: 'bans gpu' is no effect
          a,excludes,,why,,low,guessed,s              | rules.csv:3: 'excludes' is no effect
          a,excludes npu,,why,,low,guessed,s          | rules.csv:3: 'npu' is no unit; expected cpu, gpu
          a,warns loudly,,why,,low,guessed,s          | rules.csv:3: 'loudly' is no severity
          a,excludes gpu,rank > 5,why,,low,guessed,s  | rules.csv:3: 'rank > 5' is no condition
          a,excludes gpu,rank: 5; rank: 6,why,,low,guessed,s | rules.csv:3: the fact 'rank' is there twice
          a,excludes gpu,,why,,sure,guessed,s         | rules.csv:3: 'sure' is no confidence
          a,excludes gpu,,why,,low,guessed,           | rules.csv:3: an empty 'source'
          A,excludes gpu,,why,,low,guessed,s          | rules.csv:3: 'A' is no id
          """)
  void aBadRecordIsReportedWithItsLine(String line, String message) {
    assertThatThrownBy(() -> read(line))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(message);
  }
}
