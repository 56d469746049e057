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

/** Programs to ask targets about: one that has every operator, and one operator in many sizes. */
final class KitPrograms {
  private static final Shape ACTIVATION = Shape.of(1, 64, 16, 16);
  private static final Shape WEIGHT = Shape.of(64, 64, 3, 3);

  private KitPrograms() {}

  /** A program that has each operator of the catalogue once, in the order of their names. */
  static ProgramProfile everyOperator() {
    List<OperationProfile> operations = new ArrayList<>();
    for (Operator operator : OperatorCatalog.shipped().operators().values()) {
      operations.add(operation(operations.size(), operator));
    }
    return program(operations);
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
    OperandProfile x = value("x", "x", DataType.FLOAT16, Shape.of(rows, inputs));
    OperandProfile stored = constant("weight", "w", weight);
    OperandProfile y = value("", "y", DataType.FLOAT16, Shape.of(rows, outputs));
    return program(List.of(operation(0, "linear", List.of(x, stored), y, rows * outputs * inputs)));
  }

  private static OperationProfile operation(int index, Operator operator) {
    String name = operator.type() + "_1";
    List<OperandProfile> inputs = new ArrayList<>();
    for (OperatorParameter parameter : newest(operator).parameters()) {
      DataType type =
          parameter.takes(DataType.FLOAT16)
              ? DataType.FLOAT16
              : parameter.types().iterator().next();
      String value = name + "_" + parameter.name();
      if (parameter.name().equals("weight") || parameter.name().startsWith("weight_")) {
        Encoding stored = new Encoding.Dense(DataType.FLOAT16, WEIGHT);
        inputs.add(constant(parameter.name(), value, stored));
      } else if (!parameter.optional() && !parameter.constant()) {
        inputs.add(value(parameter.name(), value, type, ACTIVATION));
      }
    }
    OperandProfile output = value("", name, DataType.FLOAT16, ACTIVATION);
    return operation(index, operator.type(), inputs, output, 1L << 20);
  }

  private static OperationProfile operation(
      int index,
      String type,
      List<OperandProfile> inputs,
      OperandProfile output,
      long multiplyAdds) {
    Operation operation =
        new Operation(type, Map.of(), List.of(), List.of(), Map.of(), UnknownFields.NONE);
    return new OperationProfile(
        index, type + "_1", type, operation, inputs, List.of(output), multiplyAdds, 1);
  }

  private static ProgramProfile program(List<OperationProfile> operations) {
    Map<String, OperandProfile> constants = new LinkedHashMap<>();
    // Words, such as the kind of a padding, are constants that are stored in no encoding.
    constants.put("a_word", value("mode", "a_word", DataType.STRING, Shape.scalar()));
    List<OperandProfile> given = new ArrayList<>();
    for (OperationProfile operation : operations) {
      for (OperandProfile input : operation.inputs()) {
        if (input.constant().isPresent()) {
          constants.put(input.name(), input);
        } else {
          given.add(input);
        }
      }
    }
    return new ProgramProfile(
        "main",
        Opset.CORE_ML_9,
        operations,
        constants,
        given,
        operations.getLast().outputs(),
        List.of(),
        List.of());
  }

  private static OperandProfile value(String argument, String name, DataType type, Shape shape) {
    return new OperandProfile(argument, name, type, shape, Optional.empty(), false);
  }

  private static OperandProfile constant(String argument, String name, Encoding stored) {
    return new OperandProfile(
        argument, name, stored.type(), stored.shape(), Optional.of(stored), false);
  }

  private static OperatorSignature newest(Operator operator) {
    return operator.signatures().getLast();
  }
}
