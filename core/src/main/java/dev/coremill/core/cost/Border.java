package dev.coremill.core.cost;

import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.ProgramProfile;
import dev.coremill.api.tensor.DataType;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The operations at the borders of a function that do no work of their own, such as the casts of
 * its inputs and results: what comes in and goes out is converted and brought to its unit for every
 * model, and the fixed time of a prediction has that in it.
 */
final class Border {
  private final BitSet operations;

  private Border(BitSet operations) {
    this.operations = operations;
  }

  static Border of(ProgramProfile profile) {
    List<OperationProfile> operations = profile.operations();
    BitSet border = new BitSet(operations.size());
    Set<String> outside = new HashSet<>();
    for (OperandProfile input : profile.inputs()) {
      outside.add(input.name());
    }
    for (OperationProfile operation : operations) {
      if (Workload.of(operation).isEmpty() && comesFromOutside(operation, outside)) {
        border.set(operation.index());
        for (OperandProfile output : operation.outputs()) {
          outside.add(output.name());
        }
      }
    }
    Set<String> insideUses = new HashSet<>();
    for (OperationProfile operation : operations.reversed()) {
      boolean leaves = Workload.of(operation).isEmpty();
      for (OperandProfile output : operation.outputs()) {
        leaves &= !insideUses.contains(output.name());
      }
      if (leaves) {
        border.set(operation.index());
      } else {
        for (OperandProfile input : operation.inputs()) {
          insideUses.add(input.name());
        }
      }
    }
    return new Border(border);
  }

  /** Whether everything that it computes with is given to the function, or is constant. */
  private static boolean comesFromOutside(OperationProfile operation, Set<String> outside) {
    boolean any = false;
    for (OperandProfile input : operation.inputs()) {
      // Strings are parameters, such as the type that a cast makes.
      if (input.constant().isEmpty()
          && !input.name().isEmpty()
          && input.type() != DataType.STRING) {
        if (!outside.contains(input.name())) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  /** Whether an operation, by its index, is one of them. */
  boolean contains(int operation) {
    return operations.get(operation);
  }
}
