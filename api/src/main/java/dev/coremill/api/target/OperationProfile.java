package dev.coremill.api.target;

import dev.coremill.api.program.Operation;
import java.util.List;

/**
 * An operation with its shapes and its work: what placement rules and cost models look at.
 * Constants are no operations here; they are operands of those that use them.
 *
 * @param index its place in the profile, from 0 on
 * @param name its name, as selectors and reports know it
 * @param type the operator, such as {@code conv}
 * @param operation the operation of the program, for parameters such as strides
 * @param inputs what it reads, in the order of its arguments
 * @param outputs what it writes
 * @param multiplyAdds multiplications followed by an addition; 0 where it has none
 * @param repeats how often it runs for one prediction: 1 outside of loops
 */
public record OperationProfile(
    int index,
    String name,
    String type,
    Operation operation,
    List<OperandProfile> inputs,
    List<OperandProfile> outputs,
    long multiplyAdds,
    double repeats) {
  /** Copies the lists. */
  public OperationProfile {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
