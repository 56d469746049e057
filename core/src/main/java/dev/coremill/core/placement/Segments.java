package dev.coremill.core.placement;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.ProgramProfile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What follows from where operations run. */
public final class Segments {
  private Segments() {}

  /**
   * The segments of a function, in order.
   *
   * @param placements where each operation runs, in the order of the profile
   */
  public static List<Segment> of(ProgramProfile profile, List<Placement> placements) {
    List<ComputeUnit> units = new ArrayList<>(placements.size());
    for (Placement placement : placements) {
      units.add(placement.unit());
    }
    return ofUnits(profile.operations(), units);
  }

  static List<Segment> ofUnits(List<OperationProfile> operations, List<ComputeUnit> units) {
    List<Segment> segments = new ArrayList<>();
    int first = 0;
    long work = 0;
    for (int index = 0; index < operations.size(); index++) {
      work += work(operations.get(index));
      if (index + 1 == operations.size() || units.get(index + 1) != units.get(index)) {
        segments.add(new Segment(units.get(index), first, index, work));
        first = index + 1;
        work = 0;
      }
    }
    return segments;
  }

  static long work(OperationProfile operation) {
    return (long) (operation.multiplyAdds() * operation.repeats());
  }

  /**
   * The values that go from one unit to another, each once for each unit that it goes to.
   * Constants, and what the function is called with, are not among them.
   */
  public static List<Transfer> transfers(ProgramProfile profile, List<Placement> placements) {
    Map<String, ComputeUnit> made = new HashMap<>();
    Set<String> sent = new HashSet<>();
    List<Transfer> transfers = new ArrayList<>();
    for (int index = 0; index < placements.size(); index++) {
      OperationProfile operation = profile.operations().get(index);
      ComputeUnit unit = placements.get(index).unit();
      for (OperandProfile input : operation.inputs()) {
        ComputeUnit from = input.constant().isPresent() ? null : made.get(input.name());
        if (from != null && from != unit && sent.add(unit + " " + input.name())) {
          transfers.add(new Transfer(input.name(), from, unit, index, input.bytes()));
        }
      }
      for (OperandProfile output : operation.outputs()) {
        made.put(output.name(), unit);
      }
    }
    return transfers;
  }
}
