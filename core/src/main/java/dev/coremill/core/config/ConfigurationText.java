package dev.coremill.core.config;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as a text that is equal for equal configurations and different for different
 * ones: the names and values of its components, with the length before each free text.
 */
public final class ConfigurationText {
  private ConfigurationText() {}

  /** The text; empty where a component has a type that has none. */
  public static Optional<String> of(Record configuration) {
    StringBuilder text = new StringBuilder();
    return append(text, configuration) ? Optional.of(text.toString()) : Optional.empty();
  }

  private static boolean append(StringBuilder text, @Nullable Object value) {
    return switch (value) {
      case null -> plain(text, "null");
      case Boolean truth -> plain(text, truth.toString());
      case Integer number -> plain(text, number.toString());
      case Long number -> plain(text, number.toString());
      case Float number -> plain(text, Float.toString(number));
      case Double number -> plain(text, Double.toString(number));
      case Enum<?> constant -> plain(text, constant.name());
      case String free -> plain(text.append(free.length()).append(':'), free);
      case Optional<?> optional -> append(text.append('?'), optional.orElse(null));
      case List<?> list -> elements(text, list);
      case Map<?, ?> map -> entries(text, map);
      case Record record -> components(text, record);
      default -> false;
    };
  }

  private static boolean plain(StringBuilder text, String value) {
    text.append(value);
    return true;
  }

  private static boolean elements(StringBuilder text, List<?> list) {
    text.append('[');
    for (Object element : list) {
      if (!append(text, element)) {
        return false;
      }
      text.append(',');
    }
    text.append(']');
    return true;
  }

  private static boolean entries(StringBuilder text, Map<?, ?> map) {
    TreeMap<String, Object> sorted = new TreeMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      StringBuilder key = new StringBuilder();
      if (!append(key, entry.getKey())) {
        return false;
      }
      sorted.put(key.toString(), entry.getValue());
    }
    text.append('{');
    for (Map.Entry<String, Object> entry : sorted.entrySet()) {
      if (!append(text.append(entry.getKey()).append('='), entry.getValue())) {
        return false;
      }
      text.append(',');
    }
    text.append('}');
    return true;
  }

  private static boolean components(StringBuilder text, Record record) {
    text.append(record.getClass().getName()).append('(');
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      text.append(component.getName()).append('=');
      if (!append(text, valueOf(component, record))) {
        return false;
      }
      text.append(',');
    }
    text.append(')');
    return true;
  }

  private static @Nullable Object valueOf(RecordComponent component, Record record) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(
          record.getClass().getName() + " does not tell " + component.getName(), failure);
    }
  }
}
