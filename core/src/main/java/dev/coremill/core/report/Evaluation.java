package dev.coremill.core.report;

import dev.coremill.api.runtime.Metric;
import java.util.List;
import java.util.Optional;

/**
 * What an evaluation found.
 *
 * @param name the stage of a pipeline that asked for it; empty otherwise
 * @param model the package
 * @param function the function that ran; empty for a pipeline
 * @param data the files of samples
 * @param samples how many samples were used
 * @param runtime the runtime
 * @param numeric how it rounded: {@code float32} or {@code float16}
 * @param reference the package that was compared with; empty where there was none
 * @param seconds wall time
 * @param results a value for each metric and output
 * @param notes remarks
 */
public record Evaluation(
    String name,
    String model,
    String function,
    String data,
    long samples,
    String runtime,
    String numeric,
    Optional<String> reference,
    double seconds,
    List<Result> results,
    List<String> notes) {
  /** Copies the lists. */
  public Evaluation {
    results = List.copyOf(results);
    notes = List.copyOf(notes);
  }

  /**
   * The value of a metric.
   *
   * @param metric its name
   * @param description what it measures
   * @param output the output that was measured; empty for all together
   * @param against what it was measured against
   * @param largerIsBetter whether larger values are better
   * @param value the value
   * @param thresholds what it must keep
   */
  public record Result(
      String metric,
      String description,
      String output,
      Metric.Truth against,
      boolean largerIsBetter,
      double value,
      List<Threshold> thresholds) {
    /** Copies the list. */
    public Result {
      thresholds = List.copyOf(thresholds);
    }

    /** Whether it keeps all its thresholds. */
    public boolean holds() {
      return thresholds.stream().allMatch(threshold -> threshold.holds(value));
    }
  }

  /** Whether every threshold is kept. */
  public boolean holds() {
    return results.stream().allMatch(Result::holds);
  }

  /** The first result that fails its threshold, in words; empty if there is none. */
  public Optional<String> failure() {
    for (Result result : results) {
      for (Threshold threshold : result.thresholds()) {
        if (!threshold.holds(result.value())) {
          return Optional.of(
              result.metric()
                  + (result.output().isEmpty() ? "" : " of " + result.output())
                  + " is "
                  + EvaluationText.number(result.value())
                  + " and must be "
                  + threshold.text());
        }
      }
    }
    return Optional.empty();
  }
}
