package dev.coremill.core.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The weights that a stage left as they are, gathered by stage and reason. */
final class SkippedWeights {
  /**
   * Weights with one fate.
   *
   * @param stage the stage's name
   * @param reason why, as a sentence
   * @param weights their names, in the order of the program
   */
  record Group(String stage, String reason, List<String> weights) {}

  private static final String NOT_SELECTED = "not selected";

  private SkippedWeights() {}

  /** The groups, in the order in which their first weights come. */
  static List<Group> of(PipelineReport report) {
    Map<List<String>, NumberedReason> reasons = new LinkedHashMap<>();
    Map<List<String>, List<String>> weights = new LinkedHashMap<>();
    for (WeightReport weight : report.weights()) {
      for (StageOutcome outcome : weight.stages()) {
        String reason =
            switch (outcome.status()) {
              case COMPRESSED -> "";
              case SKIPPED -> outcome.reason();
              case NOT_SELECTED -> outcome.reason().isEmpty() ? NOT_SELECTED : outcome.reason();
            };
        if (outcome.status() != StageOutcome.Status.COMPRESSED) {
          NumberedReason numbered = new NumberedReason(reason);
          List<String> key = new ArrayList<>(numbered.pattern());
          key.addFirst(outcome.stage());
          reasons.computeIfAbsent(key, _ -> numbered).widen(numbered);
          weights.computeIfAbsent(key, _ -> new ArrayList<>()).add(weight.name());
        }
      }
    }
    List<Group> groups = new ArrayList<>();
    for (Map.Entry<List<String>, List<String>> entry : weights.entrySet()) {
      String reason = String.valueOf(reasons.get(entry.getKey()));
      groups.add(new Group(entry.getKey().getFirst(), reason, entry.getValue()));
    }
    return groups;
  }
}
