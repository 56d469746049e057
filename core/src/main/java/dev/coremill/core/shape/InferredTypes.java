package dev.coremill.core.shape;

import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.Shape;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The types of the values of a function. Where the program states a type without open dimensions,
 * that one holds; every other one is inferred.
 */
public final class InferredTypes {
  private final IdentityHashMap<NamedType, ValueType> types = new IdentityHashMap<>();
  private final IdentityHashMap<NamedType, ValueType> inferred = new IdentityHashMap<>();
  private final Set<String> upperBounds = new LinkedHashSet<>();

  InferredTypes() {}

  /** Notes what holds for a definition. */
  void put(NamedType named, Known known) {
    types.put(named, known.type());
    if (known.bound()) {
      upperBounds.add(named.name());
    }
  }

  /** Notes what inference alone says about a definition. */
  void infer(NamedType named, Known known) {
    inferred.put(named, known.type());
  }

  /** The type of a definition of the function: an input, a block's input, or an output. */
  public ValueType type(NamedType named) {
    return types.getOrDefault(named, named.type());
  }

  /** The shape of a definition that is a tensor, or a state that holds one. */
  public Optional<Shape> shape(NamedType named) {
    return switch (type(named)) {
      case ValueType.OfTensor tensor -> tensor.shape();
      case ValueType.OfState(ValueType.OfTensor tensor) -> tensor.shape();
      default -> Optional.empty();
    };
  }

  /**
   * The names of the values whose shapes depend on data, and for which the largest possible one is
   * given.
   */
  public Set<String> upperBounds() {
    return Collections.unmodifiableSet(upperBounds);
  }

  /** What inference says whether or not the program states the type; for tests. */
  Map<NamedType, ValueType> inferred() {
    return inferred;
  }
}
