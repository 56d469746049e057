package dev.coremill.api.operator;

import dev.coremill.api.program.Opset;
import java.util.List;
import java.util.Optional;

/**
 * An operator of ML programs.
 *
 * @param type its name, such as {@code conv}
 * @param introduced the first opset that has it
 * @param kind the family that it belongs to
 * @param parameters its parameters, in the order of its documentation
 * @param changes what later opsets changed
 * @param source where this is known from
 */
public record Operator(
    String type,
    Opset introduced,
    OperatorKind kind,
    List<OperatorParameter> parameters,
    List<OperatorChange> changes,
    String source) {
  /** Copies the lists. */
  public Operator {
    parameters = List.copyOf(parameters);
    changes = List.copyOf(changes);
  }

  /** The parameter of a name. */
  public Optional<OperatorParameter> parameter(String name) {
    for (OperatorParameter parameter : parameters) {
      if (parameter.name().equals(name)) {
        return Optional.of(parameter);
      }
    }
    return Optional.empty();
  }
}
