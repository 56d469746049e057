package dev.coremill.api.operator;

import dev.coremill.api.program.Opset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An operator of ML programs.
 *
 * @param type its name, such as {@code conv}
 * @param kind the family that it belongs to
 * @param signatures its parameters, from opset to opset, oldest first; at least one. Each holds up
 *     to the next one.
 * @param changes what opsets after the first changed, oldest first
 * @param source where this is known from
 */
public record Operator(
    String type,
    OperatorKind kind,
    List<OperatorSignature> signatures,
    List<OperatorChange> changes,
    String source) {
  /** Copies the lists. */
  public Operator {
    signatures = List.copyOf(signatures);
    changes = List.copyOf(changes);
    if (signatures.isEmpty()) {
      throw new IllegalArgumentException(type + " has no signature");
    }
  }

  /** The first opset that has it. */
  public Opset introduced() {
    return signatures.getFirst().since();
  }

  /** Its parameters in an opset; empty where the opset does not have it yet. */
  public Optional<OperatorSignature> signature(Opset opset) {
    OperatorSignature found = null;
    for (OperatorSignature signature : signatures) {
      if (opset.isAtLeast(signature.since())) {
        found = signature;
      }
    }
    return Optional.ofNullable(found);
  }

  /** The parameter of a name in the newest opset that has it. */
  public Optional<OperatorParameter> parameter(String name) {
    @Nullable OperatorParameter found = null;
    for (OperatorSignature signature : signatures) {
      found = signature.parameter(name).orElse(found);
    }
    return Optional.ofNullable(found);
  }

  /** What changed after an opset, up to another one, oldest first. */
  public List<OperatorChange> changes(Opset after, Opset upTo) {
    List<OperatorChange> between = new ArrayList<>();
    for (OperatorChange change : changes) {
      if (!after.isAtLeast(change.opset()) && upTo.isAtLeast(change.opset())) {
        between.add(change);
      }
    }
    return between;
  }
}
