package dev.coremill.core.operator;

import dev.coremill.api.program.Operation;
import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import java.util.ArrayList;
import java.util.List;

/**
 * An operation with the types of what it reads. No shape is needed for these, so programs with open
 * shapes have them too.
 *
 * @param operation the operation
 * @param operands what it reads, in the order of its arguments
 */
public record TypedOperation(Operation operation, List<TypedOperand> operands) {
  /** Copies the list. */
  public TypedOperation {
    operands = List.copyOf(operands);
  }

  /** That of a profile. */
  public static TypedOperation of(OperationProfile profile) {
    List<TypedOperand> operands = new ArrayList<>(profile.inputs().size());
    for (OperandProfile input : profile.inputs()) {
      operands.add(new TypedOperand(input.argument(), input.type(), input.constant().isPresent()));
    }
    return new TypedOperation(profile.operation(), operands);
  }

  /** The operator. */
  String type() {
    return operation.type();
  }
}
