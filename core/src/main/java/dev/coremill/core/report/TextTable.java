package dev.coremill.core.report;

import java.util.ArrayList;
import java.util.List;

/** Lays out rows in columns that are as wide as their widest cell, for terminals. */
public final class TextTable {
  /**
   * A cell wider than this keeps its beginning and end, so that one long name spoils no table; the
   * last column is as wide as it is.
   */
  private static final int WIDEST_CELL = 60;

  private final boolean[] right;
  private final List<String[]> rows = new ArrayList<>();

  /**
   * A table with these headings.
   *
   * @param headings one for each column; one that begins with {@code >} aligns its column to the
   *     right
   */
  public TextTable(String... headings) {
    right = new boolean[headings.length];
    String[] first = new String[headings.length];
    for (int column = 0; column < headings.length; column++) {
      right[column] = headings[column].startsWith(">");
      first[column] = right[column] ? headings[column].substring(1) : headings[column];
    }
    rows.add(first);
  }

  /** Adds a row with a cell for each column. */
  public void add(String... cells) {
    if (cells.length != right.length) {
      throw new IllegalArgumentException(cells.length + " cells for " + right.length + " columns");
    }
    String[] row = new String[cells.length];
    for (int column = 0; column < cells.length; column++) {
      boolean last = column == cells.length - 1;
      row[column] = last ? cells[column] : shortened(cells[column]);
    }
    rows.add(row);
  }

  /** Whether there is nothing but the headings. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** Appends the table, each line indented and ended. */
  public void appendTo(StringBuilder text, String indent) {
    int[] widths = new int[right.length];
    for (String[] row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row[column].length());
      }
    }
    for (String[] row : rows) {
      text.append(indent);
      int end = text.length();
      for (int column = 0; column < widths.length; column++) {
        int padding = widths[column] - row[column].length();
        text.repeat(' ', right[column] ? padding : 0).append(row[column]);
        end = row[column].isEmpty() ? end : text.length();
        text.repeat(' ', (right[column] ? 0 : padding) + 2);
      }
      text.setLength(end);
      text.append('\n');
    }
  }

  private static String shortened(String cell) {
    if (cell.length() <= WIDEST_CELL) {
      return cell;
    }
    int kept = WIDEST_CELL / 2 - 2;
    return cell.substring(0, kept) + "..." + cell.substring(cell.length() - kept - 1);
  }
}
