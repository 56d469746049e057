package dev.coremill.core.placement;

import dev.coremill.api.target.Advisory;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.TargetRule;
import dev.coremill.api.target.TargetRule.Effect;
import dev.coremill.api.target.TargetSetting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Applies the rules of a catalogue to functions. */
public final class Judge {
  private final RuleSet rules;

  /** A judge by these rules. */
  public Judge(RuleSet rules) {
    this.rules = rules;
  }

  /** Says where the operations of a function run on a target, and what to beware of. */
  public Judgement judge(Subject subject, TargetSetting setting) {
    FactTable program = ProgramFacts.of(subject, SettingFacts.of(setting));
    List<OperationProfile> operations = subject.profile().operations();
    Set<String> dequantized = dequantized(operations);
    List<JudgedOperation> judged = new ArrayList<>(operations.size());
    for (OperationProfile operation : operations) {
      FactTable facts = OperationFacts.of(operation, subject.constants(), dequantized, program);
      judged.add(JudgedOperation.of(operation, facts));
    }
    List<Placement> placements =
        new Placer(rules.rules(), setting.units()).place(operations, judged);
    for (Placement placement : placements) {
      judged
          .get(placement.operation())
          .facts()
          .put(Fact.UNIT, placement.unit().name().toLowerCase(Locale.ROOT));
    }
    return new Judgement(
        subject.profile(),
        setting,
        placements,
        Segments.of(subject.profile(), placements),
        Segments.transfers(subject.profile(), placements),
        advisories(program, judged));
  }

  private static Set<String> dequantized(List<OperationProfile> operations) {
    Set<String> names = new HashSet<>();
    for (OperationProfile operation : operations) {
      if (operation.type().equals("dequantize")) {
        for (OperandProfile output : operation.outputs()) {
          names.add(output.name());
        }
      }
    }
    return names;
  }

  private List<Advisory> advisories(FactTable program, List<JudgedOperation> judged) {
    List<Advisory> advisories = new ArrayList<>();
    for (CompiledRule compiled : rules.rules()) {
      TargetRule rule = compiled.rule();
      if (!(rule.effect() instanceof Effect.Warns warns)) {
        continue;
      }
      List<Integer> found = new ArrayList<>();
      boolean holds;
      if (compiled.scope().compareTo(FactScope.PROGRAM) <= 0) {
        holds = compiled.holdsWithoutWeights(program);
      } else {
        for (int index = 0; index < judged.size(); index++) {
          if (judged.get(index).meets(compiled)) {
            found.add(index);
          }
        }
        holds = !found.isEmpty();
      }
      if (holds) {
        advisories.add(
            new Advisory(
                rule.id(),
                warns.severity(),
                rule.reason(),
                found,
                rule.rewrite(),
                rule.confidence(),
                rule.evidence(),
                rule.source()));
      }
    }
    advisories.sort(Comparator.comparing(Advisory::severity));
    return advisories;
  }
}
