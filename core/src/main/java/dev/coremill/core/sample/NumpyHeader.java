package dev.coremill.core.sample;

import dev.coremill.api.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The header of a NumPy array.
 *
 * @param type the type of the elements
 * @param columnMajor whether the first index runs fastest
 * @param shape the dimensions; the elements take at most 2^62 bytes
 * @param size bytes of the header itself
 */
record NumpyHeader(NumpyType type, boolean columnMajor, Shape shape, int size) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST = 1 << 20;
  private static final int MOST_DIMENSIONS = 32;

  /** Bytes of all elements. */
  long bytes() {
    return shape.elementCount() * type.bytes();
  }

  /**
   * Reads a header; the stream stands at the first element then.
   *
   * @throws IOException if the stream cannot be read
   * @throws IllegalArgumentException if it is no header, or ends within it
   */
  static NumpyHeader read(InputStream stream) throws IOException {
    byte[] start = stream.readNBytes(8);
    if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
      throw new IllegalArgumentException("is no NumPy array: it does not begin as one");
    }
    int version = start[6];
    if (version < 1 || version > 3) {
      throw new IllegalArgumentException("is a NumPy array of the unknown version " + version);
    }
    int width = version == 1 ? 2 : 4;
    byte[] digits = stream.readNBytes(width);
    if (digits.length < width) {
      throw cutOff();
    }
    long length = 0;
    for (int i = width - 1; i >= 0; i--) {
      length = length << 8 | digits[i] & 0xff;
    }
    if (length > LONGEST) {
      throw new IllegalArgumentException("has a NumPy header of " + length + " bytes");
    }
    byte[] text = stream.readNBytes((int) length);
    if (text.length < length) {
      throw cutOff();
    }
    return new Parser(
            new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1))
        .header(8 + width + text.length);
  }

  private static IllegalArgumentException cutOff() {
    return new IllegalArgumentException("is cut off in the header of a NumPy array");
  }

  /** The dictionary of Python that a header is. */
  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    NumpyHeader header(int size) {
      NumpyType type = null;
      Boolean columnMajor = null;
      long[] shape = null;
      expect('{');
      while (!accept('}')) {
        String key = string();
        expect(':');
        switch (key) {
          case "descr" -> type = NumpyType.of(description());
          case "fortran_order" -> columnMajor = truth();
          case "shape" -> shape = tuple();
          default -> throw wrong();
        }
        if (!accept(',')) {
          expect('}');
          break;
        }
      }
      if (type == null || columnMajor == null || shape == null) {
        throw wrong();
      }
      Shape checked = Shape.of(shape);
      if (checked.elementCount() > (1L << 62) / type.bytes()) {
        throw new IllegalArgumentException("has the impossible shape " + checked);
      }
      return new NumpyHeader(type, columnMajor, checked, size);
    }

    private String description() {
      space();
      if (at < text.length() && text.charAt(at) == '[') {
        throw new IllegalArgumentException(
            "has elements of several fields; save each field as an array of its own");
      }
      return string();
    }

    private String string() {
      space();
      if (at >= text.length() || text.charAt(at) != '\'' && text.charAt(at) != '"') {
        throw wrong();
      }
      int end = text.indexOf(text.charAt(at), at + 1);
      if (end < 0) {
        throw wrong();
      }
      String found = text.substring(at + 1, end);
      at = end + 1;
      return found;
    }

    private boolean truth() {
      space();
      if (text.startsWith("True", at)) {
        at += 4;
        return true;
      }
      if (text.startsWith("False", at)) {
        at += 5;
        return false;
      }
      throw wrong();
    }

    private long[] tuple() {
      long[] numbers = new long[MOST_DIMENSIONS];
      int count = 0;
      expect('(');
      while (!accept(')')) {
        if (count == MOST_DIMENSIONS) {
          throw wrong();
        }
        numbers[count++] = number();
        if (!accept(',')) {
          expect(')');
          break;
        }
      }
      return Arrays.copyOf(numbers, count);
    }

    private long number() {
      space();
      int start = at;
      while (at < text.length() && Character.isDigit(text.charAt(at))) {
        at++;
      }
      try {
        long value = Long.parseLong(text.substring(start, at));
        if (at < text.length() && text.charAt(at) == 'L') {
          at++;
        }
        return value;
      } catch (NumberFormatException _) {
        throw wrong();
      }
    }

    private boolean accept(char c) {
      space();
      if (at < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char c) {
      if (!accept(c)) {
        throw wrong();
      }
    }

    private void space() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private IllegalArgumentException wrong() {
      return new IllegalArgumentException("has a NumPy header that cannot be read");
    }
  }
}
