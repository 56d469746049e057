package dev.coremill.core.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.EncodingUse;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.TargetRule;
import dev.coremill.api.target.Verdict;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.placement.RuleSet;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetDescriptionReaderTest {
  private static final String BOARD =
      """
      coremill_target: 1
      id: org.example.board
      version: 1.0.0
      provider: Example Org
      vendor: Example
      chips:
        - id: npu-2
          name: NPU 2
          properties:
            - {name: neural_engine_cores, value: 8, evidence: published, source: data sheet}
      devices:
        - id: example-board
          name: Example Board
          chip: npu-2
          systems: [{oldest: iOS16, newest: iOS18, evidence: published, source: data sheet}]
      encodings:
        - when: {weight.encoding: lookup, weight.bits: "< 4"}
          reason: tables of less than 4 bits
          first_os: [iOS18]
          evidence: measured
          source: our bench
      rules:
        - id: no-lstm
          excludes: neural_engine
          when: {operation: "lstm, gru"}
          reason: a recurrent layer
          confidence: high
          evidence: published
          source: data sheet
      cost_constants:
        - {name: compute_tflops, unit: neural_engine, value: 4, low: 3, high: 5, evidence: fitted, source: bench}
      """;

  private static DescribedTargets read(String text) {
    return TargetDescriptionReader.read("board.target.yaml", "", text);
  }

  @Test
  void aDescriptionIsACatalog() {
    DescribedTargets targets = read(BOARD);
    Device device = targets.catalog().devices().getFirst();

    assertThat(targets.id()).isEqualTo("org.example.board");
    assertThat(targets.requires()).isEqualTo("*");
    assertThat(device.id()).isEqualTo("example-board");
    assertThat(device.chip().properties().get("neural_engine_cores"))
        .satisfies(value -> assertThat(value.source()).isEqualTo("data sheet"));
    assertThat(device.systems().getFirst().value().newest()).contains(OsVersion.parse("iOS18"));
    assertThat(targets.catalog().rules())
        .extracting(TargetRule::id, TargetRule::reason)
        .containsExactly(tuple("no-lstm", "a recurrent layer"));
    assertThat(RuleSet.of(targets.catalog()).rules()).hasSize(1);
    assertThat(targets.catalog().costConstants().getFirst().value().low()).isEqualTo(3);
  }

  @Test
  void encodingsAreRefusedUntilTheFirstVersionThatLoadsThem() {
    assertThat(check(2, "iOS17"))
        .satisfies(verdict -> {
          assertThat(verdict.legal()).isFalse();
          assertThat(verdict.reason()).isEqualTo("tables of less than 4 bits");
          assertThat(verdict.firstOs()).contains(OsVersion.parse("iOS18"));
          assertThat(verdict.source()).isEqualTo("our bench");
        });
    assertThat(check(2, "iOS18").legal()).isTrue();
    assertThat(check(4, "iOS17").legal()).isTrue();
    assertThat(check(2, "macOS26").legal()).as("a system without a first version").isFalse();
  }

  private static Verdict check(int bits, String system) {
    Encoding encoding =
        new Encoding.Lookup(
            new Encoding.Dense(DataType.unsigned(bits), Shape.of(8, 8)),
            new Encoding.Dense(DataType.FLOAT16, Shape.of(1, 1, 1L << bits, 1)),
            0);
    return read(BOARD)
        .catalog()
        .check(
            new EncodingUse("conv", "weight", encoding), OsVersion.parse(system), ComputeUnits.ALL);
  }

  @Test
  void aDescriptionInAJarTakesTheIdOfTheJar() {
    String without = BOARD.replace("id: org.example.board\n", "").replace("version: 1.0.0\n", "");

    assertThat(
            TargetDescriptionReader.read("a.jar!/b.target.yaml", "org.example.jar", without).id())
        .isEqualTo("org.example.jar");
    assertThat(problems(without))
        .containsExactly(
            "board.target.yaml:1:1: 'id' is empty; say it",
            "board.target.yaml:1:1: 'version' is empty; say it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          coremill_target: 1                 | coremill_target: 2            | 1:18: coremill_target: expected
          chip: npu-2                        | chip: npu-3                   | 12:5: there is no chip 'npu-3'
          vendor: Example                    | vender: Example               | 5:1: target file: unknown key 'vender'; did you mean 'vendor'?
          oldest: iOS16                      | oldest: iOS19                 | 15:15: there is no range from iOS19 to iOS18
          oldest: iOS16                      | oldest: 16                    | 15:24: oldest:
          evidence: measured                 | evidence: seen                | 20:15: evidence: expected
          weight.bits: "< 4"                 | weight.bit: "< 4"             | 17:49: there is no fact 'weight.bit'; did you mean 'weight.bits'?
          weight.bits: "< 4"                 | weight.bits: few              | is no test of weight.bits
          weight.bits: "< 4"                 | rank: "< 4"                   | 17:43: 'rank' is not known of an encoding
          operation: "lstm, gru"             | operation: [lstm, gru]        | 25:23: the test of 'operation' is no single value
          operation: "lstm, gru"             | chip.cores: 8                 | no chip has the property 'cores'
          excludes: neural_engine            | {}                            | has no effect; give one of excludes, prefers and warns
          low: 3                             | low: 6                        | 31:5: 4.0 in [6.0, 5.0]
          source: our bench                  | source: ""                    | 17:5: 'source' is empty
          id: no-lstm                        | id: No_LSTM                   | 23:5: 'No_LSTM' is no id
          """)
  void aMistakeIsReportedWithItsLineAndColumn(String before, String after, String message) {
    assertThat(BOARD).contains(before);
    String broken =
        BOARD.replaceFirst(
            Pattern.quote(before),
            Matcher.quoteReplacement(after.equals("{}") ? "rewrite: none" : after));

    assertThat(problems(broken)).anyMatch(problem -> problem.contains(message));
  }

  private static List<String> problems(String text) {
    ProblemException thrown = catchThrowableOfType(ProblemException.class, () -> read(text));
    assertThat(thrown).isNotNull();
    return thrown.problems().stream().map(Problem::toString).toList();
  }
}
