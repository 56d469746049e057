package dev.coremill.core.pipeline;

import dev.coremill.api.config.Parameter;
import dev.coremill.core.config.ConfigurationType;
import dev.coremill.core.config.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;

/** Writes what configuration types say of themselves as JSON Schema. */
final class SchemaWriter {
  private final JsonGenerator json;

  SchemaWriter(JsonGenerator json) {
    this.json = json;
  }

  /** Whether an object must have all that its type requires. */
  enum Completeness {
    WHOLE,
    /** Keys that are left out stay as they are elsewhere; null takes one back. */
    PARTIAL
  }

  /**
   * Writes the keywords for an object of a type into the object that is being written.
   *
   * @param others further keys
   * @param special writes the schema of a component itself and says true, or does nothing
   */
  void objectKeywords(
      ConfigurationType type,
      List<ConfigurationType.Component> others,
      Completeness completeness,
      Predicate<ConfigurationType.Component> special) {
    List<ConfigurationType.Component> components = new ArrayList<>(type.components());
    components.addAll(others);
    json.writeStringProperty("type", "object");
    json.writeBooleanProperty("additionalProperties", false);
    List<String> required = new ArrayList<>();
    json.writeName("properties");
    json.writeStartObject();
    for (ConfigurationType.Component component : components) {
      Parameter parameter = component.parameter();
      if (parameter == null) {
        continue;
      }
      if (component.required() && completeness == Completeness.WHOLE) {
        required.add(component.key());
      }
      json.writeName(component.key());
      if (!special.test(component)) {
        boolean nullable = completeness == Completeness.PARTIAL || !component.required();
        component(component, parameter, nullable);
      }
    }
    json.writeEndObject();
    if (!required.isEmpty()) {
      required(required);
    }
  }

  void description(ConfigurationType.Component component) {
    Parameter parameter = component.parameter();
    if (parameter != null) {
      json.writeStringProperty("description", parameter.description());
    }
  }

  void required(List<String> keys) {
    values("required", keys);
  }

  void values(String keyword, List<String> values) {
    json.writeName(keyword);
    json.writeStartArray();
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  void reference(String definition) {
    json.writeStartObject();
    json.writeStringProperty("$ref", "#/$defs/" + definition);
    json.writeEndObject();
  }

  void types(String... names) {
    json.writeStartObject();
    values("type", List.of(names));
    json.writeEndObject();
  }

  /** Null means that a value is not given, wherever one need not be given. */
  private void component(
      ConfigurationType.Component component, Parameter parameter, boolean nullable) {
    ValueType type =
        component.type() instanceof ValueType.OptionalOf optional
            ? optional.value()
            : component.type();
    json.writeStartObject();
    description(component);
    if (!parameter.defaultValue().isEmpty()) {
      json.writeName("default");
      defaultValue(type, parameter.defaultValue());
    }
    if (nullable && !(type instanceof ValueType.AnyNode)) {
      json.writeName("anyOf");
      json.writeStartArray();
      schema(type, parameter);
      types("null");
      json.writeEndArray();
    } else {
      keywords(type, parameter);
    }
    json.writeEndObject();
  }

  private void schema(ValueType type, Parameter parameter) {
    json.writeStartObject();
    keywords(type, parameter);
    json.writeEndObject();
  }

  private void keywords(ValueType type, Parameter parameter) {
    switch (type) {
      case ValueType.WholeNumber _ -> number("integer", parameter);
      case ValueType.Decimal _ -> number("number", parameter);
      case ValueType.Truth _ -> json.writeStringProperty("type", "boolean");
      case ValueType.Text _ -> {
        if (parameter.allowed().length > 0) {
          values("enum", List.of(parameter.allowed()));
        } else {
          values("type", List.of("string", "number", "boolean"));
        }
      }
      case ValueType.Choice choice ->
          values(
              "enum",
              parameter.allowed().length > 0 ? List.of(parameter.allowed()) : choice.names());
      case ValueType.Nested nested ->
          objectKeywords(nested.type(), List.of(), Completeness.WHOLE, _ -> false);
      case ValueType.ListOf list -> {
        json.writeName("anyOf");
        json.writeStartArray();
        schema(list.element(), parameter);
        json.writeStartObject();
        json.writeStringProperty("type", "array");
        json.writeName("items");
        schema(list.element(), parameter);
        json.writeEndObject();
        json.writeEndArray();
      }
      case ValueType.OptionalOf optional -> keywords(optional.value(), parameter);
      case ValueType.RegularExpression _ -> {
        json.writeStringProperty("type", "string");
        json.writeStringProperty("format", "regex");
      }
      case ValueType.SystemVersion _ -> {
        json.writeStringProperty("type", "string");
        json.writeStringProperty(
            "pattern", "^(iOS|iPadOS|macOS|watchOS|tvOS|visionOS) ?[0-9]+(\\.[0-9]+){0,2}$");
      }
      case ValueType.AnyNode _, ValueType.Place _ -> {}
    }
  }

  private void number(String type, Parameter parameter) {
    json.writeStringProperty("type", type);
    if (parameter.allowed().length > 0) {
      json.writeName("enum");
      json.writeStartArray();
      for (String value : parameter.allowed()) {
        json.writeRawValue(value);
      }
      json.writeEndArray();
    }
    if (parameter.minimum() != Double.NEGATIVE_INFINITY) {
      json.writeName("minimum");
      bound(parameter.minimum());
    }
    if (parameter.maximum() != Double.POSITIVE_INFINITY) {
      json.writeName("maximum");
      bound(parameter.maximum());
    }
  }

  private void bound(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      json.writeNumber((long) value);
    } else {
      json.writeNumber(value);
    }
  }

  private void defaultValue(ValueType type, String written) {
    switch (type) {
      case ValueType.WholeNumber _,
          ValueType.Decimal _,
          ValueType.Truth _,
          ValueType.Nested _,
          ValueType.AnyNode _ ->
          json.writeRawValue(written);
      case ValueType.Text _,
          ValueType.Choice _,
          ValueType.RegularExpression _,
          ValueType.SystemVersion _,
          ValueType.Place _ ->
          json.writeString(written);
      case ValueType.OptionalOf optional -> defaultValue(optional.value(), written);
      case ValueType.ListOf list -> listDefault(list.element(), written);
    }
  }

  private void listDefault(ValueType element, String written) {
    boolean brackets = written.startsWith("[") && written.endsWith("]");
    if (!brackets) {
      defaultValue(element, written);
      return;
    }
    json.writeStartArray();
    for (String part : written.substring(1, written.length() - 1).split(",", -1)) {
      if (!part.isBlank()) {
        defaultValue(element, part.strip());
      }
    }
    json.writeEndArray();
  }
}
