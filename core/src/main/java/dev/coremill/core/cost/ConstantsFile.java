package dev.coremill.core.cost;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.Figure;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Constants of the cost model in a file: one a line, with a band, evidence and source. It is the
 * form that catalogues ship too.
 */
public final class ConstantsFile {
  private static final List<String> COLUMNS =
      List.of("name", "chip", "unit", "kind", "value", "low", "high", "evidence", "source");

  private ConstantsFile() {}

  /**
   * Reads a file.
   *
   * @throws ProblemException if it cannot be read, or if a constant is unknown, has no source or a
   *     band without its value
   */
  public static List<CostConstant> read(Path file) {
    List<CostConstant> constants = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (CsvTable.Row row : CsvTable.read(file, COLUMNS).rows()) {
      String name = row.cell("name");
      if (!ConstantName.ALL.contains(name)) {
        throw row.problem(
            "there is no constant '" + name + "'", Suggestions.offer(name, ConstantName.ALL));
      }
      if (!seen.add(name + "," + row.cell("chip") + "," + row.cell("unit") + row.cell("kind"))) {
        throw row.problem("'" + name + "' is there twice for the same", "remove one");
      }
      constants.add(
          new CostConstant(
              name,
              optional(row.cell("chip")),
              unit(row),
              optional(row.cell("kind")),
              figure(row)));
    }
    return constants;
  }

  private static Figure figure(CsvTable.Row row) {
    if (row.cell("source").isEmpty()) {
      throw row.problem("a constant without a source", "say where it is known from");
    }
    double value = row.number("value");
    double low = row.number("low");
    double high = row.number("high");
    if (!(0 <= low && low <= value && value <= high)) {
      throw row.problem("the value is not inside its band", "give 0 <= low <= value <= high");
    }
    return new Figure(value, low, high, evidence(row), row.cell("source"));
  }

  private static Evidence evidence(CsvTable.Row row) {
    for (Evidence evidence : Evidence.values()) {
      if (text(evidence).equals(row.cell("evidence"))) {
        return evidence;
      }
    }
    throw row.problem(
        "'" + row.cell("evidence") + "' is no evidence",
        "write measured, published, fitted or guessed");
  }

  private static Optional<ComputeUnit> unit(CsvTable.Row row) {
    String text = row.cell("unit");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    for (ComputeUnit unit : ComputeUnit.values()) {
      if (text(unit).equals(text)) {
        return Optional.of(unit);
      }
    }
    throw row.problem(
        "'" + text + "' is no compute unit", "write cpu, gpu or neural_engine, or nothing");
  }

  private static Optional<String> optional(String cell) {
    return cell.isEmpty() ? Optional.empty() : Optional.of(cell);
  }

  /** The content of a file with these constants. */
  public static String text(List<String> comments, List<CostConstant> constants) {
    StringBuilder text = new StringBuilder();
    for (String comment : comments) {
      text.append("# ").append(comment).append('\n');
    }
    text.append("version,1\n").append(String.join(",", COLUMNS)).append('\n');
    for (CostConstant constant : constants) {
      Figure figure = constant.value();
      text.append(constant.name()).append(',').append(constant.chip().orElse("")).append(',');
      text.append(constant.unit().map(ConstantsFile::text).orElse("")).append(',');
      text.append(constant.kind().orElse("")).append(',');
      text.append(number(figure.value())).append(',').append(number(figure.low())).append(',');
      text.append(number(figure.high())).append(',').append(text(figure.evidence())).append(',');
      text.append(CsvTable.quoted(figure.source())).append('\n');
    }
    return text.toString();
  }

  /** Four digits: more would speak of a precision that nothing here has. */
  static double rounded(double value) {
    return value == 0 ? 0 : new BigDecimal(value).round(new MathContext(4)).doubleValue();
  }

  private static String number(double value) {
    return value == 0
        ? "0"
        : new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }

  /** The name of a unit in data files. */
  public static String text(ComputeUnit unit) {
    return unit.name().toLowerCase(Locale.ROOT);
  }

  private static String text(Evidence evidence) {
    return evidence.name().toLowerCase(Locale.ROOT);
  }
}
