package dev.coremill.api.operator;

import dev.coremill.api.tensor.DataType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A parameter of an operator.
 *
 * @param name its name, such as {@code x}
 * @param optional whether it may be left out
 * @param variadic whether it takes several values, such as the {@code values} of {@code concat}
 * @param constant whether its value must be known when the model is compiled
 * @param types the element types that it takes; empty where any do, or where it takes no tensor but
 *     a list or a state
 * @param typeVariable parameters with the same variable must have the same element type; empty
 *     where its type is independent of the others
 * @param defaultValue its value where it is left out, as MIL text writes it, or in words where it
 *     depends on other arguments; empty where there is none
 */
public record OperatorParameter(
    String name,
    boolean optional,
    boolean variadic,
    boolean constant,
    Set<DataType> types,
    Optional<String> typeVariable,
    Optional<String> defaultValue) {
  /** Copies the set. */
  public OperatorParameter {
    types = types.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(types));
  }

  /** Whether it takes elements of a type. */
  public boolean takes(DataType type) {
    return types.isEmpty() || types.contains(type);
  }
}
