package dev.coremill.targets.apple;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A strict reader of the data files: comma-separated values after RFC 4180 in UTF-8. A line that
 * begins with {@code #} is a comment; the first record is {@code version,1}, the second one names
 * the columns. Blank lines, records of another length, quotes in unquoted fields and lone carriage
 * returns are errors.
 */
final class DataFile {
  private static final List<String> VERSION = List.of("version", "1");

  private final String file;
  private final String text;
  private int position;
  private int line = 1;

  private DataFile(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * Reads a file that lies beside this class.
   *
   * @throws DataFileException if it breaks the form
   */
  static List<DataRow> resource(String file, List<String> columns) {
    try (InputStream stream = DataFile.class.getResourceAsStream(file)) {
      if (stream == null) {
        throw new DataFileException(file, 1, "is missing from the plugin; install it again");
      }
      return parse(file, stream.readAllBytes(), columns);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("cannot read " + file, unreadable);
    }
  }

  /**
   * Reads the records of a file.
   *
   * @param file its name, for messages
   * @param bytes its content
   * @param columns the columns that it must have, in this order
   * @throws DataFileException if it breaks the form
   */
  static List<DataRow> parse(String file, byte[] bytes, List<String> columns) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw new DataFileException(file, 1, "is not UTF-8; save it as UTF-8", notUtf8);
    }
    return new DataFile(file, text).rows(columns);
  }

  private List<DataRow> rows(List<String> columns) {
    int versionLine = skipComments();
    List<String> version = record();
    if (!version.equals(VERSION)) {
      throw new DataFileException(
          file, versionLine, "expected 'version,1' before the columns, not " + version);
    }
    int headLine = skipComments();
    List<String> head = record();
    if (!head.equals(columns)) {
      throw new DataFileException(
          file, headLine, "expected the columns " + columns + ", not " + head);
    }
    List<DataRow> rows = new ArrayList<>();
    for (int start = skipComments(); position < text.length(); start = skipComments()) {
      List<String> cells = record();
      if (cells.size() != columns.size()) {
        throw new DataFileException(
            file,
            start,
            cells.size()
                + " fields instead of "
                + columns.size()
                + "; put a field with a comma in quotes");
      }
      rows.add(new DataRow(file, start, columns, cells));
    }
    return rows;
  }

  /** Moves to the next record and tells its line. */
  private int skipComments() {
    while (position < text.length() && text.charAt(position) == '#') {
      int end = text.indexOf('\n', position);
      position = end < 0 ? text.length() : end + 1;
      line++;
    }
    return line;
  }

  private List<String> record() {
    if (position == text.length()) {
      throw new DataFileException(file, line, "ends before the version and the columns");
    }
    if (atLineEnd()) {
      throw new DataFileException(file, line, "a blank line; remove it or begin it with #");
    }
    List<String> cells = new ArrayList<>();
    cells.add(cell());
    while (position < text.length() && text.charAt(position) == ',') {
      position++;
      cells.add(cell());
    }
    endLine();
    return cells;
  }

  private String cell() {
    return position < text.length() && text.charAt(position) == '"' ? quoted() : plain();
  }

  private String plain() {
    int start = position;
    while (position < text.length() && text.charAt(position) != ',' && !atLineEnd()) {
      if (text.charAt(position) == '"') {
        throw new DataFileException(
            file,
            line,
            "a quote inside a field; put the whole field in quotes and double the quote");
      }
      if (text.charAt(position) == '\r') {
        throw new DataFileException(file, line, "a carriage return inside a line; remove it");
      }
      position++;
    }
    return text.substring(start, position);
  }

  private String quoted() {
    int start = line;
    StringBuilder cell = new StringBuilder();
    position++;
    while (position < text.length()) {
      char letter = text.charAt(position++);
      if (letter == '\n') {
        line++;
      }
      if (letter != '"') {
        cell.append(letter);
      } else if (position < text.length() && text.charAt(position) == '"') {
        cell.append('"');
        position++;
      } else {
        return cell.toString();
      }
    }
    throw new DataFileException(file, start, "a quote that is never closed");
  }

  private boolean atLineEnd() {
    return text.startsWith("\n", position) || text.startsWith("\r\n", position);
  }

  private void endLine() {
    if (position == text.length()) {
      return;
    }
    if (!atLineEnd()) {
      throw new DataFileException(
          file, line, "text after a closing quote; double the quotes inside a field");
    }
    position = text.indexOf('\n', position) + 1;
    line++;
  }
}
