package dev.coremill.targets.apple;

import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.Sourced;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A record of a data file.
 *
 * @param file the name of the file, for messages
 * @param line the line on which the record begins, from 1 on
 * @param columns the names of the columns
 * @param cells the cells, as many as columns
 */
record DataRow(String file, int line, List<String> columns, List<String> cells) {
  DataRow {
    columns = List.copyOf(columns);
    cells = List.copyOf(cells);
  }

  /** The cell of a column that the file has; may be empty. */
  String optional(String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw problem("no column '" + column + "'; there are " + columns);
    }
    return cells.get(index);
  }

  /** The cell of a column, which must not be blank. */
  String required(String column) {
    String cell = optional(column);
    if (cell.isBlank()) {
      throw problem("an empty '" + column + "'; what is not known has no line");
    }
    return cell;
  }

  /** An id that no earlier record has; it is added to the seen ones. */
  String newId(String column, Set<String> seen) {
    String id = required(column);
    if (!isId(id)) {
      throw problem(
          "'" + id + "' is no id; write lower case letters and digits with single hyphens between");
    }
    if (!seen.add(id)) {
      throw problem("the id '" + id + "' is there twice; remove one");
    }
    return id;
  }

  /** A value with what the columns {@code evidence} and {@code source} say of it. */
  <T> Sourced<T> sourced(T value) {
    return new Sourced<>(value, evidence(), required("source"));
  }

  /** What the column {@code evidence} says. */
  Evidence evidence() {
    String text = required("evidence");
    for (Evidence evidence : Evidence.values()) {
      if (evidence.name().toLowerCase(Locale.ROOT).equals(text)) {
        return evidence;
      }
    }
    throw problem("'" + text + "' is no evidence; expected measured, published, fitted or guessed");
  }

  DataFileException problem(String problem) {
    return new DataFileException(file, line, problem);
  }

  DataFileException problem(String problem, Throwable cause) {
    return new DataFileException(file, line, problem, cause);
  }

  private static boolean isId(String text) {
    char before = '-';
    for (int index = 0; index < text.length(); index++) {
      char letter = text.charAt(index);
      boolean plain = letter >= 'a' && letter <= 'z' || letter >= '0' && letter <= '9';
      if (!plain && (letter != '-' || before == '-')) {
        return false;
      }
      before = letter;
    }
    return before != '-';
  }
}
