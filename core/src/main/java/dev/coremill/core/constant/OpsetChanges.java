package dev.coremill.core.constant;

import dev.coremill.api.operator.Operator;
import dev.coremill.api.operator.OperatorCatalog;
import dev.coremill.api.operator.OperatorChange;
import dev.coremill.api.operator.OperatorKind;
import dev.coremill.api.program.Binding;
import dev.coremill.api.program.Operation;
import dev.coremill.api.program.Opset;
import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import java.util.Optional;

/**
 * Operators that a newer opset defines in a way that older programs do not meet, as the catalogue
 * of operators has them. New optional parameters whose default is the old behaviour, wider type
 * domains and new operators are no obstacle. Compressed constants are rewritten, not judged here.
 *
 * <p>Indices that only running the program gives are taken to be non-negative, as those of token
 * tables are.
 */
final class OpsetChanges {
  /** Indices that are looked through at a time. */
  private static final int CHUNK = 1 << 15;

  private OpsetChanges() {}

  /** Why an operation cannot be taken over as it is; empty where it can. */
  static Optional<String> obstacle(Operation operation, Scope scope, Opset from, Opset to) {
    Operator operator = OperatorCatalog.shipped().operator(operation.type()).orElse(null);
    if (operator == null || operator.changes().isEmpty()) {
      return Optional.empty();
    }
    for (OperatorChange change : operator.changes(from, to)) {
      if (change.kind() != OperatorChange.Kind.EXTENDS
          && concerns(change, operator, operation, scope)) {
        return Optional.of(
            "means something else from " + change.opset().text() + " on: " + change.what());
      }
    }
    return Optional.empty();
  }

  /** Of operators that gather and scatter, the meaning of negative indices alone has changed. */
  private static boolean concerns(
      OperatorChange change, Operator operator, Operation operation, Scope scope) {
    return change.kind() != OperatorChange.Kind.ALTERS
        || operator.kind() != OperatorKind.SCATTER_GATHER
        || indices(operation, scope).filter(OpsetChanges::anyNegative).isPresent();
  }

  private static Optional<Tensor> indices(Operation operation, Scope scope) {
    Value value =
        switch (operation.input("indices").orElse(null)) {
          case null -> null;
          case Binding.Literal(Value literal) -> literal;
          case Binding.Reference(String name) -> {
            Scope.Definition definition = scope.constant(name);
            yield definition == null || definition.node() == null
                ? null
                : ConstantLifter.constantValue(definition.node());
          }
        };
    return value instanceof Value.OfTensor tensor ? Optional.of(tensor.tensor()) : Optional.empty();
  }

  private static boolean anyNegative(Tensor indices) {
    DataType type = indices.type();
    if (!type.isSigned() || type.bits() > 32) {
      return false;
    }
    long count = indices.elementCount();
    int[] chunk = new int[(int) Math.min(CHUNK, count)];
    for (long start = 0; start < count; start += CHUNK) {
      int length = (int) Math.min(CHUNK, count - start);
      Elements.readIntegers(indices, start, length, chunk, 0);
      for (int i = 0; i < length; i++) {
        if (chunk[i] < 0) {
          return true;
        }
      }
    }
    return false;
  }
}
