package dev.coremill.api.operator;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The operators that are known, by name. */
public final class OperatorCatalog {
  private final Map<String, Operator> operators;

  private OperatorCatalog(Map<String, Operator> operators) {
    this.operators = operators;
  }

  /**
   * A catalogue of these operators.
   *
   * @throws IllegalArgumentException if two have the same name
   */
  public static OperatorCatalog of(List<Operator> operators) {
    Map<String, Operator> byType = new TreeMap<>();
    for (Operator operator : operators) {
      if (byType.put(operator.type(), operator) != null) {
        throw new IllegalArgumentException("two operators are called " + operator.type());
      }
    }
    return new OperatorCatalog(Collections.unmodifiableMap(byType));
  }

  /** The operators of the opsets CoreML5 to CoreML9, read when it is first asked for. */
  public static OperatorCatalog shipped() {
    return Shipped.CATALOG;
  }

  /** The operator of a name. */
  public Optional<Operator> operator(String type) {
    return Optional.ofNullable(operators.get(type));
  }

  /** All operators by their names, in the order of the alphabet. */
  public Map<String, Operator> operators() {
    return operators;
  }

  private static final class Shipped {
    private static final OperatorCatalog CATALOG = CatalogReader.read();
  }
}
