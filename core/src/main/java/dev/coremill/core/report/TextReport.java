package dev.coremill.core.report;

import dev.coremill.core.cost.EstimateText;
import dev.coremill.core.placement.Judgement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A report as text for a terminal: what happened, in as few lines as it takes. */
public final class TextReport {
  /** Rows of the table of weights; the largest weights have them. */
  private static final int ROWS = 40;

  /** Names that stand behind a reason. */
  private static final int NAMES = 3;

  private final PipelineReport report;
  private final StringBuilder text = new StringBuilder();

  private TextReport(PipelineReport report) {
    this.report = report;
  }

  /** The whole text, each line ended. */
  public static String of(PipelineReport report) {
    return new TextReport(report).render();
  }

  private String render() {
    summary();
    weights();
    skipped();
    targets();
    for (Evaluation evaluation : report.evaluations()) {
      text.append("\nEvaluation ").append(evaluation.name()).append(": ");
      text.append(ShownPath.of(evaluation.data())).append(", ");
      text.append(Quantities.count(evaluation.samples(), "sample")).append(", ");
      text.append(evaluation.numeric()).append('\n');
      EvaluationText.table(evaluation).appendTo(text, "  ");
      evaluation.notes().forEach(note -> text.append("  ").append(note).append('\n'));
    }
    estimates();
    if (!report.notes().isEmpty()) {
      text.append("\nNotes\n");
      for (String note : report.notes()) {
        text.append("  ").append(note).append('\n');
      }
    }
    return text.toString();
  }

  private void summary() {
    PipelineReport.Totals totals = report.totals();
    text.append(report.done() ? "" : "Plan: ").append(ShownPath.of(report.model()));
    text.append(" -> ").append(ShownPath.of(report.output())).append('\n');
    if (totals.packageBytesAfter().isPresent()) {
      sizes("package", totals.packageBytesBefore(), totals.packageBytesAfter().get(), "");
    }
    sizes(
        "weights",
        totals.weightBytesBefore(),
        totals.weightBytesAfter(),
        ", " + Quantities.threeDigits(totals.bitsPerWeight()) + " bits per weight");
    text.append("  opset    ").append(report.opsetBefore());
    if (!report.opsetBefore().equals(report.opsetAfter())) {
      text.append(" -> ").append(report.opsetAfter());
    }
    text.append('\n');
    totals
        .meanSquaredError()
        .ifPresent(error ->
            text.append("  error    mean squared ")
                .append(Quantities.scientific(error))
                .append('\n'));
    totals
        .seconds()
        .ifPresent(seconds ->
            text.append("  time     ").append(Quantities.threeDigits(seconds)).append(" s\n"));
  }

  private void sizes(String label, long before, long after, String more) {
    text.append("  ").append(label).append("  ").append(Quantities.bytes(before));
    text.append(" -> ").append(Quantities.bytes(after));
    text.append("  (").append(Quantities.ratio(before, after)).append(more).append(")\n");
  }

  private void weights() {
    List<WeightReport> changed = new ArrayList<>();
    for (WeightReport weight : report.weights()) {
      if (weight.changed()) {
        changed.add(weight);
      }
    }
    if (changed.isEmpty()) {
      text.append("\nNo weight changes.\n");
      return;
    }
    Set<WeightReport> shown = new HashSet<>(largest(changed));
    TextTable table =
        new TextTable("Weight", "Shape", ">Before", ">After", ">Bits", ">SNR dB", "Stored as");
    for (WeightReport weight : changed) {
      if (shown.contains(weight)) {
        table.add(
            weight.name(),
            weight.shape().toString(),
            Quantities.bytes(weight.before().storedBytes()),
            Quantities.bytes(weight.after().storedBytes()),
            Quantities.threeDigits(weight.after().bitsPerWeight()),
            signalToNoise(weight.error()),
            EncodingText.of(weight.after()));
      }
    }
    text.append('\n');
    table.appendTo(text, "");
    if (shown.size() < changed.size()) {
      text.append("... and ")
          .append(Quantities.count(changed.size() - shown.size(), "smaller weight"))
          .append(" (--json and --report list all)\n");
    }
    remarks(changed);
  }

  private static List<WeightReport> largest(List<WeightReport> weights) {
    List<WeightReport> sorted = new ArrayList<>(weights);
    sorted.sort(
        Comparator.comparingLong((WeightReport weight) -> weight.before().storedBytes())
            .reversed());
    return sorted.subList(0, Math.min(ROWS, sorted.size()));
  }

  private static String signalToNoise(Optional<WeightError> error) {
    if (error.isEmpty()) {
      return "";
    }
    double decibels = error.get().signalToNoiseDecibels();
    return Double.isInfinite(decibels) ? "exact" : Quantities.fixed(decibels, 1);
  }

  private void remarks(List<WeightReport> changed) {
    boolean first = true;
    for (WeightReport weight : changed) {
      for (StageOutcome outcome : weight.stages()) {
        for (String remark : outcome.remarks()) {
          text.append(first ? "\nRemarks\n" : "");
          first = false;
          text.append("  ").append(weight.name()).append(": ").append(remark).append('\n');
        }
      }
    }
  }

  private void skipped() {
    List<SkippedWeights.Group> groups = SkippedWeights.of(report);
    if (groups.isEmpty()) {
      return;
    }
    text.append("\nLeft as they are\n");
    for (SkippedWeights.Group group : groups) {
      List<String> names = group.weights();
      text.append("  ").append(group.stage()).append(": ");
      text.append(Quantities.count(names.size(), "weight")).append(": ").append(group.reason());
      text.append(" (").append(String.join(", ", names.subList(0, Math.min(NAMES, names.size()))));
      text.append(names.size() > NAMES ? ", ...)\n" : ")\n");
    }
  }

  private void estimates() {
    if (!report.estimates().isEmpty()) {
      text.append("\nEstimates\n");
      text.append(EstimateText.of(report.estimates(), false).indent(2));
    }
  }

  private void targets() {
    if (report.targets().isEmpty()) {
      return;
    }
    text.append("\nTargets\n");
    for (TargetReport target : report.targets()) {
      text.append(target.legal() ? "  runs     " : "  ILLEGAL  ").append(target.name());
      text.append(" (").append(target.target()).append(")\n");
      for (String remark : target.remarks()) {
        text.append("           ").append(remark).append('\n');
      }
      for (Judgement judgement : target.judgements()) {
        for (String line : PlacementText.summary(judgement)) {
          text.append("           ").append(line).append('\n');
        }
      }
    }
  }
}
