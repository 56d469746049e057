package dev.coremill.core.cost.fit;

import dev.coremill.core.report.Quantities;
import dev.coremill.core.report.TextTable;
import java.util.Map;

/** What a fit found, as text for a terminal. */
public final class FitText {
  private FitText() {}

  /**
   * The table of errors.
   *
   * @param left rows that were left out, by the reason
   */
  public static String of(CostFit fit, Map<String, Integer> left) {
    StringBuilder text = new StringBuilder();
    text.append("Each row predicted by a fit without any row of its network\n");
    table(text, new ErrorTable(fit.predictions()));
    text.append("\nOrder of the configurations of a network on a chip, of pairs over 5 % apart\n");
    order(text, "as they are printed", ConfigurationOrder.of(fit.predictions(), false));
    order(text, "whatever was rounded", ConfigurationOrder.of(fit.predictions(), true));
    if (!fit.strangers().isEmpty()) {
      text.append("\nEach row predicted by a fit without any row of its chip\n");
      table(text, new ErrorTable(fit.strangers()), false);
    }
    if (!left.isEmpty()) {
      text.append("\nRows that were left out\n");
      left.forEach((reason, count) ->
          text.append("  ").append(count).append(' ').append(reason).append('\n'));
    }
    return text.toString();
  }

  private static void table(StringBuilder text, ErrorTable errors) {
    table(text, errors, true);
  }

  private static void table(StringBuilder text, ErrorTable errors, boolean bands) {
    TextTable table =
        new TextTable("Rows of", ">Rows", ">Networks", ">Median", ">Mean", ">90 %", ">Bands hold");
    for (ErrorTable.Line line : errors.lines()) {
      table.add(
          line.name(),
          Integer.toString(line.rows()),
          Integer.toString(line.networks()),
          percent(line.median()),
          percent(line.mean()),
          percent(line.ninety()),
          bands ? percent(line.bandsHold()) : "");
    }
    table.appendTo(text, "  ");
  }

  private static void order(StringBuilder text, String which, ConfigurationOrder order) {
    text.append("  ").append(which).append(": ");
    text.append(order.right()).append(" of ").append(order.pairs()).append(" right");
    text.append(" (").append(percent(order.pairs() == 0 ? 1 : 1.0 * order.right() / order.pairs()));
    text.append("); ").append(order.goodGroups()).append(" of ").append(order.groups());
    text.append(" networks on chips with at least 80 %\n");
    for (ConfigurationOrder.Group each : order.wrong()) {
      text.append("    less: ").append(each).append('\n');
    }
  }

  private static String percent(double share) {
    return Quantities.fixed(100 * share, 1) + " %";
  }
}
