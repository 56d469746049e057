package dev.coremill.core.evaluate;

import dev.coremill.core.report.Threshold;
import java.util.List;
import java.util.Optional;

/**
 * What is to be measured.
 *
 * @param metrics the names of metrics; empty for those that go with what there is
 * @param labels the values of the samples that are labels, as {@code NAME} or {@code OUTPUT=NAME};
 *     empty for those of the usual name, if there are such
 * @param thresholds what must be kept
 * @param samples how many samples to use; 0 for all
 * @param sequence after how many samples states begin anew; 0 for never
 */
public record EvaluationRequest(
    List<String> metrics,
    Optional<String> labels,
    List<Threshold> thresholds,
    long samples,
    long sequence) {
  /** Copies the lists. */
  public EvaluationRequest {
    metrics = List.copyOf(metrics);
    thresholds = List.copyOf(thresholds);
  }
}
