package dev.coremill.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.config.Parameter;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BinderTest {
  private final List<Problem> problems = new ArrayList<>();

  enum Granularity {
    PER_TENSOR,
    PER_CHANNEL
  }

  record Inner(@Parameter(description = "A number.", defaultValue = "7") int number) {}

  record Sample(
      @Parameter(description = "Bits of an index.", minimum = 1, maximum = 8) int nbits,
      @Parameter(description = "Steps.", defaultValue = "5000000000") long steps,
      @Parameter(description = "A share.", defaultValue = "0.5", minimum = 0, maximum = 1)
          double share,
      @Parameter(description = "Whether.", defaultValue = "false") boolean enabled,
      @Parameter(description = "A label.", defaultValue = "none") String label,
      @Parameter(description = "What shares.", defaultValue = "per_channel")
          Granularity granularity,
      @Parameter(description = "Sizes.", defaultValue = "[1, 32]", minimum = 0)
          List<Integer> blockSize,
      @Parameter(
              description = "An axis.",
              allowed = {"0", "1"})
          Optional<Integer> dim,
      @Parameter(description = "More.", defaultValue = "{}") Inner inner) {
    Sample {
      if (enabled && nbits == 1) {
        throw new IllegalArgumentException("enabled needs nbits of 2 or more");
      }
    }
  }

  record Undescribed(int number) {}

  @Test
  void whatIsNotGivenTakesItsDefault() {
    assertThat(bind("nbits: 4"))
        .isEqualTo(
            new Sample(
                4,
                5_000_000_000L,
                0.5,
                false,
                "none",
                Granularity.PER_CHANNEL,
                List.of(1, 32),
                Optional.empty(),
                new Inner(7)));
    assertThat(problems).isEmpty();
  }

  @Test
  void nullMeansNotGiven() {
    assertThat(bind("{nbits: 4, share: null, dim: ~, inner: {number: }}"))
        .isEqualTo(bind("nbits: 4"));
  }

  @Test
  void aSingleValueIsAListOfOne() {
    Sample sample = bind("{nbits: 4, block_size: 16}");

    assertThat(sample).extracting("blockSize").isEqualTo(List.of(16));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{nbits: four} | f:1:9: nbits: expected a whole number from 1 to 8, found \"four\"",
        "{nbits: \"4\"} | f:1:9: nbits: expected a whole number from 1 to 8, found \"4\"",
        "{nbits: 9} | f:1:9: nbits: expected a whole number from 1 to 8, found 9",
        "{nbits: 4.0} | f:1:9: nbits: expected a whole number from 1 to 8, found 4.0",
        "{nbits: 4294967300} | f:1:9: nbits: expected a whole number from 1 to 8, found 4294967300",
        "{nbits: 99999999999999999999} | f:1:9: nbits: expected a whole number from 1 to 8, found"
            + " 99999999999999999999",
        "{nbits: [4]} | f:1:9: nbits: expected a whole number from 1 to 8, found a list",
        "{nbits: {a: 1}} | f:1:9: nbits: expected a whole number from 1 to 8, found keys with"
            + " values",
        "{} | f:1:1: sample: 'nbits' is missing; give it: Bits of an index",
        "{nbits: } | f:1:8: sample: 'nbits' is missing; give it: Bits of an index",
        "{nbits: 4, steps: x} | f:1:19: steps: expected a whole number, found \"x\"",
        "{nbits: 4, share: 1.5} | f:1:19: share: expected a number from 0 to 1, found 1.5",
        "{nbits: 4, share: .nan} | f:1:19: share: expected a number from 0 to 1, found .nan",
        "{nbits: 4, enabled: yes} | f:1:21: enabled: expected true or false, found \"yes\"",
        "{nbits: 4, label: [a]} | f:1:19: label: expected text, found a list",
        "{nbits: 4, granularity: per_chanel} | f:1:25: granularity: expected one of per_tensor,"
            + " per_channel, found \"per_chanel\"; did you mean 'per_channel'?",
        "{nbits: 4, granularity: PER_TENSOR} | f:1:25: granularity: expected one of per_tensor,"
            + " per_channel, found \"PER_TENSOR\"; did you mean 'per_tensor'?",
        "{nbits: 4, block_size: [1, -2]} | f:1:28: block_size[1]: expected a whole number of at"
            + " least 0, found -2",
        "{nbits: 4, dim: 2} | f:1:17: dim: expected one of 0, 1, found 2",
        "{nbits: 4, inner: 5} | f:1:19: inner: expected keys with values, found 5; write 'key:"
            + " value'",
        "{nbits: 4, inner: {numbr: 5}} | f:1:20: inner: unknown key 'numbr'; did you mean 'number'?"
            + " allowed: number",
        "{nbit: 4, nbits: 4} | f:1:2: sample: unknown key 'nbit'; did you mean 'nbits'? allowed:"
            + " nbits, steps, share, enabled, label, granularity, block_size, dim, inner",
        "{nbits: 4, zzzzzz: 4} | f:1:12: sample: unknown key 'zzzzzz'; allowed: nbits, steps,"
            + " share, enabled, label, granularity, block_size, dim, inner",
        "{nbits: 1, enabled: true} | f:1:1: sample: enabled needs nbits of 2 or more",
        "[1] | f:1:1: sample: expected keys with values, found a list; write 'key: value'"
      })
  void aMistakeIsToldInOneLine(String text, String message) {
    assertThat(bind(text)).isNull();
    assertThat(problems).extracting(Problem::toString).containsExactly(message);
  }

  @Test
  void allMistakesAreToldTogether() {
    assertThat(bind("nbits: 0\nshare: 2\nlable: x\nblock_size: [a, 1, b]\n")).isNull();

    assertThat(problems).hasSize(5);
  }

  @Test
  void aVeryLongValueIsShortenedInTheMessage() {
    bind("{nbits: " + "x".repeat(5000) + "}");

    assertThat(problems.getFirst().message()).hasSizeLessThan(200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aRecordWrittenAsYamlIsBoundToItself(long seed) {
    Random random = new Random(seed);
    Sample sample =
        new Sample(
            2 + random.nextInt(7),
            random.nextLong(),
            random.nextDouble(),
            random.nextBoolean(),
            "label " + random.nextInt(),
            Granularity.values()[random.nextInt(2)],
            IntStream.range(0, 1 + random.nextInt(4)).mapToObj(_ -> random.nextInt(99)).toList(),
            random.nextBoolean() ? Optional.of(random.nextInt(2)) : Optional.empty(),
            new Inner(random.nextInt()));

    assertThat(bind(yaml(sample))).isEqualTo(sample);
    assertThat(problems).isEmpty();
  }

  static IntStream seeds() {
    return IntStream.range(0, 50);
  }

  @Test
  void aRecordWithoutDescriptionsIsAMistakeOfItsAuthor() {
    assertThatThrownBy(() -> ConfigurationType.of(Undescribed.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("Undescribed.number carries no @Parameter");
  }

  private static String yaml(Sample sample) {
    return "nbits: "
        + sample.nbits()
        + "\nsteps: "
        + sample.steps()
        + "\nshare: "
        + sample.share()
        + "\nenabled: "
        + sample.enabled()
        + "\nlabel: "
        + sample.label()
        + "\ngranularity: "
        + sample.granularity().name().toLowerCase(Locale.ROOT)
        + "\nblock_size: "
        + sample.blockSize()
        + sample.dim().map(dim -> "\ndim: " + dim).orElse("")
        + "\ninner: {number: "
        + sample.inner().number()
        + "}\n";
  }

  private @Nullable Sample bind(String text) {
    Node node = YamlReader.parse("f", text, problems);
    return new Binder(problems).bind(Sample.class, node, "sample");
  }
}
