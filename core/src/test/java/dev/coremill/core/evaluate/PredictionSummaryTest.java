package dev.coremill.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.sample.Numbers;
import org.junit.jupiter.api.Test;

/** Outputs in one line. */
class PredictionSummaryTest {
  @Test
  void aFewNumbersAreShownThemselves() {
    assertThat(PredictionSummary.text(floats(1, -2.5))).isEqualTo("float32[2] 1.00000 -2.50000");
  }

  @Test
  void ofManyNumbersTheRangeAndThePlaceOfTheLargestAreShown() {
    double[] values = new double[2 * Numbers.CHUNK + 1];
    values[3] = -4;
    values[Numbers.CHUNK + 5] = 8;
    values[2 * Numbers.CHUNK] = 8;

    assertThat(PredictionSummary.text(floats(values)))
        .startsWith("float32[16385]  -4.00000 to 8.00000, mean ")
        .endsWith(", largest at 8197");
  }

  @Test
  void theLargestIsNeverOneThatIsNoNumber() {
    double[] values = new double[20];
    values[0] = Double.NaN;
    values[7] = 1;

    assertThat(PredictionSummary.text(floats(values)))
        .isEqualTo("float32[20]  NaN to NaN, mean NaN, largest at 7");
  }

  private static Value floats(double... values) {
    return Value.OfTensor.of(Numbers.tensor(DataType.FLOAT32, Shape.of(values.length), values));
  }
}
