package dev.coremill.distribution;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OperatingSystem;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.TargetRule;
import dev.coremill.api.target.TargetRule.Effect;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.core.placement.Alternative;
import dev.coremill.core.placement.CompiledRule;
import dev.coremill.core.placement.Condition;
import dev.coremill.core.placement.Fact;
import dev.coremill.core.placement.FactKind;
import dev.coremill.core.placement.FactScope;
import dev.coremill.core.placement.Judge;
import dev.coremill.core.placement.Judgement;
import dev.coremill.core.placement.RuleSet;
import dev.coremill.core.placement.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes programs and settings near the borders of a rule, from its conditions. */
final class RuleExamples {
  private static final Shape WEIGHT = Shape.of(64, 64);

  private final HardwareCatalog catalog;

  RuleExamples(HardwareCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * An example.
   *
   * @param subject the program
   * @param setting the setting
   */
  record Example(Subject subject, TargetSetting setting) {}

  /** Whether a rule alone decides about an example. */
  static boolean fires(CompiledRule rule, Example example) {
    Judgement judgement =
        new Judge(new RuleSet("test", List.of(rule))).judge(example.subject(), example.setting());
    if (rule.rule().effect() instanceof Effect.Warns) {
      return !judgement.advisories().isEmpty();
    }
    Placement placement = judgement.placements().get(RuleSketch.operation(example.subject()));
    return placement.rule().equals(rule.rule().id());
  }

  /** Every combination of values near the borders of its conditions. */
  List<Example> of(CompiledRule rule) {
    List<Map<Fact, Object>> values = new ArrayList<>(List.of(Map.of()));
    boolean weights = false;
    for (Condition condition : rule.conditions()) {
      FactScope scope = condition.fact().scope();
      if (scope == FactScope.SETTING || scope == FactScope.PLACEMENT) {
        continue;
      }
      List<?> candidates = scope == FactScope.WEIGHT ? encodings() : candidates(condition);
      if (scope == FactScope.WEIGHT && weights) {
        continue;
      }
      weights |= scope == FactScope.WEIGHT;
      List<Map<Fact, Object>> more = new ArrayList<>();
      for (Map<Fact, Object> value : values) {
        for (Object candidate : candidates) {
          Map<Fact, Object> extended = new LinkedHashMap<>(value);
          extended.put(condition.fact(), candidate);
          more.add(extended);
        }
      }
      values = more;
    }
    List<RuleSketch> sketches = new ArrayList<>();
    for (Map<Fact, Object> value : values) {
      RuleSketch sketch = new RuleSketch();
      value.forEach(sketch::with);
      sketches.add(sketch);
    }
    List<Example> examples = new ArrayList<>();
    List<TargetSetting> settings = settings(rule);
    for (RuleSketch sketch : sketches) {
      Subject subject = sketch.subject();
      for (TargetSetting setting : settings) {
        examples.add(new Example(subject, setting));
      }
    }
    return examples;
  }

  private static List<Object> candidates(Condition condition) {
    Set<Object> candidates = new LinkedHashSet<>();
    for (Alternative alternative : condition.test().alternatives()) {
      switch (alternative) {
        case Alternative.Is(String word) -> candidates.add(word);
        case Alternative.Begins(String letters) -> candidates.add(letters + "x");
        case Alternative.Compared(_, double bound) -> {
          candidates.add(bound);
          candidates.add(bound + 2); // after 3 the next prime
          candidates.add(bound + Math.max(1, Math.abs(bound)));
          candidates.add(bound < 1 ? 0.0 : bound - 1);
        }
        case Alternative.Between(double low, double high) -> {
          candidates.add(low);
          candidates.add(low - 1);
          candidates.add(high + 1);
        }
        case Alternative.Versions _, Alternative.Both _, Alternative.Generations _ ->
            throw new IllegalArgumentException("no fact of a program: " + condition);
      }
    }
    if (condition.fact().kind() == FactKind.WORD) {
      candidates.add(
          condition.fact() == Fact.OPERATION
              ? "identity"
              : condition.fact() == Fact.PROGRAM_SHAPES ? "fixed" : "int8");
    }
    if (condition.fact().kind() == FactKind.TRUTH) {
      candidates.addAll(List.of("yes", "no"));
    }
    return List.copyOf(candidates);
  }

  private List<TargetSetting> settings(CompiledRule rule) {
    boolean asksChip = asks(rule, Fact.CHIP, Fact.CHIP_PROPERTY, Fact.DEVICE);
    boolean asksSystem = asks(rule, Fact.SYSTEM, Fact.OS, Fact.RELEASE);
    Map<String, Device> devices = new LinkedHashMap<>();
    for (Device device : catalog.devices()) {
      if (asksChip || devices.isEmpty()) {
        devices.putIfAbsent(device.chip().id(), device);
      }
    }
    List<OsVersion> systems = new ArrayList<>();
    for (OperatingSystem system : OperatingSystem.values()) {
      for (int major = asksSystem ? 9 : 26; major <= 26; major++) {
        systems.add(new OsVersion(system, major, 0));
      }
    }
    List<TargetSetting> settings = new ArrayList<>();
    for (Device device : devices.values()) {
      for (OsVersion system : asksSystem ? systems : systems.subList(0, 1)) {
        for (ComputeUnits units : units(rule)) {
          settings.add(new TargetSetting(device, system, units));
        }
      }
    }
    return settings;
  }

  /** Where the unit that a rule excludes would be the first choice. */
  private static List<ComputeUnits> units(CompiledRule rule) {
    TargetRule.Effect effect = rule.rule().effect();
    if (effect instanceof Effect.Excludes(ComputeUnit unit)) {
      return List.of(unit == ComputeUnit.GPU ? ComputeUnits.CPU_AND_GPU : ComputeUnits.ALL);
    }
    return asks(rule, Fact.UNITS, Fact.UNIT)
        ? List.of(ComputeUnits.values())
        : List.of(ComputeUnits.ALL);
  }

  private static boolean asks(CompiledRule rule, Fact... facts) {
    for (Condition condition : rule.conditions()) {
      if (List.of(facts).contains(condition.fact())) {
        return true;
      }
    }
    return false;
  }

  private static List<Encoding> encodings() {
    List<Encoding> encodings = new ArrayList<>();
    encodings.add(dense(DataType.FLOAT16, 64, 64));
    for (DataType type : List.of(DataType.INT4, DataType.INT8, DataType.UINT4, DataType.UINT8)) {
      encodings.add(affine(dense(type, 64, 64), 1, 1));
      encodings.add(affine(dense(type, 64, 64), 64, 1));
      encodings.add(affine(dense(type, 64, 64), 64, 2));
    }
    for (int bits : new int[] {2, 4, 8}) {
      for (long tables : new long[] {1, 4, 8, 16, 64}) {
        Encoding.Lookup lookup = lookup(bits, tables, 1);
        encodings.add(lookup);
        encodings.add(affine(lookup, 64, 1));
      }
      encodings.add(lookup(bits, 4, 4));
      encodings.add(
          new Encoding.Lookup(
              lookup(bits, 1, 1).indices(),
              affine(dense(DataType.INT8, 1, 1, 1L << bits, 1), 1, 1, 1, 1),
              0));
    }
    for (long kept : new long[] {4096, 2048, 1024, 512}) {
      Encoding.Dense mask = dense(DataType.UINT1, 64, 64);
      encodings.add(new Encoding.Sparse(mask, dense(DataType.FLOAT16, kept)));
      encodings.add(
          new Encoding.Sparse(
              mask,
              new Encoding.Lookup(
                  dense(DataType.UINT4, kept), dense(DataType.FLOAT16, 1, 1, 16, 1), 0)));
    }
    return encodings;
  }

  private static Encoding.Dense dense(DataType type, long... shape) {
    return new Encoding.Dense(type, Shape.of(shape));
  }

  private static Encoding affine(Encoding data, long... scales) {
    return new Encoding.Affine(data, dense(DataType.FLOAT16, scales), null);
  }

  private static Encoding.Lookup lookup(int bits, long rows, long columns) {
    return new Encoding.Lookup(
        new Encoding.Dense(DataType.unsigned(bits), WEIGHT),
        dense(DataType.FLOAT16, rows, columns, 1L << bits, 1),
        0);
  }
}
