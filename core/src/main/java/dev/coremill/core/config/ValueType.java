package dev.coremill.core.config;

import java.util.List;
import java.util.Locale;

/** What kind of value a parameter takes. */
public sealed interface ValueType {
  /** An int or a long. */
  record WholeNumber(boolean wide) implements ValueType {}

  /** A double. */
  record Decimal() implements ValueType {}

  /** A boolean. */
  record Truth() implements ValueType {}

  /** A String. */
  record Text() implements ValueType {}

  /** An enum. */
  record Choice(List<Enum<?>> constants) implements ValueType {
    /** The values as they stand in files. */
    public List<String> names() {
      return constants.stream().map(constant -> nameOf(constant)).toList();
    }

    /** How a constant stands in files. */
    public static String nameOf(Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
  }

  /** A record of its own. */
  record Nested(ConfigurationType type) implements ValueType {}

  /** A List; a single value is read as a list of one. */
  record ListOf(ValueType element) implements ValueType {}

  /** An Optional. */
  record OptionalOf(ValueType value) implements ValueType {}

  /** A java.util.regex.Pattern, for whole names. */
  record RegularExpression() implements ValueType {}

  /** A dev.coremill.api.target.OsVersion. */
  record SystemVersion() implements ValueType {}

  /** A dev.coremill.core.yaml.Node, taken as it stands. */
  record AnyNode() implements ValueType {}

  /** A dev.coremill.core.yaml.Position: where the mapping begins. */
  record Place() implements ValueType {}
}
