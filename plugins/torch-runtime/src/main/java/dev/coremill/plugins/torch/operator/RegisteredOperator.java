package dev.coremill.plugins.torch.operator;

import org.jspecify.annotations.Nullable;

/**
 * An operator that this runtime knows.
 *
 * @param kernel computes it
 * @param rounds whether it computes new numbers, which have to be rounded to the type that the
 *     program declares; false where outputs hold elements of the inputs as they are
 * @param packing packs constants beforehand; null where nothing is gained by that
 */
public record RegisteredOperator(OperatorKernel kernel, boolean rounds, @Nullable Packing packing) {
  /** The same operator, computed in another way. */
  public RegisteredOperator with(OperatorKernel packed) {
    return new RegisteredOperator(packed, rounds, null);
  }
}
