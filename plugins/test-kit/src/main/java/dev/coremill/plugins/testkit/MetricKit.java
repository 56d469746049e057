package dev.coremill.plugins.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.Metric;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tests of a {@link Metric}. */
public abstract class MetricKit {
  /** For JUnit. */
  protected MetricKit() {}

  /**
   * A prediction and what it should have been.
   *
   * @param predicted the outputs of a model
   * @param expected labels, or the outputs of a reference
   */
  public record Pair(Map<String, Value> predicted, Map<String, Value> expected) {}

  /** The metric, made anew. */
  protected abstract Metric metric();

  /** Predictions that are as good as can be; at least one. */
  protected abstract List<Pair> perfect();

  /** Predictions that are bad; at least one. */
  protected abstract List<Pair> poor();

  @Test
  void itDescribesItself() {
    assertThat(metric().name()).matches("[a-z0-9]{1,64}");
    assertThat(metric().description()).endsWith(".").doesNotContain("\n");
    assertThat(metric().against()).isNotEmpty();
  }

  @Test
  void beforeTheFirstSampleThereIsNoValue() {
    assertThat(metric().start().value()).isNaN();
  }

  @Test
  void goodPredictionsAreBetterThanBadOnes() {
    double good = value(metric().start(), perfect());
    double bad = value(metric().start(), poor());

    if (metric().largerIsBetter()) {
      assertThat(good).isGreaterThan(bad);
    } else {
      assertThat(good).isLessThan(bad);
    }
  }

  @Test
  void measurementsDoNotTouchEachOther() {
    Metric metric = metric();
    Metric.Measurement one = metric.start();
    double bad = value(metric.start(), poor());
    double good = value(one, perfect());

    assertThat(good).isEqualTo(value(metric().start(), perfect()));
    assertThat(bad).isEqualTo(value(metric().start(), poor()));
  }

  @Test
  void aPredictionWithoutItsValuesIsRefusedWithWords() {
    Pair first = perfect().getFirst();

    assertThatThrownBy(() -> metric().start().add(Map.of(), first.expected()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(" ");
  }

  private static double value(Metric.Measurement measurement, List<Pair> pairs) {
    assertThat(pairs).isNotEmpty();
    for (Pair pair : pairs) {
      measurement.add(pair.predicted(), pair.expected());
    }
    return measurement.value();
  }
}
