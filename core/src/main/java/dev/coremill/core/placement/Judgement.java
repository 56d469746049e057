package dev.coremill.core.placement;

import dev.coremill.api.target.Advisory;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.Severity;
import dev.coremill.api.target.TargetSetting;
import java.util.List;

/**
 * What the rules of a target say of a function.
 *
 * @param profile the function
 * @param setting the target
 * @param placements where each operation runs, in the order of the profile
 * @param segments runs of operations on one unit
 * @param transfers values that go from unit to unit
 * @param advisories warnings, the gravest first
 */
public record Judgement(
    ProgramProfile profile,
    TargetSetting setting,
    List<Placement> placements,
    List<Segment> segments,
    List<Transfer> transfers,
    List<Advisory> advisories) {
  /** Copies the lists. */
  public Judgement {
    placements = List.copyOf(placements);
    segments = List.copyOf(segments);
    transfers = List.copyOf(transfers);
    advisories = List.copyOf(advisories);
  }

  /** Whether an advisory is of a severity or a graver one. */
  public boolean advises(Severity severity) {
    for (Advisory advisory : advisories) {
      if (advisory.severity().compareTo(severity) <= 0) {
        return true;
      }
    }
    return false;
  }
}
