package dev.coremill.plugins.torch.operator;

import org.jspecify.annotations.Nullable;

/**
 * An operator that this runtime knows.
 *
 * @param kernel computes it
 * @param rounds whether it computes new numbers, which have to be rounded to the type that the
 *     program declares; false where outputs hold elements of the inputs as they are
 * @param makesTensors whether every output is an argument or a tensor that the innermost pointer
 *     scope owns; false where outputs may be held elsewhere too, as in lists and states
 * @param packing packs constants beforehand; null where nothing is gained by that
 */
public record RegisteredOperator(
    OperatorKernel kernel, boolean rounds, boolean makesTensors, @Nullable Packing packing) {
  /** The same operator, computed in another way. */
  public RegisteredOperator with(OperatorKernel packed) {
    return new RegisteredOperator(packed, rounds, makesTensors, null);
  }
}
