package dev.coremill.core.operator;

import dev.coremill.api.operator.Operator;
import dev.coremill.api.operator.OperatorCatalog;
import dev.coremill.api.operator.OperatorParameter;
import dev.coremill.api.operator.OperatorSignature;
import dev.coremill.api.program.Opset;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.tensor.DataType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Whether opsets have operations as a program uses them: the operator, each of its arguments, and
 * their element types. How constants are encoded is no matter of the operator and not judged here.
 */
public final class OperationLegality {
  private final OperatorCatalog catalog;

  /**
   * Something that an opset does not allow.
   *
   * @param argument the argument that it concerns; empty where it concerns the operation
   * @param reason what is not allowed and what is, as a sentence without its full stop
   * @param accepted the first opset that allows it, if any does
   */
  public record Finding(String argument, String reason, Optional<Opset> accepted) {}

  /** Judges by a catalogue. */
  public OperationLegality(OperatorCatalog catalog) {
    this.catalog = catalog;
  }

  /** Whether the catalogue has the operator at all. */
  public boolean isKnown(String operator) {
    return catalog.operator(operator).isPresent();
  }

  /** What an opset does not allow about an operation; nothing where it is legal. */
  public List<Finding> findings(OperationProfile operation, Opset opset) {
    return findings(TypedOperation.of(operation), opset);
  }

  /** What an opset does not allow about an operation; nothing where it is legal. */
  public List<Finding> findings(TypedOperation operation, Opset opset) {
    Operator operator = catalog.operator(operation.type()).orElse(null);
    if (operator == null) {
      return List.of(
          new Finding("", "the operator " + operation.type() + " is not known", Optional.empty()));
    }
    OperatorSignature signature = operator.signature(opset).orElse(null);
    if (signature == null) {
      Opset introduced = operator.introduced();
      return List.of(
          new Finding(
              "",
              opset.text() + " has no " + operator.type() + "; it comes with " + introduced.text(),
              firstFrom(introduced, operation)));
    }
    List<Finding> findings = new ArrayList<>();
    for (Complaint complaint : complaints(operation, operator, signature, opset)) {
      findings.add(
          new Finding(
              complaint.argument(), complaint.reason(), accepted(operation, operator, complaint)));
    }
    return findings;
  }

  /** The first opset that allows an operation as it is used; empty where none does. */
  public Optional<Opset> accepted(OperationProfile operation) {
    return firstFrom(Opset.CORE_ML_5, TypedOperation.of(operation));
  }

  private Optional<Opset> firstFrom(Opset lowest, TypedOperation operation) {
    Operator operator = catalog.operator(operation.type()).orElse(null);
    for (Opset opset : Opset.values()) {
      OperatorSignature signature =
          operator == null || !opset.isAtLeast(lowest)
              ? null
              : operator.signature(opset).orElse(null);
      if (operator != null
          && signature != null
          && complaints(operation, operator, signature, opset).isEmpty()) {
        return Optional.of(opset);
      }
    }
    return Optional.empty();
  }

  /** The first opset in which nothing is said about the argument that a complaint is about. */
  private static Optional<Opset> accepted(
      TypedOperation operation, Operator operator, Complaint complaint) {
    for (Opset opset : Opset.values()) {
      OperatorSignature signature = operator.signature(opset).orElse(null);
      if (signature != null) {
        boolean silent = true;
        for (Complaint each : complaints(operation, operator, signature, opset)) {
          silent &= !each.argument().equals(complaint.argument());
        }
        if (silent) {
          return Optional.of(opset);
        }
      }
    }
    return Optional.empty();
  }

  private record Complaint(String argument, String reason) {}

  private static List<Complaint> complaints(
      TypedOperation operation, Operator operator, OperatorSignature signature, Opset opset) {
    List<Complaint> complaints = new ArrayList<>();
    for (String argument : operation.operation().inputs().keySet()) {
      if (signature.parameter(argument).isEmpty()) {
        complaints.add(
            new Complaint(
                argument,
                operator.parameter(argument).isPresent()
                    ? operator.type() + " has no argument " + argument + " in " + opset.text()
                    : operator.type() + " has no argument " + argument));
      }
    }
    Map<String, TypedOperand> ofVariable = new HashMap<>();
    for (OperatorParameter parameter : signature.parameters()) {
      List<TypedOperand> operands = operands(operation, parameter.name());
      if (operands.isEmpty()) {
        if (!parameter.optional() && !given(operation, parameter)) {
          complaints.add(
              new Complaint(
                  parameter.name(), operator.type() + " needs the argument " + parameter.name()));
        }
        continue;
      }
      if (operands.size() > 1 && !parameter.variadic()) {
        complaints.add(
            new Complaint(parameter.name(), parameter.name() + " takes one value alone"));
      }
      for (TypedOperand operand : operands) {
        types(operator, opset, parameter, operand, ofVariable, complaints);
      }
    }
    return complaints;
  }

  /** Some constants are attributes, and an empty list of values has no operand. */
  private static boolean given(TypedOperation operation, OperatorParameter parameter) {
    return operation.operation().attributes().containsKey(parameter.name())
        || operation.operation().inputs().containsKey(parameter.name());
  }

  private static void types(
      Operator operator,
      Opset opset,
      OperatorParameter parameter,
      TypedOperand operand,
      Map<String, TypedOperand> ofVariable,
      List<Complaint> complaints) {
    String name = parameter.name();
    if (!parameter.takes(operand.type())) {
      complaints.add(
          new Complaint(
              name,
              name
                  + " is "
                  + operand.type().text()
                  + "; "
                  + operator.type()
                  + " takes "
                  + text(parameter)
                  + " there in "
                  + opset.text()));
      return;
    }
    if (parameter.constant() && !operand.constant() && operand.type() != DataType.STRING) {
      complaints.add(
          new Complaint(
              name, name + " is computed by the program; it must be constant in " + opset.text()));
    }
    if (parameter.typeVariable().isPresent()) {
      TypedOperand first = ofVariable.putIfAbsent(parameter.typeVariable().get(), operand);
      if (first != null && first.type() != operand.type()) {
        complaints.add(
            new Complaint(
                name,
                name
                    + " is "
                    + operand.type().text()
                    + " and "
                    + first.argument()
                    + " is "
                    + first.type().text()
                    + "; they must be the same in "
                    + opset.text()));
      }
    }
  }

  private static String text(OperatorParameter parameter) {
    List<String> names = new ArrayList<>();
    for (DataType type : new TreeSet<>(parameter.types())) {
      names.add(type.text());
    }
    int last = names.size() - 1;
    return last < 1
        ? String.join("", names)
        : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  private static List<TypedOperand> operands(TypedOperation operation, String argument) {
    List<TypedOperand> operands = new ArrayList<>();
    for (TypedOperand operand : operation.operands()) {
      String name = operand.argument();
      if (name.equals(argument)
          || (name.startsWith(argument)
              && name.length() > argument.length()
              && name.charAt(argument.length()) == '[')) {
        operands.add(operand);
      }
    }
    return operands;
  }
}
