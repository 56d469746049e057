package dev.coremill.plugins.testkit;

import dev.coremill.api.operator.Operator;
import dev.coremill.api.operator.OperatorCatalog;
import dev.coremill.api.operator.OperatorParameter;
import dev.coremill.api.operator.OperatorSignature;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Programs to ask targets about: one for each operator, and one operator in many sizes. */
final class KitPrograms {
  private static final Shape ACTIVATION = Shape.of(1, 64, 16, 16);
  private static final Shape WEIGHT = Shape.of(64, 64, 3, 3);

  private KitPrograms() {}

  /** A program of one operation for each operator of the catalogue, by the operator's name. */
  static Map<String, ProgramProfile> everyOperator() {
    Map<String, ProgramProfile> programs = new LinkedHashMap<>();
    for (Operator operator : OperatorCatalog.shipped().operators().values()) {
      programs.put(operator.type(), program(operator));
    }
    return programs;
  }

  /** The arguments of each operator that may be constants of floats, such as weights. */
  static Map<String, List<String>> constantArguments() {
    Map<String, List<String>> arguments = new LinkedHashMap<>();
    for (Operator operator : OperatorCatalog.shipped().operators().values()) {
      List<String> names = new ArrayList<>();
      for (OperatorParameter parameter : newest(operator).parameters()) {
        if (parameter.takes(DataType.FLOAT16)) {
          names.add(parameter.name());
        }
      }
      arguments.put(operator.type(), names);
    }
    return arguments;
  }

  /**
   * A matrix product of some rows with a weight.
   *
   * @param rows how many rows
   * @param weight how the weight of [outputs, inputs] is stored
   */
  static ProgramProfile linear(long rows, Encoding weight) {
    long outputs = weight.shape().dimension(0);
    long inputs = weight.shape().dimension(1);
    OperandProfile x = value("x", DataType.FLOAT16, Shape.of(rows, inputs));
    OperandProfile stored = constant("weight", weight);
    OperandProfile y = value("", DataType.FLOAT16, Shape.of(rows, outputs));
    return program("linear", List.of(x, stored), y, rows * outputs * inputs);
  }

  private static ProgramProfile program(Operator operator) {
    List<OperandProfile> inputs = new ArrayList<>();
    for (OperatorParameter parameter : newest(operator).parameters()) {
      DataType type =
          parameter.takes(DataType.FLOAT16)
              ? DataType.FLOAT16
              : parameter.types().iterator().next();
      if (parameter.name().equals("weight") || parameter.name().startsWith("weight_")) {
        inputs.add(constant(parameter.name(), new Encoding.Dense(DataType.FLOAT16, WEIGHT)));
      } else if (!parameter.optional() && !parameter.constant()) {
        inputs.add(value(parameter.name(), type, ACTIVATION));
      }
    }
    return program(operator.type(), inputs, value("", DataType.FLOAT16, ACTIVATION), 1L << 20);
  }

  private static ProgramProfile program(
      String type, List<OperandProfile> inputs, OperandProfile output, long multiplyAdds) {
    Operation operation =
        new Operation(type, Map.of(), List.of(), List.of(), Map.of(), UnknownFields.NONE);
    OperationProfile only =
        new OperationProfile(
            0, type + "_1", type, operation, inputs, List.of(output), multiplyAdds, 1);
    Map<String, OperandProfile> constants = new LinkedHashMap<>();
    List<OperandProfile> given = new ArrayList<>();
    for (OperandProfile input : inputs) {
      if (input.constant().isPresent()) {
        constants.put(input.name(), input);
      } else {
        given.add(input);
      }
    }
    return new ProgramProfile(
        "main",
        Opset.CORE_ML_9,
        List.of(only),
        constants,
        given,
        List.of(output),
        List.of(),
        List.of());
  }

  private static OperandProfile value(String argument, DataType type, Shape shape) {
    String name = argument.isEmpty() ? "result" : "value_of_" + argument;
    return new OperandProfile(argument, name, type, shape, Optional.empty(), false);
  }

  private static OperandProfile constant(String argument, Encoding stored) {
    return new OperandProfile(
        argument,
        "constant_" + argument,
        stored.type(),
        stored.shape(),
        Optional.of(stored),
        false);
  }

  private static OperatorSignature newest(Operator operator) {
    return operator.signatures().getLast();
  }
}
