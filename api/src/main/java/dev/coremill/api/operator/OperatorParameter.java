package dev.coremill.api.operator;

import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import java.util.Optional;
import java.util.Set;

/**
 * A parameter of an operator.
 *
 * @param name its name, such as {@code x}
 * @param since the first opset that has it
 * @param until the last opset that has it; empty where the newest one does
 * @param optional whether it may be left out
 * @param variadic whether it takes several values, such as the {@code values} of {@code concat}
 * @param constant whether its value must be known when the model is compiled
 * @param types the element types that it takes in the newest opset that has it; empty where it
 *     takes no tensor
 * @param defaultValue its value where it is left out, as MIL text writes it; empty where there is
 *     none
 */
public record OperatorParameter(
    String name,
    Opset since,
    Optional<Opset> until,
    boolean optional,
    boolean variadic,
    boolean constant,
    Set<DataType> types,
    Optional<String> defaultValue) {
  /** Copies the set. */
  public OperatorParameter {
    types = Set.copyOf(types);
  }
}
