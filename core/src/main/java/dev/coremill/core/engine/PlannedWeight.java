package dev.coremill.core.engine;

import dev.coremill.api.weight.Encoding;
import dev.coremill.core.report.StageOutcome;
import java.util.List;
import java.util.Optional;

/**
 * What a run will do to a weight.
 *
 * @param weight the weight
 * @param steps the algorithms that it goes through, in order; empty where it is left as it is
 * @param after its encoding in the end, as far as the plan knows it
 * @param exact whether that is certain
 * @param outcomes what each stage does to it, those included that do nothing
 */
record PlannedWeight(
    Weight weight, List<Step> steps, Encoding after, boolean exact, List<StageOutcome> outcomes) {
  PlannedWeight {
    steps = List.copyOf(steps);
    outcomes = List.copyOf(outcomes);
  }

  /**
   * One algorithm at work on a weight.
   *
   * @param outcome the index of its stage's outcome among the planned ones
   * @param stage the stage
   * @param work what it does
   */
  record Step(int outcome, String stage, WeightWork work) {}

  /** An upper estimate of the bytes that its result takes while it is in flight. */
  long resultBytes() {
    return Math.max(exact ? after.storedBytes() : 0, exact ? 0 : weight.storedBytes());
  }

  /** The same with the encoding that it turned out to get. */
  PlannedWeight withResult(Encoding result) {
    return new PlannedWeight(weight, steps, result, true, outcomes);
  }

  /** The planned encoding, where it is certain. */
  Optional<Encoding> certainEncoding() {
    return exact ? Optional.of(after) : Optional.empty();
  }
}
