package dev.coremill.core.cost;

import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.target.Chip;
import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.ComputeUnits;
import dev.coremill.api.target.Confidence;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Device;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.Figure;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Placement;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.target.TargetSetting;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small functions, and constants whose results are easy to tell. */
final class CostSketches {
  static final String CHIP = "one";

  private CostSketches() {}

  /**
   * For each unit: 1 ms fixed, 1 µs an operation, 1 TFLOP/s, 10 GB/s of weights, 100 GB/s of
   * activations, and 0.5 ms and 10 GB/s to another unit.
   */
  static ConstantTable table() {
    List<CostConstant> constants = new ArrayList<>();
    for (ComputeUnit unit : ComputeUnit.values()) {
      double[] numbers = {1, 1, 1, 1, 1, 1, 10, 100};
      for (int i = 0; i < numbers.length; i++) {
        constants.add(constant(UnitCosts.name(i), unit, UnitCosts.kind(i), numbers[i]));
      }
      constants.add(constant(ConstantName.TRANSFER, unit, "", 0.5));
      constants.add(constant(ConstantName.TRANSFER_BANDWIDTH, unit, "", 10));
      constants.add(constant(ConstantName.BAND, unit, "", 2));
      constants.add(constant(ConstantName.POWER, unit, "", 3));
    }
    return new ConstantTable(constants);
  }

  static CostConstant constant(String name, ComputeUnit unit, String kind, double value) {
    return new CostConstant(
        name,
        Optional.of(CHIP),
        Optional.of(unit),
        kind.isEmpty() ? Optional.empty() : Optional.of(kind),
        new Figure(value, value, value, Evidence.FITTED, "the test"));
  }

  static TargetSetting setting(String system) {
    Chip chip = new Chip(CHIP, "One", Map.of());
    return new TargetSetting(
        new Device("board", "Board", chip, List.of()), OsVersion.parse(system), ComputeUnits.ALL);
  }

  /** A value of float16 elements. */
  static OperandProfile value(String name, long elements) {
    return new OperandProfile(
        "x", name, DataType.FLOAT16, Shape.of(elements), Optional.empty(), false);
  }

  static OperandProfile weight(String name, Encoding encoding) {
    return new OperandProfile(
        "weight", name, encoding.type(), encoding.shape(), Optional.of(encoding), false);
  }

  /** A function that grows by one operation after the other. */
  static final class Sketch {
    private final List<OperationProfile> operations = new ArrayList<>();
    private final Map<String, OperandProfile> constants = new LinkedHashMap<>();
    private final List<Placement> placements = new ArrayList<>();
    private final List<OperandProfile> outputs = new ArrayList<>();
    private final OperandProfile input;

    Sketch(OperandProfile input) {
      this.input = input;
    }

    Sketch add(
        String type,
        ComputeUnit unit,
        long multiplyAdds,
        OperandProfile output,
        OperandProfile... inputs) {
      int index = operations.size();
      for (OperandProfile each : inputs) {
        if (each.constant().isPresent()) {
          constants.put(each.name(), each);
        }
      }
      operations.add(
          new OperationProfile(
              index,
              type + index,
              type,
              new Operation(type, Map.of(), List.of(), List.of(), Map.of(), UnknownFields.NONE),
              List.of(inputs),
              List.of(output),
              multiplyAdds,
              1));
      placements.add(
          new Placement(
              index,
              unit,
              "the test wants it",
              Optional.empty(),
              Confidence.HIGH,
              Evidence.MEASURED,
              "the test",
              "test"));
      return this;
    }

    Sketch returns(OperandProfile output) {
      outputs.add(output);
      return this;
    }

    ProgramProfile profile() {
      return new ProgramProfile(
          "main",
          Opset.CORE_ML_8,
          operations,
          constants,
          List.of(input),
          outputs,
          List.of(),
          List.of());
    }

    List<Placement> placements() {
      return placements;
    }
  }
}
