package dev.coremill.core.placement;

import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.target.Chip;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Confidence;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.EncodingUse;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.HardwareCatalog;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.Sourced;
import dev.coremill.api.target.TargetRule;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.api.target.Verdict;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small programs, rules and settings. */
final class Sketches {
  private static final Chip CHIP =
      new Chip("npu-2", "NPU 2", Map.of("cores", new Sourced<>("8", Evidence.PUBLISHED, "sheet")));

  private Sketches() {}

  /** Operations that each read what the one before made, and compute much. */
  static ProgramProfile chain(String... types) {
    return chain(1_000_000_000L, types);
  }

  static ProgramProfile chain(long multiplyAdds, String... types) {
    List<OperationProfile> operations = new ArrayList<>();
    for (int i = 0; i < types.length; i++) {
      long work = types[i].startsWith("small_") ? 10 : multiplyAdds;
      operations.add(operation(i, types[i], work));
    }
    return profile(operations);
  }

  static ProgramProfile profile(List<OperationProfile> operations) {
    return new ProgramProfile(
        "main",
        Opset.CORE_ML_8,
        operations,
        Map.of(),
        List.of(value("x", "v-1")),
        List.of(),
        List.of(),
        List.of());
  }

  private static OperandProfile value(String argument, String name) {
    return new OperandProfile(
        argument, name, DataType.FLOAT16, Shape.of(1, 8), Optional.empty(), false);
  }

  static OperationProfile operation(int index, String type, long work, Encoding... weights) {
    List<OperandProfile> inputs = new ArrayList<>(List.of(value("x", "v" + (index - 1))));
    for (Encoding weight : weights) {
      inputs.add(
          new OperandProfile(
              "weight", "w", weight.type(), weight.shape(), Optional.of(weight), false));
    }
    return new OperationProfile(
        index,
        type + "_" + index,
        type,
        new Operation(type, Map.of(), List.of(), List.of(), Map.of(), UnknownFields.NONE),
        inputs,
        List.of(value("", "v" + index)),
        work,
        1);
  }

  static TargetRule rule(String id, TargetRule.Effect effect, Map<String, String> when) {
    return new TargetRule(
        id,
        effect,
        when,
        "because of " + id,
        Optional.of("mend " + id),
        Confidence.HIGH,
        Evidence.PUBLISHED,
        "source of " + id);
  }

  static Judgement judge(ProgramProfile profile, ComputeUnits units, TargetRule... rules) {
    Subject subject = new Subject(profile, ProgramConstants.none(), ShapeKind.FIXED);
    return new Judge(RuleSet.of(catalog(rules)))
        .judge(subject, new TargetSetting(device(), OsVersion.parse("iOS18"), units));
  }

  static Device device() {
    return new Device("board", "Board", CHIP, List.of());
  }

  static HardwareCatalog catalog(TargetRule... rules) {
    return new HardwareCatalog() {
      @Override
      public String vendor() {
        return "Example";
      }

      @Override
      public List<Device> devices() {
        return List.of(device());
      }

      @Override
      public Verdict check(EncodingUse use, OsVersion system, ComputeUnits units) {
        return new Verdict(true, "fine", Optional.empty(), Evidence.GUESSED, "none");
      }

      @Override
      public List<TargetRule> rules() {
        return List.of(rules);
      }
    };
  }
}
