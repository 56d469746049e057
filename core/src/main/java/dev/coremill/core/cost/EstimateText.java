package dev.coremill.core.cost;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.Estimate;
import dev.coremill.api.target.Figure;
import dev.coremill.api.target.OperationEstimate;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.Placement;
import dev.coremill.core.placement.Names;
import dev.coremill.core.report.Quantities;
import dev.coremill.core.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Estimates as text for a terminal: targets side by side. */
public final class EstimateText {
  private EstimateText() {}

  /** The estimates, those of one function together. */
  public static String of(List<TargetEstimate> estimates, boolean explain) {
    Map<String, List<TargetEstimate>> functions = new LinkedHashMap<>();
    for (TargetEstimate each : estimates) {
      functions.computeIfAbsent(each.profile().function(), _ -> new ArrayList<>()).add(each);
    }
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, List<TargetEstimate>> function : functions.entrySet()) {
      text.append(text.isEmpty() ? "" : "\n").append(function.getKey()).append('\n');
      table(text, function.getValue());
      remarks(text, function.getValue());
      if (explain) {
        for (TargetEstimate each : function.getValue()) {
          explanation(text, each);
        }
      }
    }
    return text.toString();
  }

  private static void table(StringBuilder text, List<TargetEstimate> estimates) {
    String[] head = new String[estimates.size() + 1];
    head[0] = "";
    for (int i = 1; i < head.length; i++) {
      head[i] = estimates.get(i - 1).setting().device().id();
    }
    TextTable table = new TextTable(head);
    row(table, estimates, "System", each -> each.setting().system().toString());
    row(table, estimates, "Operations on", each -> units(each.units()));
    row(table, estimates, "Latency", each -> milliseconds(each.estimate().latency()));
    row(table, estimates, "  90 % band", each -> band(each.estimate().latency(), ""));
    row(table, estimates, "  basis", each -> evidence(each.estimate().latency()));
    row(table, estimates, "Weights on disk", each -> bytes(each.estimate().weightsOnDisk()));
    row(table, estimates, "Weights resident", each -> bytes(each.estimate().weightsResident()));
    row(table, estimates, "Activation peak", each -> bytes(each.estimate().activationPeak()));
    row(table, estimates, "States", each -> bytes(each.estimate().states()));
    row(table, estimates, "First load", each -> load(each.estimate().firstLoad()));
    row(table, estimates, "Energy", each -> energy(each.estimate().energy()));
    table.appendTo(text, "  ");
  }

  private static void row(
      TextTable table,
      List<TargetEstimate> estimates,
      String name,
      Function<TargetEstimate, String> cell) {
    String[] cells = new String[estimates.size() + 1];
    cells[0] = name;
    for (int i = 1; i < cells.length; i++) {
      cells[i] = cell.apply(estimates.get(i - 1));
    }
    table.add(cells);
  }

  private static void remarks(StringBuilder text, List<TargetEstimate> estimates) {
    LinkedHashSet<String> remarks = new LinkedHashSet<>();
    for (TargetEstimate each : estimates) {
      for (String remark : each.estimate().remarks()) {
        remarks.add(each.setting().device().id() + ": " + remark);
      }
    }
    for (String remark : remarks) {
      text.append("  ").append(remark).append('\n');
    }
  }

  private static void explanation(StringBuilder text, TargetEstimate estimate) {
    text.append("\n  ").append(estimate.setting().device().id()).append(", by operation\n");
    TextTable table = new TextTable("Operation", "Type", "Unit", "By rule", ">ms", "Terms");
    for (OperationEstimate each : estimate.estimate().operations()) {
      OperationProfile operation = estimate.profile().operations().get(each.operation());
      table.add(
          operation.name(),
          operation.type(),
          Names.of(each.unit()),
          estimate.placements().get(each.operation()).rule(),
          Quantities.fixed(each.latency().value(), 4),
          terms(each));
    }
    table.appendTo(text, "    ");
    reasons(text, estimate.placements());
    text.append("    latency from: ").append(estimate.estimate().latency().source()).append('\n');
  }

  /** Why operations run where they run: each reason once. */
  private static void reasons(StringBuilder text, List<Placement> placements) {
    Map<String, List<Placement>> groups = new LinkedHashMap<>();
    for (Placement each : placements) {
      groups
          .computeIfAbsent(
              each.rule() + ' ' + each.unit() + ' ' + each.reason(), _ -> new ArrayList<>())
          .add(each);
    }
    for (List<Placement> group : groups.values()) {
      Placement first = group.getFirst();
      text.append("    ").append(first.rule()).append(": ");
      text.append(Quantities.count(group.size(), "operation")).append(" on the ");
      text.append(Names.of(first.unit())).append(": ").append(first.reason()).append(" [");
      text.append(lower(first.confidence())).append(" confidence, ");
      text.append(lower(first.evidence())).append(": ").append(first.source()).append("]\n");
    }
  }

  private static String terms(OperationEstimate estimate) {
    StringBuilder text = new StringBuilder();
    for (OperationEstimate.Term term : estimate.terms()) {
      text.append(text.isEmpty() ? "" : "; ").append(term.name()).append(' ');
      text.append(Quantities.fixed(term.milliseconds(), 4)).append(" (");
      text.append(term.explanation()).append(')');
    }
    return text.toString();
  }

  private static String units(Map<ComputeUnit, Integer> counts) {
    StringBuilder text = new StringBuilder();
    counts.forEach((unit, count) ->
        text.append(text.isEmpty() ? "" : ", ").append(Names.of(unit)).append(' ').append(count));
    return text.toString();
  }

  /** A latency, such as {@code 1.52 ms}. */
  static String milliseconds(Figure figure) {
    return number(figure.value()) + " ms";
  }

  private static String band(Figure figure, String unit) {
    return number(figure.low()) + " to " + number(figure.high()) + unit;
  }

  private static String evidence(Figure figure) {
    return lower(figure.evidence());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String bytes(Figure figure) {
    return Quantities.bytes(Math.round(figure.value()));
  }

  private static String energy(Figure figure) {
    return number(figure.value()) + " mJ (" + band(figure, ")");
  }

  /** The first load as a class, because what is published differs by a factor of ten. */
  private static String load(Figure figure) {
    return LoadClass.of(figure.value()).text() + " (" + band(figure, " s)");
  }

  private static String number(double value) {
    return value < 1 && value > 0 ? Quantities.fixed(value, 3) : Quantities.threeDigits(value);
  }

  /** A line for an estimate in a report, such as {@code latency 1.52 ms (1.2 to 1.9), ...}. */
  public static String line(Estimate estimate) {
    return "latency "
        + milliseconds(estimate.latency())
        + " ("
        + band(estimate.latency(), ", ")
        + evidence(estimate.latency())
        + "), weights "
        + bytes(estimate.weightsOnDisk())
        + " on disk and "
        + bytes(estimate.weightsResident())
        + " resident, activations "
        + bytes(estimate.activationPeak())
        + (estimate.states().value() > 0 ? ", states " + bytes(estimate.states()) : "")
        + ", first load "
        + LoadClass.of(estimate.firstLoad().value()).text()
        + ", "
        + number(estimate.energy().value())
        + " mJ";
  }
}
