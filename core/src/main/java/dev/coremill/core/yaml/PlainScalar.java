package dev.coremill.core.yaml;

import dev.coremill.core.yaml.Node.Scalar.Kind;

/**
 * What YAML's core schema takes an unquoted value for.
 *
 * @see <a href="https://yaml.org/spec/1.2.2/#103-core-schema">YAML 1.2.2, section 10.3</a>
 */
public final class PlainScalar {
  private PlainScalar() {}

  /** The value as a node. */
  public static Node.Scalar at(Position position, String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> new Node.Scalar(position, Kind.NONE, "");
      case "true", "True", "TRUE" -> new Node.Scalar(position, Kind.TRUTH, "true");
      case "false", "False", "FALSE" -> new Node.Scalar(position, Kind.TRUTH, "false");
      case ".nan", ".NaN", ".NAN", ".inf", "-.inf", "+.inf" ->
          new Node.Scalar(position, Kind.DECIMAL, text);
      default -> new Node.Scalar(position, numberOrText(text), text);
    };
  }

  private static Kind numberOrText(String text) {
    int start = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
    int whole = digitsEnd(text, start);
    if (whole == text.length()) {
      return whole > start ? Kind.WHOLE_NUMBER : Kind.TEXT;
    }
    int end = whole;
    int digits = whole - start;
    if (text.charAt(end) == '.') {
      end = digitsEnd(text, whole + 1);
      digits += end - whole - 1;
    }
    if (digits == 0) {
      return Kind.TEXT;
    }
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      int exponent = end + 1;
      if (exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0) {
        exponent++;
      }
      int exponentEnd = digitsEnd(text, exponent);
      end = exponentEnd > exponent ? exponentEnd : end;
    }
    return end == text.length() ? Kind.DECIMAL : Kind.TEXT;
  }

  private static int digitsEnd(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }
}
