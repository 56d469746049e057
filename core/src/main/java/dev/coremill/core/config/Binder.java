package dev.coremill.core.config;

import dev.coremill.api.config.Parameter;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.Suggestions;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.Position;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes configuration records of YAML mappings, and collects what is wrong with them. */
public final class Binder {
  private final List<Problem> problems;
  private final ValueReader values;
  private final Map<Class<?>, ConfigurationType> types = new HashMap<>();

  /**
   * A binder for one file.
   *
   * @param problems receives what is wrong, each thing once
   */
  public Binder(List<Problem> problems) {
    this.problems = problems;
    this.values = new ValueReader(this);
  }

  /**
   * Makes a record.
   *
   * @param node the mapping; anything else is a problem
   * @param subject whose keys these are, for messages, such as {@code palettize}
   * @return null where something is wrong, which has been reported then
   */
  public <R extends Record> @Nullable R bind(Class<R> recordClass, Node node, String subject) {
    return bind(recordClass, node, subject, List.of());
  }

  /**
   * Makes a record.
   *
   * @param node the mapping; anything else is a problem
   * @param subject whose keys these are, for messages, such as {@code palettize}
   * @param others keys that the caller reads itself and has taken out, for the list of what is
   *     allowed
   * @return null where something is wrong, which has been reported then
   */
  public <R extends Record> @Nullable R bind(
      Class<R> recordClass, Node node, String subject, Collection<String> others) {
    Object made = make(typeOf(recordClass), node, subject, others);
    return made == null ? null : recordClass.cast(made);
  }

  /** What a class says of itself. */
  public ConfigurationType typeOf(Class<? extends Record> recordClass) {
    return types.computeIfAbsent(recordClass, _ -> ConfigurationType.of(recordClass));
  }

  /** Reports a problem of the input, unless it is known. */
  public void report(Position position, String message, String mend) {
    report(Problem.input(position.toString(), message, mend));
  }

  /** Reports a problem, unless it is known. */
  public void report(Problem problem) {
    if (!problems.contains(problem)) {
      problems.add(problem);
    }
  }

  @Nullable Object make(
      ConfigurationType type, Node node, String subject, Collection<String> others) {
    if (!(node instanceof Node.Mapping mapping)) {
      report(
          node.position(),
          subject + ": expected keys with values, found " + Wording.found(node),
          "write 'key: value'");
      return null;
    }
    boolean sound = knowsAllKeys(type, mapping, subject, others);
    Object[] arguments = new Object[type.components().size()];
    for (int i = 0; i < arguments.length; i++) {
      ConfigurationType.Component component = type.components().get(i);
      Object value = argument(component, mapping, subject);
      if (value == null) {
        sound = false;
      } else {
        arguments[i] = value;
      }
    }
    return sound ? construct(type, arguments, mapping.position(), subject) : null;
  }

  private @Nullable Object argument(
      ConfigurationType.Component component, Node.Mapping mapping, String subject) {
    Parameter parameter = component.parameter();
    if (parameter == null) {
      return mapping.position();
    }
    Node given = mapping.get(component.key());
    boolean none = given instanceof Node.Scalar scalar && scalar.kind() == Node.Scalar.Kind.NONE;
    if (given != null && !none) {
      return values.read(component.type(), parameter, given, component.key());
    }
    if (component.required()) {
      report(
          none && given != null ? given.position() : mapping.position(),
          subject + ": '" + component.key() + "' is missing",
          "give it: " + Wording.clause(parameter.description()));
      return null;
    }
    if (parameter.defaultValue().isEmpty()) {
      return values.empty();
    }
    return defaultOf(component, parameter);
  }

  private Object defaultOf(ConfigurationType.Component component, Parameter parameter) {
    int before = problems.size();
    Node written = DefaultValue.node(parameter.defaultValue());
    Object value = values.read(component.type(), parameter, written, component.key());
    if (value == null) {
      String reason = problems.size() > before ? problems.getLast().message() : "invalid";
      throw new IllegalStateException("the default of '" + component.key() + "': " + reason);
    }
    return value;
  }

  private boolean knowsAllKeys(
      ConfigurationType type, Node.Mapping mapping, String subject, Collection<String> others) {
    List<String> allowed = new ArrayList<>(type.keys());
    allowed.addAll(others);
    boolean sound = true;
    for (Node.Entry entry : mapping.entries()) {
      if (!allowed.contains(entry.key())) {
        sound = false;
        unknownKey(entry, subject, allowed);
      }
    }
    return sound;
  }

  /** Reports a key that is not allowed, with the nearest that is. */
  public void unknownKey(Node.Entry entry, String subject, Collection<String> allowed) {
    String list =
        allowed.isEmpty() ? "no key is allowed here" : "allowed: " + String.join(", ", allowed);
    String mend =
        Suggestions.nearest(entry.key(), allowed)
            .map(name -> "did you mean '" + name + "'? " + list)
            .orElse(list);
    report(
        entry.position(),
        subject + ": unknown key " + Wording.quoted(entry.key()).replace('"', '\''),
        mend);
  }

  private @Nullable Object construct(
      ConfigurationType type, Object[] arguments, Position position, String subject) {
    try {
      Constructor<?> constructor = type.recordClass().getDeclaredConstructors()[0];
      for (Constructor<?> candidate : type.recordClass().getDeclaredConstructors()) {
        if (isCanonical(candidate, type)) {
          constructor = candidate;
        }
      }
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException failure) {
      if (failure.getCause() instanceof IllegalArgumentException refused) {
        report(position, subject + ": " + Wording.oneLine(refused.getMessage()), "");
        return null;
      }
      throw new IllegalStateException(type.recordClass().getName(), failure.getCause());
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(type.recordClass().getName(), impossible);
    }
  }

  private static boolean isCanonical(Constructor<?> constructor, ConfigurationType type) {
    Class<?>[] given = constructor.getParameterTypes();
    var components = type.recordClass().getRecordComponents();
    if (given.length != components.length) {
      return false;
    }
    for (int i = 0; i < given.length; i++) {
      if (given[i] != components[i].getType()) {
        return false;
      }
    }
    return true;
  }
}
