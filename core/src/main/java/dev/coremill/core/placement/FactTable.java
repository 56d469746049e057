package dev.coremill.core.placement;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Facts with their values. A table may lie over a wider one, whose facts it has too. */
final class FactTable {
  private final @Nullable FactTable wider;
  private final Map<Fact, List<FactValue>> values = new EnumMap<>(Fact.class);
  private final Map<String, List<FactValue>> properties = new HashMap<>();

  /**
   * An empty table.
   *
   * @param wider the table of what this is a part of; null where there is none
   */
  FactTable(@Nullable FactTable wider) {
    this.wider = wider;
  }

  FactTable put(Fact fact, FactValue value) {
    List<FactValue> known = values.computeIfAbsent(fact, _ -> new ArrayList<>(2));
    if (!known.contains(value)) {
      known.add(value);
    }
    return this;
  }

  FactTable put(Fact fact, String word) {
    return put(fact, FactValue.of(word));
  }

  FactTable put(Fact fact, double number) {
    return put(fact, FactValue.of(number));
  }

  FactTable put(Fact fact, long number) {
    return put(fact, FactValue.of((double) number));
  }

  FactTable put(Fact fact, boolean truth) {
    return put(fact, FactValue.of(truth));
  }

  /** A property of a chip: a number too, where it is one. */
  void putProperty(String name, String value) {
    List<FactValue> both = new ArrayList<>(List.of(FactValue.of(value)));
    try {
      both.add(FactValue.of(Double.parseDouble(value)));
    } catch (NumberFormatException word) {
      both.removeIf(FactValue.Amount.class::isInstance);
    }
    properties.put(name, List.copyOf(both));
  }

  List<FactValue> values(Fact fact) {
    List<FactValue> known = values.get(fact);
    if (known != null) {
      return known;
    }
    return wider == null ? List.of() : wider.values(fact);
  }

  List<FactValue> property(String name) {
    List<FactValue> known = properties.get(name);
    if (known != null) {
      return known;
    }
    return wider == null ? List.of() : wider.property(name);
  }
}
