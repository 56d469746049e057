package dev.coremill.core.config;

import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * The default of a parameter as a tree. Defaults are plain words, numbers, flat lists in brackets,
 * or {@code {}}; so the YAML parser, which is slow to start, is not needed for them.
 */
final class DefaultValue {
  private static final Position NOWHERE = Position.argument("default");

  private DefaultValue() {}

  static Node node(String written) {
    if (written.equals("{}")) {
      return new Node.Mapping(NOWHERE, List.of());
    }
    if (written.startsWith("[") && written.endsWith("]")) {
      List<Node> items = new ArrayList<>();
      String inside = written.substring(1, written.length() - 1).strip();
      int begin = 0;
      while (!inside.isEmpty() && begin <= inside.length()) {
        int comma = inside.indexOf(',', begin);
        int end = comma < 0 ? inside.length() : comma;
        items.add(scalar(inside.substring(begin, end).strip()));
        begin = end + 1;
      }
      return new Node.Sequence(NOWHERE, items);
    }
    return scalar(written);
  }

  private static Node.Scalar scalar(String written) {
    return new Node.Scalar(NOWHERE, kind(written), written);
  }

  private static Node.Scalar.Kind kind(String written) {
    if (written.equals("true") || written.equals("false")) {
      return Node.Scalar.Kind.TRUTH;
    }
    char first = written.isEmpty() ? 'x' : written.charAt(0);
    if (!Character.isDigit(first) && first != '-' && first != '.' && first != '+') {
      return Node.Scalar.Kind.TEXT;
    }
    try {
      Long.parseLong(written);
      return Node.Scalar.Kind.WHOLE_NUMBER;
    } catch (NumberFormatException noWholeNumber) {
      try {
        Double.parseDouble(written);
        return Node.Scalar.Kind.DECIMAL;
      } catch (NumberFormatException noNumber) {
        return Node.Scalar.Kind.TEXT;
      }
    }
  }
}
