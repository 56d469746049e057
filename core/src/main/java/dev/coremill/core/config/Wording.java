package dev.coremill.core.config;

import dev.coremill.api.config.Parameter;
import dev.coremill.core.yaml.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words of messages about values. */
final class Wording {
  private static final int LONGEST_QUOTE = 60;

  private Wording() {}

  /** What stands in the file. */
  static String found(Node node) {
    return switch (node) {
      case Node.Mapping _ -> "keys with values";
      case Node.Sequence _ -> "a list";
      case Node.Scalar scalar ->
          switch (scalar.kind()) {
            case NONE -> "nothing";
            case TEXT -> quoted(scalar.text());
            case WHOLE_NUMBER, DECIMAL, TRUTH -> shortened(scalar.text());
          };
    };
  }

  /** In double quotes, on one line, and not too long. */
  static String quoted(String text) {
    return '"' + shortened(text) + '"';
  }

  /** What a parameter takes; of a list, what each element is. */
  static String expected(ValueType type, Parameter parameter) {
    if (parameter.allowed().length > 0) {
      return "one of " + String.join(", ", parameter.allowed());
    }
    return switch (type) {
      case ValueType.WholeNumber _ -> "a whole number" + range(parameter);
      case ValueType.Decimal _ -> "a number" + range(parameter);
      case ValueType.Truth _ -> "true or false";
      case ValueType.Text _ -> "text";
      case ValueType.Choice choice -> "one of " + String.join(", ", choice.names());
      case ValueType.Nested _ -> "keys with values";
      case ValueType.ListOf list -> "a list of " + expected(list.element(), parameter);
      case ValueType.OptionalOf optional -> expected(optional.value(), parameter);
      case ValueType.RegularExpression _ -> "a regular expression";
      case ValueType.SystemVersion _ -> "a system version such as iOS18";
      case ValueType.AnyNode _, ValueType.Place _ -> "anything";
    };
  }

  /** The values that are allowed, where they are few. */
  static List<String> choices(ValueType type, Parameter parameter) {
    if (parameter.allowed().length > 0) {
      return List.of(parameter.allowed());
    }
    return type instanceof ValueType.Choice choice ? choice.names() : List.of();
  }

  /** A number as people write it: {@code 8} for 8.0. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** A description as a part of a sentence: without its full stop. */
  static String clause(String description) {
    String line = oneLine(description);
    return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
  }

  static String oneLine(@Nullable String text) {
    return text == null ? "not allowed" : text.strip().replaceAll("\\s+", " ");
  }

  private static String range(Parameter parameter) {
    boolean bounded = parameter.maximum() != Double.POSITIVE_INFINITY;
    if (parameter.minimum() == Double.NEGATIVE_INFINITY) {
      return bounded ? " of at most " + number(parameter.maximum()) : "";
    }
    return bounded
        ? " from " + number(parameter.minimum()) + " to " + number(parameter.maximum())
        : " of at least " + number(parameter.minimum());
  }

  private static String shortened(String text) {
    StringBuilder visible = new StringBuilder();
    for (int i = 0; i < text.length() && i < LONGEST_QUOTE; i++) {
      char letter = text.charAt(i);
      visible.append(Character.isISOControl(letter) ? ' ' : letter);
    }
    return text.length() > LONGEST_QUOTE ? visible + "…" : visible.toString();
  }
}
