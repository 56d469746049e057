package dev.coremill.distribution;

import dev.coremill.api.program.Value;
import dev.coremill.core.evaluate.OverflowAudit;
import dev.coremill.core.evaluate.PredictionSummary;
import dev.coremill.core.report.Quantities;
import java.nio.file.Path;
import java.util.Map;

/** Predictions as lines for people: the first samples, and how many more there are. */
record PredictionText(Terminal terminal) implements PredictionPrinter {
  /** Samples that are shown. */
  private static final int SHOWN = 16;

  @Override
  public void predicted(long index, long count, Map<String, Value> outputs) {
    if (index < SHOWN) {
      StringBuilder text = new StringBuilder();
      outputs.forEach((name, value) ->
          text.append(index)
              .append("  ")
              .append(name)
              .append("  ")
              .append(PredictionSummary.text(value))
              .append('\n'));
      terminal.print(text.toString());
    } else if (index == SHOWN) {
      String more = Quantities.count(count - SHOWN, "more sample");
      terminal.print("... and " + more + " (--output keeps all)\n");
    }
  }

  @Override
  public void written(Path output) {
    terminal.print("written to " + output + "\n");
  }

  @Override
  public void audited(OverflowAudit.Findings findings) {
    StringBuilder text = new StringBuilder("audit: ");
    if (findings.first().isEmpty()) {
      text.append("no overflow and no NaN in ")
          .append(Quantities.count(findings.samples(), "sample"));
    } else {
      text.append(findings.first().get().text());
      text.append(" (").append(findings.faulty()).append(" of ");
      text.append(findings.samples()).append(" samples are at fault)");
    }
    text.append('\n');
    for (OverflowAudit.Fault fault : findings.others()) {
      text.append("audit: ").append(fault.text()).append('\n');
    }
    if (!findings.peakOperation().isEmpty()) {
      text.append("audit: ").append(findings.peakText()).append('\n');
    }
    terminal.print(text.toString());
  }

  @Override
  public void finish() {}

  @Override
  public void close() {}
}
