package dev.coremill.core.config;

import dev.coremill.api.config.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * A key of an algorithm's configuration, in words.
 *
 * @param key the key, with the keys of the mappings around it before it and dots between
 * @param type what its values are
 * @param required whether it must be given
 * @param defaultValue the value where none is given; empty where there is none
 * @param range the values allowed; empty where all of the type are
 * @param description what it means
 */
public record ParameterDescription(
    String key,
    String type,
    boolean required,
    String defaultValue,
    String range,
    String description) {

  /** The keys of a configuration record, in the order of its components. */
  public static List<ParameterDescription> of(Class<? extends Record> configuration) {
    List<ParameterDescription> keys = new ArrayList<>();
    collect(ConfigurationType.of(configuration), "", keys);
    return keys;
  }

  private static void collect(
      ConfigurationType configuration, String prefix, List<ParameterDescription> into) {
    for (ConfigurationType.Component component : configuration.components()) {
      Parameter parameter = component.parameter();
      if (parameter == null) {
        continue;
      }
      String key = prefix + component.key();
      into.add(
          new ParameterDescription(
              key,
              typeName(component.type()),
              component.required(),
              parameter.defaultValue(),
              range(parameter, component.type()),
              parameter.description()));
      if (innermost(component.type()) instanceof ValueType.Nested(ConfigurationType nested)) {
        collect(nested, key + ".", into);
      }
    }
  }

  private static ValueType innermost(ValueType type) {
    return switch (type) {
      case ValueType.ListOf(ValueType element) -> innermost(element);
      case ValueType.OptionalOf(ValueType value) -> innermost(value);
      default -> type;
    };
  }

  private static String typeName(ValueType type) {
    return switch (type) {
      case ValueType.WholeNumber _ -> "whole number";
      case ValueType.Decimal _ -> "number";
      case ValueType.Truth _ -> "true or false";
      case ValueType.Text _ -> "text";
      case ValueType.Choice _ -> "name";
      case ValueType.Nested _ -> "mapping";
      case ValueType.ListOf(ValueType element) -> "list of " + typeName(element);
      case ValueType.OptionalOf(ValueType value) -> typeName(value) + ", optional";
      case ValueType.RegularExpression _ -> "regular expression";
      case ValueType.SystemVersion _ -> "system version";
      case ValueType.AnyNode _, ValueType.Place _ -> "anything";
    };
  }

  private static String range(Parameter parameter, ValueType type) {
    if (parameter.allowed().length > 0) {
      return "one of " + String.join(", ", parameter.allowed());
    }
    if (innermost(type) instanceof ValueType.Choice choice) {
      return "one of " + String.join(", ", choice.names());
    }
    boolean lower = parameter.minimum() != Double.NEGATIVE_INFINITY;
    boolean upper = parameter.maximum() != Double.POSITIVE_INFINITY;
    if (lower && upper) {
      return Wording.number(parameter.minimum()) + " to " + Wording.number(parameter.maximum());
    }
    if (lower) {
      return "at least " + Wording.number(parameter.minimum());
    }
    return upper ? "at most " + Wording.number(parameter.maximum()) : "";
  }
}
