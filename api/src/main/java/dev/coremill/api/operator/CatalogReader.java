package dev.coremill.api.operator;

import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tables of the catalogue, which lie beside this class: {@code operators.tsv}, {@code
 * parameters.tsv} (the rows of an operator and an opset are a signature) and {@code changes.tsv}.
 * Reading is strict: whatever it does not expect ends it with the line at fault. Every command that
 * judges operations waits for it, so what many rows repeat is read once.
 */
final class CatalogReader {
  private static final String NONE = "-";

  private final Map<String, Set<DataType>> types = new HashMap<>();
  private final Map<String, List<String>> uses = new HashMap<>();

  private CatalogReader() {}

  static OperatorCatalog read() {
    return read(table("operators.tsv"), table("parameters.tsv"), table("changes.tsv"));
  }

  private static OperatorTable table(String name) {
    try (InputStream file = CatalogReader.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException(name + " is missing beside " + CatalogReader.class);
      }
      return OperatorTable.read(name, file);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  static OperatorCatalog read(
      OperatorTable operators, OperatorTable parameters, OperatorTable changes) {
    return new CatalogReader().catalog(operators, parameters, changes);
  }

  private OperatorCatalog catalog(
      OperatorTable operators, OperatorTable parameters, OperatorTable changes) {
    operators.requireColumns("operator", "kind", "source");
    parameters.requireColumns(
        "operator", "since", "parameter", "types", "variable", "use", "default");
    changes.requireColumns("operator", "opset", "effect", "what", "source");
    Map<String, Map<Opset, List<OperatorParameter>>> signatures = new HashMap<>();
    for (OperatorTable.Row row : parameters.rows()) {
      List<OperatorParameter> signature =
          signatures
              .computeIfAbsent(row.cell(0), _ -> new LinkedHashMap<>())
              .computeIfAbsent(opset(row, 1), _ -> new ArrayList<>());
      if (!row.cell(2).equals(NONE)) {
        signature.add(parameter(row));
      }
    }
    Map<String, List<OperatorChange>> changed = new HashMap<>();
    for (OperatorTable.Row row : changes.rows()) {
      changed.computeIfAbsent(row.cell(0), _ -> new ArrayList<>()).add(change(row));
    }
    List<Operator> all = new ArrayList<>();
    for (OperatorTable.Row row : operators.rows()) {
      Map<Opset, List<OperatorParameter>> ofOperator = signatures.remove(row.cell(0));
      if (ofOperator == null) {
        throw row.problem("has no row in " + parameters.name());
      }
      all.add(operator(row, ofOperator, changed.remove(row.cell(0))));
    }
    requireEmpty(signatures.keySet(), parameters, operators);
    requireEmpty(changed.keySet(), changes, operators);
    return OperatorCatalog.of(all);
  }

  private static Operator operator(
      OperatorTable.Row row,
      Map<Opset, List<OperatorParameter>> ofOperator,
      @Nullable List<OperatorChange> changes) {
    List<OperatorSignature> signatures = new ArrayList<>();
    for (Opset opset : Opset.values()) {
      List<OperatorParameter> parameters = ofOperator.get(opset);
      if (parameters != null) {
        signatures.add(new OperatorSignature(opset, parameters));
      }
    }
    return new Operator(
        row.cell(0),
        value(OperatorKind.class, row, 1),
        signatures,
        changes == null ? List.of() : changes,
        row.cell(2));
  }

  private OperatorParameter parameter(OperatorTable.Row row) {
    List<String> use = uses.get(row.cell(5));
    if (use == null) {
      use = use(row);
      uses.put(row.cell(5), use);
    }
    Set<DataType> accepted = types.get(row.cell(3));
    if (accepted == null) {
      accepted = types(row);
      types.put(row.cell(3), accepted);
    }
    return new OperatorParameter(
        row.cell(2),
        use.getFirst().equals("optional"),
        use.contains("variadic"),
        use.contains("constant"),
        accepted,
        present(row.cell(4)),
        present(row.cell(6)));
  }

  private static List<String> use(OperatorTable.Row row) {
    List<String> use = List.of(row.cell(5).split(" ", -1));
    boolean optional = use.getFirst().equals("optional");
    if (!optional && !use.getFirst().equals("required")) {
      throw row.problem("'" + use.getFirst() + "' is neither required nor optional");
    }
    for (String word : use.subList(1, use.size())) {
      if (!word.equals("constant") && !word.equals("variadic")) {
        throw row.problem("'" + word + "' is neither constant nor variadic");
      }
    }
    return use;
  }

  private static Set<DataType> types(OperatorTable.Row row) {
    Set<DataType> types = EnumSet.noneOf(DataType.class);
    if (!row.cell(3).equals(NONE)) {
      for (String type : row.cell(3).split(" ", -1)) {
        if (!types.add(value(DataType.class, row, type))) {
          throw row.problem("names " + type + " twice");
        }
      }
    }
    return types;
  }

  private static OperatorChange change(OperatorTable.Row row) {
    return new OperatorChange(
        opset(row, 1), value(OperatorChange.Kind.class, row, 2), row.cell(3), row.cell(4));
  }

  private static Opset opset(OperatorTable.Row row, int column) {
    return Opset.named(row.cell(column))
        .orElseThrow(() -> row.problem("'" + row.cell(column) + "' is no opset"));
  }

  private static <E extends Enum<E>> E value(Class<E> type, OperatorTable.Row row, int column) {
    return value(type, row, row.cell(column));
  }

  private static <E extends Enum<E>> E value(Class<E> type, OperatorTable.Row row, String text) {
    try {
      return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw row.problem("'" + text + "' is no " + type.getSimpleName());
    }
  }

  private static Optional<String> present(String cell) {
    return cell.equals(NONE) ? Optional.empty() : Optional.of(cell);
  }

  private static void requireEmpty(Set<String> left, OperatorTable table, OperatorTable operators) {
    if (!left.isEmpty()) {
      throw new IllegalArgumentException(
          table.name() + " has rows of " + left + ", which " + operators.name() + " lacks");
    }
  }
}
