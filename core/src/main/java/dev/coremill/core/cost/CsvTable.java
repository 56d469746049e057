package dev.coremill.core.cost;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Comma-separated values after RFC 4180 in UTF-8. Lines that begin with {@code #} before the
 * columns or between records are comments, and so is a record {@code version,1} before the columns.
 */
public final class CsvTable {
  /** Larger files than this hold something else. */
  private static final long LARGEST = 64L << 20;

  private final String file;
  private final List<String> columns;
  private final List<Row> rows;

  private CsvTable(String file, List<String> columns, List<Row> rows) {
    this.file = file;
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * A record.
   *
   * @param file the file, for messages
   * @param line the line on which it begins, from 1 on
   * @param columns the columns of the file
   * @param cells as many cells
   */
  public record Row(String file, int line, List<String> columns, List<String> cells) {
    /** Copies the lists. */
    public Row {
      columns = List.copyOf(columns);
      cells = List.copyOf(cells);
    }

    /**
     * The cell of a column without the space around it; empty where the file has no such column.
     */
    public String cell(String column) {
      int index = columns.indexOf(column);
      return index < 0 ? "" : cells.get(index).strip();
    }

    /**
     * The number in a column.
     *
     * @throws ProblemException if it is none
     */
    public double number(String column) {
      try {
        double number = Double.parseDouble(cell(column));
        if (Double.isFinite(number)) {
          return number;
        }
      } catch (NumberFormatException _) {
        // Told below, as for a number that is not finite.
      }
      throw problem("'" + cell(column) + "' is no number", "write one in the column " + column);
    }

    /** A problem with this record. */
    public ProblemException problem(String message, String mend) {
      return new ProblemException(Problem.input(file + ":" + line, message, mend));
    }
  }

  /**
   * Reads a file.
   *
   * @param required columns that it must have; others are kept too
   * @throws ProblemException if it cannot be read, or breaks the form
   */
  public static CsvTable read(Path path, List<String> required) {
    try {
      if (Files.size(path) > LARGEST) {
        throw new ProblemException(
            Problem.input(path.toString(), "this file is too large for a table", "name another"));
      }
      return parse(path.toString(), Files.readAllBytes(path), required);
    } catch (IOException unreadable) {
      throw new ProblemException(
          Problem.input(path.toString(), "the file cannot be read", "name a readable CSV file"),
          unreadable);
    }
  }

  /** Reads the content of a file; see {@link #read}. */
  public static CsvTable parse(String file, byte[] bytes, List<String> required) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw new ProblemException(
          Problem.input(file, "the file is not UTF-8", "save it as UTF-8"), notUtf8);
    }
    CsvTable table = new Parser(file, text).table();
    for (String column : required) {
      if (!table.columns.contains(column)) {
        throw new ProblemException(
            Problem.input(
                file,
                "there is no column '" + column + "'",
                "it has " + String.join(", ", table.columns)));
      }
    }
    return table;
  }

  /** The name of the file. */
  public String file() {
    return file;
  }

  /** The columns, in their order. */
  public List<String> columns() {
    return columns;
  }

  /** The records, in their order. */
  public List<Row> rows() {
    return rows;
  }

  /** A cell as it stands in a file. */
  public static String quoted(String cell) {
    boolean plain =
        cell.indexOf(',') < 0
            && cell.indexOf('"') < 0
            && cell.indexOf('\n') < 0
            && cell.indexOf('\r') < 0
            && !cell.startsWith("#");
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }

  private static final class Parser {
    private final String file;
    private final String text;
    private int position;
    private int line = 1;

    Parser(String file, String text) {
      this.file = file;
      this.text = text;
    }

    CsvTable table() {
      List<String> columns = List.of();
      List<Row> rows = new ArrayList<>();
      while (position < text.length()) {
        if (text.charAt(position) == '#') {
          int end = text.indexOf('\n', position);
          position = end < 0 ? text.length() : end + 1;
          line++;
          continue;
        }
        int start = line;
        List<String> cells = record();
        boolean blank = cells.size() == 1 && cells.getFirst().isBlank();
        if (blank || (columns.isEmpty() && cells.equals(List.of("version", "1")))) {
          continue;
        }
        if (columns.isEmpty()) {
          columns = List.copyOf(cells);
        } else if (cells.size() == columns.size()) {
          rows.add(new Row(file, start, columns, cells));
        } else {
          throw problem(
              start,
              cells.size() + " fields where there are " + columns.size() + " columns",
              "put a field with a comma in quotes");
        }
      }
      return new CsvTable(file, columns, List.copyOf(rows));
    }

    private List<String> record() {
      List<String> cells = new ArrayList<>();
      while (true) {
        cells.add(cell());
        if (position < text.length() && text.charAt(position) == ',') {
          position++;
        } else {
          break;
        }
      }
      if (text.startsWith("\r\n", position)) {
        position++;
      }
      if (position < text.length()) {
        if (text.charAt(position) != '\n') {
          throw problem(line, "text after a closing quote", "double the quotes inside a field");
        }
        position++;
        line++;
      }
      return cells;
    }

    private String cell() {
      if (position >= text.length() || text.charAt(position) != '"') {
        int start = position;
        while (position < text.length()
            && text.charAt(position) != ','
            && text.charAt(position) != '\n') {
          position++;
        }
        String plain = text.substring(start, position);
        return plain.endsWith("\r") ? plain.substring(0, plain.length() - 1) : plain;
      }
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
      throw problem(start, "a quote that is never closed", "close it");
    }

    private ProblemException problem(int at, String message, String mend) {
      return new ProblemException(Problem.input(file + ":" + at, message, mend));
    }
  }
}
