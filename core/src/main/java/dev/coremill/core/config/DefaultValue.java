package dev.coremill.core.config;

import dev.coremill.core.yaml.Node;
import dev.coremill.core.yaml.PlainScalar;
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
        items.add(PlainScalar.at(NOWHERE, inside.substring(begin, end).strip()));
        begin = end + 1;
      }
      return new Node.Sequence(NOWHERE, items);
    }
    return PlainScalar.at(NOWHERE, written);
  }
}
