package dev.coremill.api.target;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.Encoding;
import java.util.Optional;

/**
 * A value that an operation reads or writes, its shape known.
 *
 * @param argument the argument that it is bound to, such as {@code x} or {@code weight}; with an
 *     index where the argument has several bindings, such as {@code values[2]}. Empty for an
 *     output.
 * @param name the name of the value in its function; empty for a literal
 * @param type the element type; {@link DataType#STRING} with the shape of a scalar for what holds
 *     no tensor, such as the dictionary of a classifier
 * @param shape the shape
 * @param constant how it is stored, if it is a constant of numbers; a constant that several
 *     operations use is listed with each of them
 * @param state whether it is a state
 */
public record OperandProfile(
    String argument,
    String name,
    DataType type,
    Shape shape,
    Optional<Encoding> constant,
    boolean state) {
  /** Bytes of the plain value, as it is computed with; 0 for strings. */
  public long bytes() {
    return type == DataType.STRING ? 0 : Tensor.packedSize(type, shape.elementCount());
  }
}
