package dev.coremill.plugins.testkit;

import dev.coremill.core.config.ConfigurationType;
import dev.coremill.core.config.ValueType;
import dev.coremill.core.yaml.NodeText;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;

/** Writes a configuration record as the YAML that it is bound from. */
final class ConfigurationYaml {
  private ConfigurationYaml() {}

  /** A mapping in flow style; what is empty is left out. */
  static String yaml(Record configuration) {
    StringBuilder text = new StringBuilder("{");
    List<String> keys = ConfigurationType.of(configuration.getClass()).keys();
    RecordComponent[] components = configuration.getClass().getRecordComponents();
    for (int i = 0; i < components.length; i++) {
      Object value = value(components[i], configuration);
      if (!(value instanceof Optional<?> optional && optional.isEmpty())) {
        text.append(text.length() == 1 ? "" : ", ");
        text.append(keys.get(i)).append(": ").append(yaml(value));
      }
    }
    return text.append('}').toString();
  }

  private static String yaml(Object value) {
    return switch (value) {
      case Optional<?> optional -> yaml(optional.orElseThrow());
      case Enum<?> constant -> ValueType.Choice.nameOf(constant);
      case Record record -> yaml(record);
      case String text -> NodeText.text(text);
      case List<?> list -> {
        StringBuilder text = new StringBuilder("[");
        for (Object element : list) {
          text.append(text.length() == 1 ? "" : ", ").append(yaml(element));
        }
        yield text.append(']').toString();
      }
      default -> value.toString();
    };
  }

  private static Object value(RecordComponent component, Record record) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (ReflectiveOperationException failure) {
      throw new IllegalStateException(record.getClass() + " hides " + component, failure);
    }
  }
}
