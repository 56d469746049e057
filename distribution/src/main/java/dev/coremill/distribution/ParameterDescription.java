package dev.coremill.distribution;

import dev.coremill.api.config.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A key of an algorithm's configuration, in words.
 *
 * @param key the key, with the keys of the records around it before it and dots between
 * @param type what its values are
 * @param required whether it must be given
 * @param defaultValue the value where none is given; empty where there is none
 * @param range the values allowed; empty where all of the type are
 * @param description what it means
 */
record ParameterDescription(
    String key,
    String type,
    boolean required,
    String defaultValue,
    String range,
    String description) {

  /** The keys of a configuration record, in the order of its components. */
  static List<ParameterDescription> of(Class<? extends Record> configuration) {
    List<ParameterDescription> keys = new ArrayList<>();
    collect(configuration, "", keys);
    return keys;
  }

  private static void collect(
      Class<?> configuration, String prefix, List<ParameterDescription> into) {
    for (RecordComponent component : configuration.getRecordComponents()) {
      Parameter parameter = component.getAnnotation(Parameter.class);
      String key = prefix + snakeCase(component.getName());
      Class<?> type = component.getType();
      Class<?> element = element(component.getGenericType());
      boolean optional = type == Optional.class;
      String defaultValue = parameter == null ? "" : parameter.defaultValue();
      into.add(
          new ParameterDescription(
              key,
              (type == List.class ? "list of " : "") + typeName(element),
              !optional && defaultValue.isEmpty(),
              defaultValue,
              range(parameter, element),
              parameter == null ? "" : parameter.description()));
      if (element.isRecord()) {
        collect(element, key + ".", into);
      }
    }
  }

  private static Class<?> element(Type type) {
    return switch (type) {
      case Class<?> plain -> plain;
      case ParameterizedType generic -> element(generic.getActualTypeArguments()[0]);
      default -> Object.class;
    };
  }

  private static String typeName(Class<?> type) {
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return "whole number";
    }
    if (type == double.class || type == Double.class) {
      return "number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type.isEnum()) {
      return "name";
    }
    return type.isRecord() ? "mapping" : "text";
  }

  private static String range(@org.jspecify.annotations.Nullable Parameter parameter, Class<?> type) {
    if (parameter != null && parameter.allowed().length > 0) {
      return "one of " + String.join(", ", parameter.allowed());
    }
    if (type.isEnum()) {
      List<String> names = new ArrayList<>();
      for (Object constant : type.getEnumConstants()) {
        names.add(((Enum<?>) constant).name().toLowerCase(Locale.ROOT));
      }
      return "one of " + String.join(", ", names);
    }
    if (parameter == null) {
      return "";
    }
    boolean lower = parameter.minimum() != Double.NEGATIVE_INFINITY;
    boolean upper = parameter.maximum() != Double.POSITIVE_INFINITY;
    if (lower && upper) {
      return number(parameter.minimum()) + " to " + number(parameter.maximum());
    }
    return lower
        ? "at least " + number(parameter.minimum())
        : upper ? "at most " + number(parameter.maximum()) : "";
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static String snakeCase(String name) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      key.append(Character.isUpperCase(c) ? "_" : "").append(Character.toLowerCase(c));
    }
    return key.toString();
  }
}
