package dev.coremill.core.check;

import dev.coremill.api.program.Opset;
import dev.coremill.api.target.Severity;
import dev.coremill.core.placement.Judgement;
import java.util.List;

/**
 * The verdict on a package.
 *
 * @param model the package
 * @param opset the newest opset that it needs
 * @param systems a verdict for each system that was asked for
 * @param targets a verdict for each target
 */
public record CheckReport(
    String model, Opset opset, List<SystemVerdict> systems, List<TargetVerdict> targets) {
  /** Copies the lists. */
  public CheckReport {
    systems = List.copyOf(systems);
    targets = List.copyOf(targets);
  }

  /** Whether every system and every target loads it. */
  public boolean legal() {
    for (SystemVerdict system : systems) {
      if (!system.legal()) {
        return false;
      }
    }
    for (TargetVerdict target : targets) {
      if (!target.legality().legal()) {
        return false;
      }
    }
    return true;
  }

  /** Whether an advisory is of a severity or a graver one. */
  public boolean advises(Severity severity) {
    for (TargetVerdict target : targets) {
      for (Judgement judgement : target.judgements()) {
        if (judgement.advises(severity)) {
          return true;
        }
      }
    }
    return false;
  }
}
