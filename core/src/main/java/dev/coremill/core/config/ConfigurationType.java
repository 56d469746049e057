package dev.coremill.core.config;

import dev.coremill.api.config.Parameter;
import dev.coremill.api.target.OsVersion;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.Position;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration record says of itself.
 *
 * @param recordClass the class
 * @param components its components, in their order
 */
public record ConfigurationType(Class<? extends Record> recordClass, List<Component> components) {
  /** Copies the list. */
  public ConfigurationType {
    components = List.copyOf(components);
  }

  /**
   * One component of the record.
   *
   * @param key the key in files
   * @param type what kind of value it takes
   * @param parameter what its author says of it; null for the place of the record itself
   */
  public record Component(String key, ValueType type, @Nullable Parameter parameter) {
    /** Whether a file must give it. */
    public boolean required() {
      return parameter != null
          && parameter.defaultValue().isEmpty()
          && !(type instanceof ValueType.OptionalOf);
    }
  }

  /**
   * Reads the description of a class.
   *
   * @throws IllegalArgumentException if the class breaks the rules of {@code dev.coremill.api
   *     .config}: a mistake of its author
   */
  public static ConfigurationType of(Class<? extends Record> recordClass) {
    List<Component> components = new ArrayList<>();
    for (RecordComponent component : recordClass.getRecordComponents()) {
      ValueType type = valueType(component.getGenericType(), component);
      Parameter parameter = component.getAnnotation(Parameter.class);
      if (parameter == null && !(type instanceof ValueType.Place)) {
        throw new IllegalArgumentException(nameOf(component) + " carries no @Parameter");
      }
      components.add(new Component(key(component.getName()), type, parameter));
    }
    return new ConfigurationType(recordClass, components);
  }

  /** The keys that a file may use. */
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (Component component : components) {
      if (component.parameter() != null) {
        keys.add(component.key());
      }
    }
    return keys;
  }

  /** The key of a component: {@code groupSize} is {@code group_size}. */
  static String key(String componentName) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < componentName.length(); i++) {
      char letter = componentName.charAt(i);
      if (Character.isUpperCase(letter)) {
        key.append('_').append(Character.toLowerCase(letter));
      } else {
        key.append(letter);
      }
    }
    return key.toString();
  }

  private static ValueType valueType(Type type, RecordComponent component) {
    if (type instanceof ParameterizedType parameterized) {
      Type argument = parameterized.getActualTypeArguments()[0];
      if (parameterized.getRawType() == List.class) {
        return new ValueType.ListOf(valueType(argument, component));
      }
      if (parameterized.getRawType() == Optional.class) {
        return new ValueType.OptionalOf(valueType(argument, component));
      }
    }
    if (type instanceof Class<?> simple) {
      if (simple == int.class || simple == Integer.class) {
        return new ValueType.WholeNumber(false);
      }
      if (simple == long.class || simple == Long.class) {
        return new ValueType.WholeNumber(true);
      }
      if (simple == double.class || simple == Double.class) {
        return new ValueType.Decimal();
      }
      if (simple == boolean.class || simple == Boolean.class) {
        return new ValueType.Truth();
      }
      if (simple == String.class) {
        return new ValueType.Text();
      }
      if (simple.isEnum()) {
        List<Enum<?>> constants = new ArrayList<>();
        for (Object constant : simple.getEnumConstants()) {
          constants.add((Enum<?>) constant);
        }
        return new ValueType.Choice(constants);
      }
      if (simple.isRecord() && simple != OsVersion.class && simple != Position.class) {
        return new ValueType.Nested(of(simple.asSubclass(Record.class)));
      }
      if (simple == Pattern.class) {
        return new ValueType.RegularExpression();
      }
      if (simple == OsVersion.class) {
        return new ValueType.SystemVersion();
      }
      if (simple == Node.class) {
        return new ValueType.AnyNode();
      }
      if (simple == Position.class) {
        return new ValueType.Place();
      }
    }
    throw new IllegalArgumentException(
        nameOf(component) + " has a type that no file can give: " + type.getTypeName());
  }

  private static String nameOf(RecordComponent component) {
    return component.getDeclaringRecord().getName() + "." + component.getName();
  }
}
