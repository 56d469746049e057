package dev.coremill.core.cost.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Errors of predictions about rows that a fit has not seen, summed up. */
public final class ErrorTable {
  private final Map<String, List<Prediction>> groups = new LinkedHashMap<>();

  /**
   * A line of the table.
   *
   * @param name what it is about
   * @param rows how many rows
   * @param networks of how many networks
   * @param median of the relative errors
   * @param mean of the relative errors
   * @param ninety the relative error that nine of ten rows stay below
   * @param bandsHold the share of rows inside their band
   */
  public record Line(
      String name,
      int rows,
      int networks,
      double median,
      double mean,
      double ninety,
      double bandsHold) {}

  /** Sums up predictions. */
  public ErrorTable(List<Prediction> predictions) {
    Map<String, List<Prediction>> byUnit = new TreeMap<>();
    Map<String, List<Prediction>> byChip = new TreeMap<>();
    Map<String, List<Prediction>> byKind = new TreeMap<>();
    for (Prediction each : predictions) {
      Measurement row = each.measurement();
      put(byUnit, row.unit().toString(), each);
      put(byChip, row.chip() + " " + row.unit(), each);
      put(byKind, row.configurationKind(), each);
    }
    groups.put("all", predictions);
    groups.putAll(byUnit);
    groups.putAll(byChip);
    groups.putAll(byKind);
  }

  private static void put(Map<String, List<Prediction>> groups, String name, Prediction each) {
    groups.computeIfAbsent(name, _ -> new ArrayList<>()).add(each);
  }

  /** The lines: all rows, then by unit, by chip and unit, and by kind of configuration. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    groups.forEach((name, predictions) -> lines.add(line(name, predictions)));
    return lines;
  }

  private static Line line(String name, List<Prediction> predictions) {
    double[] errors = predictions.stream().mapToDouble(Prediction::relativeError).toArray();
    Arrays.sort(errors);
    TreeSet<String> networks = new TreeSet<>();
    int held = 0;
    for (Prediction each : predictions) {
      networks.add(each.measurement().network());
      held += each.holds() ? 1 : 0;
    }
    int count = errors.length;
    if (count == 0) {
      return new Line(name, 0, 0, 0, 0, 0, 1);
    }
    double median =
        count % 2 == 1 ? errors[count / 2] : (errors[count / 2 - 1] + errors[count / 2]) / 2;
    int ninety = Math.min(count - 1, (int) Math.ceil(0.9 * count) - 1);
    return new Line(
        name,
        count,
        networks.size(),
        median,
        Arrays.stream(errors).average().orElse(0),
        errors[Math.max(0, ninety)],
        (double) held / count);
  }
}
