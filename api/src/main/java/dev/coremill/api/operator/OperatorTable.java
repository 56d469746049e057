package dev.coremill.api.operator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of text: a line for each row, cells separated by tabs, the first line names the columns.
 * Cells are never empty; a hyphen stands for nothing.
 */
final class OperatorTable {
  private final String name;
  private final String[] columns;
  private final List<Row> rows;

  private OperatorTable(String name, String[] columns, List<Row> rows) {
    this.name = name;
    this.columns = columns;
    this.rows = rows;
  }

  /** A row with the place that it comes from. */
  static final class Row {
    private final String table;
    private final int line;
    private final String[] cells;

    private Row(String table, int line, String[] cells) {
      this.table = table;
      this.line = line;
      this.cells = cells;
    }

    String cell(int column) {
      return cells[column];
    }

    IllegalArgumentException problem(String message) {
      return new IllegalArgumentException(
          table + ", line " + line + " (" + cells[0] + "): " + message);
    }
  }

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException if a row has too few or too many cells, or an empty one
   */
  static OperatorTable read(String name, InputStream file) throws IOException {
    String[] lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1);
    String[] columns = lines[0].split("\t", -1);
    List<Row> rows = new ArrayList<>(lines.length);
    for (int i = 1; i < lines.length; i++) {
      if (i == lines.length - 1 && lines[i].isEmpty()) {
        break;
      }
      Row row = new Row(name, i + 1, lines[i].split("\t", -1));
      if (row.cells.length != columns.length) {
        throw row.problem("has " + row.cells.length + " cells in place of " + columns.length);
      }
      for (String cell : row.cells) {
        if (cell.isBlank()) {
          throw row.problem("has an empty cell");
        }
      }
      rows.add(row);
    }
    return new OperatorTable(name, columns, rows);
  }

  String name() {
    return name;
  }

  List<Row> rows() {
    return rows;
  }

  void requireColumns(String... expected) {
    if (!List.of(columns).equals(List.of(expected))) {
      throw new IllegalArgumentException(
          name + " has the columns " + List.of(columns) + " in place of " + List.of(expected));
    }
  }
}
