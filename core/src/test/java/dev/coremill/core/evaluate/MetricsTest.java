package dev.coremill.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.Metric;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.sample.Numbers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Metrics against values worked out by hand. */
class MetricsTest {
  private static final Metrics METRICS = new Metrics(List.of());

  @Test
  void topOneCountsRowsAndTakesTheFirstOfEqualOnes() {
    Value output = floats(Shape.of(1, 2, 3), 1, 5, 2, /**/ 7, 7, 7);

    assertThat(measure("top1", output, labels(1, 0))).isEqualTo(1);
    assertThat(measure("top1", output, labels(0, 1))).isZero();
    assertThat(measure("top1", output, labels(1, 2))).isEqualTo(0.5);
  }

  @Test
  void topFiveCountsTheFiveLargest() {
    Value output = floats(Shape.of(1, 7), 7, 6, 5, 4, 3, 2, 1);

    assertThat(measure("top5", output, labels(4))).isEqualTo(1);
    assertThat(measure("top5", output, labels(5))).isZero();
  }

  @Test
  void anUndefinedScoreIsNeverRight() {
    assertThat(measure("top1", floats(Shape.of(1, 2), Double.NaN, 1), labels(1))).isZero();
    assertThat(measure("top1", floats(Shape.of(1, 2), Double.NaN, 1), labels(0))).isZero();
    assertThat(measure("top5", floats(Shape.of(1, 2), Double.NaN, 1), labels(1))).isZero();
  }

  @Test
  void amongFewerThanFiveClassesTheLabelIsAlwaysAmongTheFiveLargest() {
    assertThat(measure("top5", floats(Shape.of(1, 2), 1, 0), labels(1))).isEqualTo(1);
  }

  @Test
  void classesMayLieAlongTheSecondAxis() {
    // Two classes over two positions: class 0 has 1 and 4, class 1 has 3 and 2.
    Value output = floats(Shape.of(1, 2, 2, 1), 1, 4, 3, 2);

    assertThat(measure("top1", output, labels(1, 0))).isEqualTo(1);
  }

  @Test
  void rowsMayBeLongerThanWhatIsReadAtOnce() {
    int classes = 2 * Numbers.CHUNK + 3;
    double[] scores = new double[2 * classes];
    scores[Numbers.CHUNK + 1] = 5;
    scores[2 * classes - 1] = 5;
    Value output = floats(Shape.of(2, classes), scores);

    assertThat(measure("top1", output, labels(Numbers.CHUNK + 1, classes - 1))).isEqualTo(1);
    assertThat(measure("top1", output, output)).isEqualTo(1);
  }

  @Test
  void perplexityOfEvenOddsIsTheNumberOfClasses() {
    assertThat(measure("perplexity", floats(Shape.of(2, 4), new double[8]), labels(3, 0)))
        .isCloseTo(4, within(1e-12));
  }

  @Test
  void perplexityTakesScoresAndProbabilities() {
    Value scores = floats(Shape.of(1, 2), Math.log(3), 0);
    Value probabilities = floats(Shape.of(1, 2), 0.75, 0.25);

    assertThat(measure("perplexity", scores, labels(0))).isCloseTo(4.0 / 3, within(1e-6));
    assertThat(measure("perplexity", probabilities, labels(1))).isCloseTo(4, within(1e-6));
  }

  @Test
  void labelsThatAreNotCountedAreLeftOut() {
    Value output = floats(Shape.of(2, 2), 1, 0, 0, 1);

    assertThat(measure("top1", output, labels(-100, 1))).isEqualTo(1);
  }

  @Test
  void labelsThatDoNotGoWithTheOutputAreRefused() {
    Value output = floats(Shape.of(2, 2), 1, 0, 0, 1);

    assertThatThrownBy(() -> measure("top1", output, labels(1, 2)))
        .hasMessageContaining("the label 2 is none of the 2 classes");
    assertThatThrownBy(() -> measure("top1", output, labels(1, 1, 1)))
        .hasMessageContaining("3 labels do not go with an output of float64[2, 2]");
  }

  @Test
  void errorsAreTakenOverAllSamples() {
    // Differences 0, 3 and 0, 1; truth 0, 4 and 2, 2: squares 9 + 1 over 16 + 8.
    assertThat(over("mse")).isCloseTo(10.0 / 4, within(1e-12));
    assertThat(over("max_abs_error")).isEqualTo(3);
    assertThat(over("snr")).isCloseTo(10 * Math.log10(24.0 / 10), within(1e-12));
    assertThat(over("psnr")).isCloseTo(10 * Math.log10(16 / 2.5), within(1e-12));
  }

  private static double over(String metric) {
    Metric.Measurement measurement = METRICS.metric(metric).start();
    measurement.add(Map.of("y", floats(Shape.of(2), 0, 1)), Map.of("y", floats(Shape.of(2), 0, 4)));
    measurement.add(Map.of("y", floats(Shape.of(2), 2, 3)), Map.of("y", floats(Shape.of(2), 2, 2)));
    return measurement.value();
  }

  @Test
  void equalOutputsAreExact() {
    Value output = floats(Shape.of(1, 3), 1, 2, Double.NEGATIVE_INFINITY);

    assertThat(measure("mse", output, output)).isZero();
    assertThat(measure("snr", output, output)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(measure("cosine", output, output)).isEqualTo(1);
    assertThat(measure("kl", output, output)).isZero();
  }

  @Test
  void equalOutputsKeepAThresholdOfOneWhateverRoundingDoes() {
    // The product of the two roots is a little more than the sum of the squares.
    Value output = floats(Shape.of(1, 3), 4, -5, 6.5);
    Value other = floats(Shape.of(1, 3), 8, -10, 13);

    assertThat(measure("cosine", output, output)).isEqualTo(1);
    assertThat(measure("cosine", output, other)).isLessThanOrEqualTo(1);
    assertThat(measure("cosine", floats(Shape.of(1, 2), 0, 0), floats(Shape.of(1, 2), 0, 1)))
        .isZero();
  }

  @Test
  void divergenceIsNeverNegative() {
    Value even = floats(Shape.of(1, 3), 0, 0, 0);
    Value alsoEven = floats(Shape.of(1, 3), 1, 1, 1);

    assertThat(measure("kl", even, alsoEven)).isZero();
  }

  @Test
  void hugeScoresKeepTheirProbabilities() {
    // Of two equal scores each has a half, and to the other model one of them is impossible.
    Value output = floats(Shape.of(1, 2), 1e30, -1e30);
    Value reference = floats(Shape.of(1, 2), 1e30, 1e30);

    assertThat(measure("kl", output, reference)).isCloseTo(1e30, within(1e18));
    assertThat(measure("perplexity", reference, labels(0))).isCloseTo(2, within(1e-12));
  }

  @Test
  void anUndefinedOutputMakesErrorsUndefined() {
    Value output = floats(Shape.of(1, 2), 1, Double.NaN);

    for (String metric : List.of("mse", "snr", "cosine", "max_abs_error")) {
      assertThat(measure(metric, output, floats(Shape.of(1, 2), 1, 1))).as(metric).isNaN();
    }
  }

  @Test
  void divergenceOfTwoDistributions() {
    Value half = floats(Shape.of(1, 2), 0.5, 0.5);
    Value quarter = floats(Shape.of(1, 2), 0.25, 0.75);

    assertThat(measure("kl", quarter, half))
        .isCloseTo(0.5 * Math.log(0.5 / 0.25) + 0.5 * Math.log(0.5 / 0.75), within(1e-9));
  }

  @Test
  void cosineIsTheMeanOverSamples() {
    Metric.Measurement measurement = METRICS.metric("cosine").start();
    measurement.add(Map.of("y", floats(Shape.of(2), 1, 0)), Map.of("y", floats(Shape.of(2), 0, 1)));
    measurement.add(
        Map.of("y", floats(Shape.of(2), 100, 0)), Map.of("y", floats(Shape.of(2), 1, 0)));

    assertThat(measurement.value()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  void nothingMeasuredIsUndefined() {
    METRICS
        .named()
        .values()
        .forEach(metric -> assertThat(metric.start().value()).as(metric.name()).isNaN());
  }

  @Test
  void aMetricThatIsNotKnown() {
    assertThatThrownBy(() -> METRICS.metric("topp1"))
        .hasMessageContaining("there is no metric 'topp1'; did you mean 'top1'? known: top1, top5");
  }

  private static double measure(String metric, Value output, Value truth) {
    Metric.Measurement measurement = METRICS.metric(metric).start();
    measurement.add(Map.of("y", output), Map.of("y", truth));
    return measurement.value();
  }

  private static Value floats(Shape shape, double... values) {
    return Value.OfTensor.of(Numbers.tensor(DataType.FLOAT64, shape, values));
  }

  private static Value labels(double... values) {
    return Value.OfTensor.of(Numbers.tensor(DataType.INT32, Shape.of(values.length), values));
  }
}
