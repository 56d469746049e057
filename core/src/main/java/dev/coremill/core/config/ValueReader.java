package dev.coremill.core.config;

import dev.coremill.api.config.Parameter;
import dev.coremill.api.target.OsVersion;
import dev.coremill.core.problem.Suggestions;
import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.Node.Scalar.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the value of one parameter; null where it is wrong, which is reported then. */
final class ValueReader {
  private static final int LONGEST_PATTERN = 1000;

  private final Binder binder;

  ValueReader(Binder binder) {
    this.binder = binder;
  }

  Object empty() {
    return Optional.empty();
  }

  @Nullable Object read(ValueType type, Parameter parameter, Node node, String key) {
    return switch (type) {
      case ValueType.OptionalOf optional -> {
        Object value = read(optional.value(), parameter, node, key);
        yield value == null ? null : Optional.of(value);
      }
      case ValueType.ListOf list -> list(list, parameter, node, key);
      case ValueType.Nested nested -> binder.make(nested.type(), node, key, List.of());
      case ValueType.AnyNode _ -> node;
      case ValueType.Place _ -> node.position();
      case ValueType.WholeNumber _,
          ValueType.Decimal _,
          ValueType.Truth _,
          ValueType.Text _,
          ValueType.Choice _,
          ValueType.RegularExpression _,
          ValueType.SystemVersion _ -> {
        if (node instanceof Node.Scalar scalar && scalar.kind() != Kind.NONE) {
          yield scalar(type, parameter, scalar, key);
        }
        yield wrong(type, parameter, node, key);
      }
    };
  }

  private @Nullable Object list(ValueType.ListOf list, Parameter parameter, Node node, String key) {
    if (!(node instanceof Node.Sequence sequence)) {
      Object single = read(list.element(), parameter, node, key);
      return single == null ? null : List.of(single);
    }
    List<Object> elements = new ArrayList<>();
    boolean sound = true;
    for (int i = 0; i < sequence.items().size(); i++) {
      Object element =
          read(list.element(), parameter, sequence.items().get(i), key + "[" + i + "]");
      if (element == null) {
        sound = false;
      } else {
        elements.add(element);
      }
    }
    return sound ? List.copyOf(elements) : null;
  }

  private @Nullable Object scalar(
      ValueType type, Parameter parameter, Node.Scalar scalar, String key) {
    Object value =
        switch (type) {
          case ValueType.WholeNumber whole -> wholeNumber(whole, parameter, scalar);
          case ValueType.Decimal _ -> decimal(parameter, scalar);
          case ValueType.Truth _ ->
              scalar.kind() == Kind.TRUTH ? (Object) scalar.text().equals("true") : null;
          case ValueType.Text _ -> allows(parameter, scalar.text()) ? scalar.text() : null;
          case ValueType.Choice choice -> choice(choice, parameter, scalar.text());
          case ValueType.RegularExpression _ -> pattern(scalar, key);
          case ValueType.SystemVersion _ -> systemVersion(scalar, key);
          case ValueType.Nested _,
              ValueType.ListOf _,
              ValueType.OptionalOf _,
              ValueType.AnyNode _,
              ValueType.Place _ ->
              throw new IllegalArgumentException("no single value: " + type);
        };
    boolean saysWhy =
        type instanceof ValueType.RegularExpression || type instanceof ValueType.SystemVersion;
    return value == null && !saysWhy ? wrong(type, parameter, scalar, key) : value;
  }

  private static @Nullable Object wholeNumber(
      ValueType.WholeNumber whole, Parameter parameter, Node.Scalar scalar) {
    if (scalar.kind() != Kind.WHOLE_NUMBER) {
      return null;
    }
    try {
      long value = Long.parseLong(scalar.text());
      if (!inRange(parameter, (double) value) || !allows(parameter, Long.toString(value))) {
        return null;
      }
      return whole.wide() ? (Object) value : (Object) Math.toIntExact(value);
    } catch (NumberFormatException | ArithmeticException tooLarge) {
      return null;
    }
  }

  private static @Nullable Object decimal(Parameter parameter, Node.Scalar scalar) {
    if (scalar.kind() != Kind.WHOLE_NUMBER && scalar.kind() != Kind.DECIMAL) {
      return null;
    }
    try {
      double value = Double.parseDouble(scalar.text());
      boolean fits = Double.isFinite(value) && inRange(parameter, value);
      return fits && allows(parameter, Wording.number(value)) ? (Object) value : null;
    } catch (NumberFormatException unusual) {
      return null;
    }
  }

  private static @Nullable Object choice(
      ValueType.Choice choice, Parameter parameter, String text) {
    if (!allows(parameter, text)) {
      return null;
    }
    for (Enum<?> constant : choice.constants()) {
      if (ValueType.Choice.nameOf(constant).equals(text)) {
        return constant;
      }
    }
    return null;
  }

  private @Nullable Object pattern(Node.Scalar scalar, String key) {
    if (scalar.text().length() > LONGEST_PATTERN) {
      binder.report(
          scalar.position(),
          key + ": a regular expression of more than " + LONGEST_PATTERN + " characters",
          "split it into several");
      return null;
    }
    try {
      return Pattern.compile(scalar.text());
    } catch (PatternSyntaxException wrong) {
      binder.report(
          scalar.position(),
          key
              + ": "
              + Wording.quoted(scalar.text())
              + " is no regular expression: "
              + Wording.oneLine(wrong.getDescription())
              + (wrong.getIndex() < 0 ? "" : " at character " + (wrong.getIndex() + 1)),
          "put a backslash before a character that is meant literally");
      return null;
    }
  }

  private @Nullable Object systemVersion(Node.Scalar scalar, String key) {
    try {
      return OsVersion.parse(scalar.text());
    } catch (IllegalArgumentException wrong) {
      binder.report(scalar.position(), key + ": " + Wording.oneLine(wrong.getMessage()), "");
      return null;
    }
  }

  private @Nullable Object wrong(ValueType type, Parameter parameter, Node node, String key) {
    String mend = "";
    if (node instanceof Node.Scalar scalar && scalar.kind() == Kind.TEXT) {
      mend =
          Suggestions.nearest(scalar.text(), Wording.choices(type, parameter))
              .map(name -> "did you mean '" + name + "'?")
              .orElse("");
    }
    binder.report(
        node.position(),
        key + ": expected " + Wording.expected(type, parameter) + ", found " + Wording.found(node),
        mend);
    return null;
  }

  private static boolean inRange(Parameter parameter, double value) {
    return value >= parameter.minimum() && value <= parameter.maximum();
  }

  private static boolean allows(Parameter parameter, String written) {
    for (String allowed : parameter.allowed()) {
      if (allowed.equals(written)) {
        return true;
      }
    }
    return parameter.allowed().length == 0;
  }
}
