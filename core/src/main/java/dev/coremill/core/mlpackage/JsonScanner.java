package dev.coremill.core.mlpackage;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a JSON text (RFC 8259, UTF-8) from front to back: names and strings are read, all
 * else is checked and skipped. It is here because every command reads a manifest of a few lines,
 * and the JDK's BigDecimal, which a JSON library of some size brings along, takes longer to load
 * than all that a manifest needs.
 *
 * <p>Whatever is not well-formed ends in an {@link IllegalArgumentException} that says where.
 */
final class JsonScanner {
  private static final int DEEPEST = 500;

  private final byte[] text;
  private int at;

  /** A scanner that stands before the first value. */
  JsonScanner(byte[] text) {
    this.text = text;
    boolean marked =
        text.length >= 3
            && (text[0] & 0xff) == 0xef
            && (text[1] & 0xff) == 0xbb
            && (text[2] & 0xff) == 0xbf;
    this.at = marked ? 3 : 0;
  }

  /** The byte that the next token starts with; -1 at the end. */
  int peek() {
    while (at < text.length) {
      byte next = text[at];
      if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
        return next & 0xff;
      }
      at++;
    }
    return -1;
  }

  /** Where the next token starts. */
  int offset() {
    int _ = peek();
    return at;
  }

  /**
   * Enters an object, up to its first value.
   *
   * @return the name of that value; null where the object is empty, and has been left then
   */
  @Nullable String firstName() {
    take('{', "object");
    if (peek() == '}') {
      at++;
      return null;
    }
    return name();
  }

  /**
   * Goes on in an object, behind a value.
   *
   * @return the name of the next value; null where there is none, and the object has been left then
   */
  @Nullable String nextName() {
    if (peek() == '}') {
      at++;
      return null;
    }
    take(',', "comma and no end of the object");
    return name();
  }

  private String name() {
    String name = string();
    take(':', "colon");
    return name;
  }

  /** Reads a string. */
  String string() {
    take('"', "string");
    StringBuilder value = new StringBuilder();
    int plain = at;
    while (true) {
      int next = at < text.length ? text[at] & 0xff : -1;
      if (next == '"' || next == '\\') {
        value.append(decoded(plain, at));
        at++;
        if (next == '"') {
          return value.toString();
        }
        value.append(escaped());
        plain = at;
      } else if (next < 0x20) {
        throw malformed(next < 0 ? "a string without an end" : "a control character in a string");
      } else {
        at++;
      }
    }
  }

  private String decoded(int from, int to) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(text, from, to - from))
          .toString();
    } catch (CharacterCodingException broken) {
      throw malformed("a string that is no UTF-8");
    }
  }

  private char escaped() {
    int next = at < text.length ? text[at++] : -1;
    return switch (next) {
      case '"', '\\', '/' -> (char) next;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++) {
          int digit = at < text.length ? Character.digit(text[at], 16) : -1;
          if (digit < 0) {
            throw malformed("a wrong escape in a string");
          }
          code = code << 4 | digit;
          at++;
        }
        yield (char) code;
      }
      default -> throw malformed("a wrong escape in a string");
    };
  }

  /** Skips a value of any kind. */
  void skipValue() {
    skipValue(0);
  }

  private void skipValue(int depth) {
    if (depth > DEEPEST) {
      throw malformed("more than " + DEEPEST + " levels");
    }
    switch (peek()) {
      case '{' -> {
        for (String name = firstName(); name != null; name = nextName()) {
          skipValue(depth + 1);
        }
      }
      case '[' -> {
        at++;
        if (peek() == ']') {
          at++;
          return;
        }
        skipValue(depth + 1);
        while (peek() != ']') {
          take(',', "comma and no end of the array");
          skipValue(depth + 1);
        }
        at++;
      }
      case '"' -> {
        String _ = string();
      }
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    }
  }

  private void word(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at == text.length || text[at] != word.charAt(i)) {
        throw malformed("no value");
      }
      at++;
    }
  }

  private void number() {
    if (at < text.length && text[at] == '-') {
      at++;
    }
    if (at < text.length && text[at] == '0') {
      at++;
    } else {
      digits();
    }
    if (at < text.length && text[at] == '.') {
      at++;
      digits();
    }
    if (at < text.length && (text[at] | 0x20) == 'e') {
      at++;
      if (at < text.length && (text[at] == '+' || text[at] == '-')) {
        at++;
      }
      digits();
    }
  }

  private void digits() {
    int first = at;
    while (at < text.length && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    if (at == first) {
      throw malformed("no value");
    }
  }

  private void take(char expected, String what) {
    if (peek() != expected) {
      throw malformed("no " + what);
    }
    at++;
  }

  private IllegalArgumentException malformed(String what) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < Math.min(at, text.length); i++) {
      column++;
      if (text[i] == '\n') {
        line++;
        column = 1;
      }
    }
    return new IllegalArgumentException("at line " + line + ", column " + column + ": " + what);
  }
}
