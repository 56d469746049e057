package dev.coremill.core.report;

import java.util.List;

/**
 * Whether the output runs on a target.
 *
 * @param target the target's id
 * @param name the device's name
 * @param legal whether everything is legal on every system that the device runs and the pipeline
 *     asks for
 * @param remarks one sentence for each thing that is not, and for each caution
 */
public record TargetReport(String target, String name, boolean legal, List<String> remarks) {
  /** Copies the list. */
  public TargetReport {
    remarks = List.copyOf(remarks);
  }
}
