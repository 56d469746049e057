package dev.coremill.core.cost.fit;

import dev.coremill.core.cost.CsvTable;
import dev.coremill.core.cost.WorkItem;
import dev.coremill.core.cost.WorkKind;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The work of networks by name: all that a fit needs of them, so that constants can be made again
 * without the packages.
 */
public final class Networks {
  private static final List<String> COLUMNS =
      List.of("network", "kind", "multiply_adds", "weight_bytes", "activation_bytes", "operations");

  private final Map<String, List<WorkItem>> items;

  /** Networks by name. */
  public Networks(Map<String, List<WorkItem>> items) {
    Map<String, List<WorkItem>> copy = new TreeMap<>();
    items.forEach((name, list) -> copy.put(name, List.copyOf(list)));
    this.items = Collections.unmodifiableMap(copy);
  }

  /** The networks, sorted by name. */
  public Map<String, List<WorkItem>> items() {
    return items;
  }

  /** Both together; of two of one name, the other's. */
  public Networks with(Networks other) {
    Map<String, List<WorkItem>> all = new LinkedHashMap<>(items);
    all.putAll(other.items);
    return new Networks(all);
  }

  /** Reads a file that {@link #text} wrote. */
  public static Networks read(Path file) {
    Map<String, List<WorkItem>> items = new LinkedHashMap<>();
    for (CsvTable.Row row : CsvTable.read(file, COLUMNS).rows()) {
      WorkKind kind = kind(row);
      items
          .computeIfAbsent(row.cell("network"), _ -> new ArrayList<>())
          .add(
              new WorkItem(
                  kind,
                  positive(row, "multiply_adds"),
                  positive(row, "weight_bytes"),
                  positive(row, "activation_bytes"),
                  positive(row, "operations")));
    }
    return new Networks(items);
  }

  private static double positive(CsvTable.Row row, String column) {
    double number = row.number(column);
    if (number < 0) {
      throw row.problem("a negative " + column, "write what the network has");
    }
    return number;
  }

  private static WorkKind kind(CsvTable.Row row) {
    for (WorkKind kind : WorkKind.values()) {
      if (kind.text().equals(row.cell("kind"))) {
        return kind;
      }
    }
    throw row.problem("'" + row.cell("kind") + "' is no kind of work", "see the column kind");
  }

  /** The content of a file with these networks. */
  public String text(List<String> comments) {
    StringBuilder text = new StringBuilder();
    for (String comment : comments) {
      text.append("# ").append(comment).append('\n');
    }
    text.append("version,1\n").append(String.join(",", COLUMNS)).append('\n');
    items.forEach((name, list) -> {
      for (WorkItem item : list) {
        text.append(CsvTable.quoted(name)).append(',').append(item.kind().text()).append(',');
        text.append(number(item.multiplyAdds())).append(',');
        text.append(number(item.weightBytes())).append(',');
        text.append(number(item.activationBytes())).append(',');
        text.append(number(item.repeats())).append('\n');
      }
    });
    return text.toString();
  }

  private static String number(double value) {
    return value == 0 ? "0" : new BigDecimal(value).stripTrailingZeros().toPlainString();
  }
}
