package dev.coremill.core.placement;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Confidence;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.TargetRule;
import dev.coremill.api.target.TargetRule.Effect;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Places the operations of one function.
 *
 * <p>Of the units that the app allows, rules exclude some for an operation. It goes to the unit
 * that the first fitting rule prefers, and without one to the first of Neural Engine, GPU and CPU
 * that is left; where nothing is left, to the CPU. Then short runs between two segments of one
 * other unit join these, if they may run there and compute little, and less than these: going there
 * and back costs more.
 */
final class Placer {
  /** The id of what decides where no rule does. */
  static final String NO_RULE = "no-rule";

  /** The id of what decides where only one unit is allowed. */
  static final String ONLY_UNIT = "only-unit";

  private static final String OWN = "Coremill: how operations are placed";

  /**
   * A run that computes less than this stays with its neighbours: a dispatch costs 0.1 to 0.2 ms,
   * in which a GPU of 0.5 TFLOP/s does about this much, and a round trip costs two.
   */
  static final long SMALL_WORK = 50_000_000;

  private final List<CompiledRule> rules;
  private final List<ComputeUnit> allowed;
  private final ComputeUnits setting;

  Placer(List<CompiledRule> rules, ComputeUnits setting) {
    this.rules = rules;
    this.setting = setting;
    this.allowed = allowed(setting);
  }

  /** The units that a setting allows, the fastest first. */
  static List<ComputeUnit> allowed(ComputeUnits setting) {
    return switch (setting) {
      case ALL -> List.of(ComputeUnit.NEURAL_ENGINE, ComputeUnit.GPU, ComputeUnit.CPU);
      case CPU_ONLY -> List.of(ComputeUnit.CPU);
      case CPU_AND_GPU -> List.of(ComputeUnit.GPU, ComputeUnit.CPU);
      case CPU_AND_NEURAL_ENGINE -> List.of(ComputeUnit.NEURAL_ENGINE, ComputeUnit.CPU);
    };
  }

  /** Where an operation may run, and why it goes where it goes. */
  private record Decision(Placement placement, List<ComputeUnit> possible) {}

  /**
   * Places operations.
   *
   * @param facts the facts of each operation
   */
  List<Placement> place(List<OperationProfile> operations, List<JudgedOperation> facts) {
    List<Decision> decisions = new ArrayList<>(operations.size());
    for (int index = 0; index < operations.size(); index++) {
      decisions.add(decide(index, facts.get(index)));
    }
    return joined(operations, decisions);
  }

  private Decision decide(int index, JudgedOperation facts) {
    Map<ComputeUnit, TargetRule> excluded = new EnumMap<>(ComputeUnit.class);
    for (CompiledRule rule : rules) {
      if (rule.rule().effect() instanceof Effect.Excludes(ComputeUnit unit)
          && allowed.contains(unit)
          && !excluded.containsKey(unit)
          && facts.meets(rule)) {
        excluded.put(unit, rule.rule());
      }
    }
    List<ComputeUnit> possible = new ArrayList<>(allowed);
    possible.removeAll(excluded.keySet());
    ComputeUnit favourite = allowed.getFirst();
    for (CompiledRule rule : rules) {
      if (rule.rule().effect() instanceof Effect.Prefers(ComputeUnit unit)
          && possible.contains(unit)
          && allowed.size() > 1
          && facts.meets(rule)) {
        // What keeps it from a faster unit says more than that the next one is preferred.
        TargetRule barrier = excluded.get(favourite);
        return new Decision(
            by(index, unit, barrier == null ? rule.rule() : barrier), List.copyOf(possible));
      }
    }
    if (possible.isEmpty()) {
      TargetRule last = excluded.get(allowed.getLast());
      Placement none = last == null ? only(index) : by(index, ComputeUnit.CPU, last);
      return new Decision(none, List.of(ComputeUnit.CPU));
    }
    ComputeUnit unit = possible.getFirst();
    TargetRule barrier = excluded.get(favourite);
    Placement placement =
        barrier != null
            ? by(index, unit, barrier)
            : allowed.size() == 1 ? only(index) : withoutRule(index, unit);
    return new Decision(placement, List.copyOf(possible));
  }

  private static Placement by(int index, ComputeUnit unit, TargetRule rule) {
    return new Placement(
        index,
        unit,
        rule.reason(),
        rule.rewrite(),
        rule.confidence(),
        rule.evidence(),
        rule.source(),
        rule.id());
  }

  private Placement only(int index) {
    return new Placement(
        index,
        allowed.getFirst(),
        Names.of(setting) + " allows no other unit",
        Optional.empty(),
        Confidence.HIGH,
        Evidence.PUBLISHED,
        OWN,
        ONLY_UNIT);
  }

  private static Placement withoutRule(int index, ComputeUnit unit) {
    return new Placement(
        index,
        unit,
        "no rule of the target speaks against the " + Names.of(unit),
        Optional.empty(),
        Confidence.LOW,
        Evidence.GUESSED,
        OWN,
        NO_RULE);
  }

  private static List<Placement> joined(
      List<OperationProfile> operations, List<Decision> decisions) {
    List<ComputeUnit> units = new ArrayList<>();
    List<Placement> placements = new ArrayList<>();
    for (Decision decision : decisions) {
      units.add(decision.placement().unit());
      placements.add(decision.placement());
    }
    List<Segment> segments = Segments.ofUnits(operations, units);
    for (int i = 1; i + 1 < segments.size(); i++) {
      Segment island = segments.get(i);
      ComputeUnit around = segments.get(i - 1).unit();
      long work = segments.get(i - 1).multiplyAdds() + segments.get(i + 1).multiplyAdds();
      // Casts at both ends of a small network do not draw all of it to their unit.
      boolean small = island.multiplyAdds() < SMALL_WORK && island.multiplyAdds() < work;
      if (small && around == segments.get(i + 1).unit() && canAllRun(decisions, island, around)) {
        for (int index = island.first(); index <= island.last(); index++) {
          placements.set(index, moved(decisions.get(index).placement(), around));
        }
        // The three are one now, seen from the next one.
        segments.set(
            i + 1,
            new Segment(
                around,
                segments.get(i - 1).first(),
                segments.get(i + 1).last(),
                segments.get(i - 1).multiplyAdds()
                    + island.multiplyAdds()
                    + segments.get(i + 1).multiplyAdds()));
      }
    }
    return placements;
  }

  private static boolean canAllRun(List<Decision> decisions, Segment segment, ComputeUnit unit) {
    for (int index = segment.first(); index <= segment.last(); index++) {
      if (!decisions.get(index).possible().contains(unit)) {
        return false;
      }
    }
    return true;
  }

  private static Placement moved(Placement from, ComputeUnit to) {
    return new Placement(
        from.operation(),
        to,
        "the "
            + Names.of(from.unit())
            + " could run it, but it computes little, and what is around it runs on the "
            + Names.of(to),
        Optional.empty(),
        from.confidence() == Confidence.LOW ? Confidence.LOW : Confidence.MEDIUM,
        Evidence.GUESSED,
        OWN,
        "with-neighbours");
  }
}
