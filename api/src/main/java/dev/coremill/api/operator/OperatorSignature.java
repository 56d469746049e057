package dev.coremill.api.operator;

import dev.coremill.api.program.Opset;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of an operator from an opset on.
 *
 * @param since the first opset that has them
 * @param parameters the parameters, in the order of the operator's documentation
 */
public record OperatorSignature(Opset since, List<OperatorParameter> parameters) {
  /** Copies the list. */
  public OperatorSignature {
    parameters = List.copyOf(parameters);
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
