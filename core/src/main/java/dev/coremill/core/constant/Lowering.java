package dev.coremill.core.constant;

import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.WeightExpression;
import java.util.List;
import java.util.Optional;

/** Writes expressions as the operations of an opset, or says why the opset cannot hold them. */
public final class Lowering {
  private Lowering() {}

  /**
   * What stands in the way of an encoding in an opset; empty where nothing does.
   *
   * @throws IllegalArgumentException if the parts of the encoding do not fit together
   */
  public static Optional<Obstacle> obstacle(Encoding encoding, Opset opset) {
    encoding.validate();
    return Obstacles.find(encoding, opset);
  }

  /**
   * An encoding as an opset stores it: what {@link #lower} writes takes {@link
   * Encoding#storedBytes()} of this.
   *
   * @param encoding an encoding without {@link #obstacle}
   */
  public static Encoding stored(Encoding encoding, Opset opset) {
    return StoredForm.of(encoding, opset);
  }

  /**
   * The operations that make a constant, each after those that it needs; the last one defines
   * {@code outputName}. Their values are literals that the writer stores where the format wants
   * them. For CoreML8 a scale on what a lookup table gives is moved onto the table, which gives the
   * same values.
   *
   * @param outputName the name of the constant
   * @param operationName the name of the last operation
   * @param names a supply in which every name of the function is taken
   * @throws IllegalArgumentException if there is an {@link #obstacle}, or if the parts of the
   *     expression do not fit together
   */
  public static List<Operation> lower(
      String outputName,
      String operationName,
      WeightExpression expression,
      Opset opset,
      NameSupply names) {
    Optional<Obstacle> obstacle = obstacle(expression.encoding(), opset);
    if (obstacle.isPresent()) {
      throw new IllegalArgumentException(outputName + ": " + obstacle.get().reason());
    }
    return opset.constexprParametersAreInputs()
        ? new InputFormLowering(opset, names).lower(outputName, operationName, expression)
        : List.of(AttributeFormLowering.lower(outputName, operationName, expression));
  }
}
