package dev.coremill.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.00 KB",
    "9994, 9.99 KB",
    "9995, 10.0 KB",
    "999499, 999 KB",
    "999500, 1.00 MB",
    "9223372036854775807, 9.22 EB"
  })
  void bytesHaveThreeDigits(long bytes, String text) {
    assertThat(Quantities.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1.00",
    "0.5, 0.500",
    "0.0012345, 0.00123",
    "1.25e-7, 1.25e-07",
    "9.999e-7, 1.00e-06",
    "-1.25e-7, -1.25e-07",
    "1.5e12, 1.50e+12"
  })
  void numbersOfAnyMagnitudeHaveThreeDigits(double value, String text) {
    assertThat(Quantities.scientific(value)).isEqualTo(text);
  }

  @Test
  void aSizeThatDoesNotChangeHasNoRatio() {
    assertThat(Quantities.ratio(10, 10)).isEqualTo("same size");
    assertThat(Quantities.ratio(10, 40)).isEqualTo("4.00x larger");
    assertThat(Quantities.ratio(0, 40)).isEmpty();
  }

  @Test
  void aNegativeNumberThatRoundsToZeroHasNoSign() {
    assertThat(Quantities.fixed(-0.0001, 2)).isEqualTo("0.00");
    assertThat(Quantities.fixed(-1.5, 2)).isEqualTo("-1.50");
  }

  @Test
  void thousandsAreSetApart() {
    assertThat(Quantities.count(1, "weight")).isEqualTo("1 weight");
    assertThat(Quantities.count(25_557_032, "weight")).isEqualTo("25,557,032 weights");
  }
}
