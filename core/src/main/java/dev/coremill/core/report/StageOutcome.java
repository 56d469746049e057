package dev.coremill.core.report;

import java.util.List;

/**
 * What one stage does to one weight.
 *
 * @param stage the stage's name
 * @param status whether it compresses it
 * @param reason why not, as a sentence; empty where it does
 * @param remarks what the algorithm said besides
 */
public record StageOutcome(String stage, Status status, String reason, List<String> remarks) {
  /** Copies the list. */
  public StageOutcome {
    remarks = List.copyOf(remarks);
  }

  /** Whether a stage compresses a weight. */
  public enum Status {
    /** It stores it otherwise. */
    COMPRESSED,
    /** It was selected, but is left as it is. */
    SKIPPED,
    /** The stage's selection does not take it. */
    NOT_SELECTED
  }
}
