package dev.coremill.targets.apple;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.CostConstant;
import dev.coremill.api.target.Figure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the constants of the cost model: those that are published or guessed, then those that were
 * fitted, which count instead where there are both.
 */
final class CostFiles {
  static final List<String> COLUMNS =
      List.of("name", "chip", "unit", "kind", "value", "low", "high", "evidence", "source");

  static final String PUBLISHED = "cost-published.csv";
  static final String FITTED = "cost-fitted.csv";

  private CostFiles() {}

  static List<CostConstant> constants() {
    List<CostConstant> constants =
        new ArrayList<>(constants(DataFile.resource(PUBLISHED, COLUMNS)));
    constants.addAll(constants(DataFile.resource(FITTED, COLUMNS)));
    return List.copyOf(constants);
  }

  static List<CostConstant> constants(List<DataRow> rows) {
    List<CostConstant> constants = new ArrayList<>();
    Set<List<String>> seen = new HashSet<>();
    for (DataRow row : rows) {
      if (!seen.add(row.cells().subList(0, 4))) {
        throw row.problem("the constant is there twice; remove one");
      }
      constants.add(
          new CostConstant(
              row.required("name"),
              present(row.optional("chip")),
              unit(row),
              present(row.optional("kind")),
              figure(row)));
    }
    return constants;
  }

  private static Figure figure(DataRow row) {
    double value = number(row, "value");
    double low = number(row, "low");
    double high = number(row, "high");
    if (!(low <= value && value <= high)) {
      throw row.problem("the value is not inside its band");
    }
    return new Figure(value, low, high, row.evidence(), row.required("source"));
  }

  private static double number(DataRow row, String column) {
    try {
      double number = Double.parseDouble(row.required(column));
      if (number >= 0 && Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      throw row.problem("'" + row.required(column) + "' is no number", notANumber);
    }
    throw row.problem("'" + row.required(column) + "' is not a number from 0 on");
  }

  private static Optional<ComputeUnit> unit(DataRow row) {
    String text = row.optional("unit");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    for (ComputeUnit unit : ComputeUnit.values()) {
      if (unit.name().toLowerCase(Locale.ROOT).equals(text)) {
        return Optional.of(unit);
      }
    }
    throw row.problem("'" + text + "' is no unit; expected cpu, gpu or neural_engine");
  }

  private static Optional<String> present(String cell) {
    return cell.isEmpty() ? Optional.empty() : Optional.of(cell);
  }
}
