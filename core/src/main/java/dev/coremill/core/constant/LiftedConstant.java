package dev.coremill.core.constant;

import dev.coremill.api.program.Operation;
import dev.coremill.api.weight.WeightExpression;
import java.util.List;
import java.util.Optional;

/**
 * A constant of a program: a {@code const}, or the operation at the end of a chain of compressed
 * constants.
 *
 * @param name the name of the output that is used
 * @param operationName the name of the operation that defines it
 * @param root the operation that defines it
 * @param chain every operation that makes it, producers first, {@code root} last
 * @param expression what it means; empty where it has none
 * @param unliftable why there is no expression; empty where there is one
 * @param uses who uses it, in the order of the program; never empty
 * @param sharedWith the names of other constants that need operations of this chain, in the order
 *     of the program; such an operation may be removed only when all who need it are replaced
 */
public record LiftedConstant(
    String name,
    String operationName,
    Operation root,
    List<Operation> chain,
    Optional<WeightExpression> expression,
    String unliftable,
    List<ConstantUse> uses,
    List<String> sharedWith) {
  /** Copies the lists. */
  public LiftedConstant {
    chain = List.copyOf(chain);
    uses = List.copyOf(uses);
    sharedWith = List.copyOf(sharedWith);
  }
}
