package dev.coremill.api.runtime;

import dev.coremill.api.weight.WeightExpression;
import java.util.Optional;

/**
 * What the compressed constants of a function mean. The engine knows the operations that make them;
 * a runtime only evaluates the expressions.
 */
@FunctionalInterface
public interface CompressedConstants {
  /** No compressed constants: for functions that are known to have none. */
  CompressedConstants NONE = _ -> Optional.empty();

  /**
   * The expression of an output of a {@code constexpr_*} operation.
   *
   * @param output the name of the output
   * @return empty where the output has no meaning of its own, such as the packed parts of a sparse
   *     weight, or where the operation is damaged
   */
  Optional<WeightExpression> expression(String output);
}
