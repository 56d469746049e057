package dev.coremill.core.yaml;

import java.util.Locale;

/** Writes trees as YAML. */
public final class NodeText {
  private NodeText() {}

  /** A tree in one line, such as {@code {nbits: 4, mode: kmeans}}. */
  public static String flow(Node node) {
    StringBuilder text = new StringBuilder();
    flow(node, text);
    return text.toString();
  }

  private static void flow(Node node, StringBuilder text) {
    switch (node) {
      case Node.Scalar scalar -> text.append(scalar(scalar));
      case Node.Sequence sequence -> {
        text.append('[');
        for (int i = 0; i < sequence.items().size(); i++) {
          text.append(i == 0 ? "" : ", ");
          flow(sequence.items().get(i), text);
        }
        text.append(']');
      }
      case Node.Mapping mapping -> {
        text.append('{');
        for (int i = 0; i < mapping.entries().size(); i++) {
          Node.Entry entry = mapping.entries().get(i);
          text.append(i == 0 ? "" : ", ").append(text(entry.key())).append(": ");
          flow(entry.value(), text);
        }
        text.append('}');
      }
    }
  }

  private static String scalar(Node.Scalar scalar) {
    return switch (scalar.kind()) {
      case TEXT -> text(scalar.text());
      case WHOLE_NUMBER, DECIMAL, TRUTH -> scalar.text();
      case NONE -> "null";
    };
  }

  /** A text, in quotes unless it is a plain word of letters. */
  public static String text(String text) {
    boolean plain = !text.isEmpty() && Character.isLetter(text.charAt(0)) && !isReserved(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain &= c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '/');
    }
    return plain ? text : quoted(text);
  }

  private static boolean isReserved(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "false", "null", "yes", "no", "on", "off", "y", "n" -> true;
      default -> false;
    };
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ' || c == 127 || (c >= 128 && c < 160)) {
            quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }
}
