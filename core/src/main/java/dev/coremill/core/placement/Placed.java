package dev.coremill.core.placement;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.Placement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts and groups of placements, for those who print them. */
public final class Placed {
  private Placed() {}

  /**
   * Operations that run on one unit by one rule.
   *
   * @param placements theirs, at least one
   */
  public record Group(List<Placement> placements) {
    /** Copies the list. */
    public Group {
      placements = List.copyOf(placements);
    }

    /** The indexes of the operations. */
    public List<Integer> indexes() {
      List<Integer> indexes = new ArrayList<>();
      for (Placement placement : placements) {
        indexes.add(placement.operation());
      }
      return indexes;
    }
  }

  /**
   * How many operations run on each unit, the fastest unit first; units without one are left out.
   */
  public static Map<ComputeUnit, Integer> counts(Judgement judgement) {
    Map<ComputeUnit, Integer> found = new EnumMap<>(ComputeUnit.class);
    for (Placement placement : judgement.placements()) {
      found.merge(placement.unit(), 1, Integer::sum);
    }
    Map<ComputeUnit, Integer> ordered = new LinkedHashMap<>();
    for (ComputeUnit unit : List.of(ComputeUnit.NEURAL_ENGINE, ComputeUnit.GPU, ComputeUnit.CPU)) {
      Integer count = found.get(unit);
      if (count != null) {
        ordered.put(unit, count);
      }
    }
    return ordered;
  }

  /** What does not run on the fastest unit that is allowed, by unit and rule. */
  public static List<Group> elsewhere(Judgement judgement) {
    ComputeUnit favourite = Placer.allowed(judgement.setting().units()).getFirst();
    Map<String, List<Placement>> groups = new LinkedHashMap<>();
    for (Placement placement : judgement.placements()) {
      if (placement.unit() != favourite) {
        groups
            .computeIfAbsent(
                placement.unit() + " " + placement.rule() + " " + placement.reason(),
                _ -> new ArrayList<>())
            .add(placement);
      }
    }
    List<Group> found = new ArrayList<>();
    for (List<Placement> group : groups.values()) {
      found.add(new Group(group));
    }
    return found;
  }
}
