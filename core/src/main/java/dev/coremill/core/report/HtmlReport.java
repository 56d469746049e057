package dev.coremill.core.report;

import dev.coremill.core.cost.EstimateText;
import dev.coremill.core.cost.TargetEstimate;
import dev.coremill.core.placement.Judgement;
import java.util.List;

/**
 * A report as one HTML page that needs nothing else: no scripts, no fonts, no pictures. It reads in
 * a browser, on paper and in a mail.
 */
public final class HtmlReport {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --line: #8884; --before: #8886; --after: #2a7ae2; }
      body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
      h1 { font-size: 1.5rem; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
      .path, td.name { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; }
      .figures { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 1rem 0; }
      .figures b { display: block; font-size: 1.4rem; }
      table { border-collapse: collapse; width: 100%; }
      th, td { border-bottom: 1px solid var(--line); padding: .25rem .6rem .25rem 0; text-align: left; vertical-align: top; }
      th.number, td.number { text-align: right; white-space: nowrap; }
      .bar { background: var(--before); height: .55em; min-width: 1px; margin: .15em 0; }
      .bar i { background: var(--after); display: block; height: 100%; }
      .illegal { color: #c22; font-weight: 600; }
      details summary { cursor: pointer; }
      @media print { body { margin: 0; max-width: none; } tr { break-inside: avoid; } \
      .bar, .bar i { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
      """;

  private final PipelineReport report;
  private final StringBuilder html = new StringBuilder();

  private HtmlReport(PipelineReport report) {
    this.report = report;
  }

  /** The whole page. */
  public static String of(PipelineReport report) {
    return new HtmlReport(report).render();
  }

  private String render() {
    String title = (report.done() ? "" : "Plan: ") + fileName(report.output());
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html.append("<title>").append(escape(title)).append("</title>\n");
    html.append("<style>\n").append(STYLE).append("</style>\n</head>\n<body>\n");
    html.append("<h1>").append(escape(title)).append("</h1>\n");
    html.append("<p class=\"path\">")
        .append(escape(ShownPath.of(report.model())))
        .append(" &rarr; ");
    html.append(escape(ShownPath.of(report.output()))).append("</p>\n");
    figures();
    targets();
    EvaluationHtml.append(html, report.evaluations());
    estimates();
    weights();
    skipped();
    list("Notes", report.notes());
    return html.append("</body>\n</html>\n").toString();
  }

  private void figures() {
    PipelineReport.Totals totals = report.totals();
    html.append("<div class=\"figures\">\n");
    if (totals.packageBytesAfter().isPresent()) {
      sizes("Package", totals.packageBytesBefore(), totals.packageBytesAfter().get());
    }
    sizes("Weights", totals.weightBytesBefore(), totals.weightBytesAfter());
    figure("Bits per weight", Quantities.threeDigits(totals.bitsPerWeight()));
    if (totals.meanSquaredError().isPresent()) {
      figure("Mean squared error", Quantities.scientific(totals.meanSquaredError().get()));
    }
    boolean raised = !report.opsetBefore().equals(report.opsetAfter());
    figure("Opset", (raised ? report.opsetBefore() + " \u2192 " : "") + report.opsetAfter());
    if (totals.seconds().isPresent()) {
      figure("Time", Quantities.threeDigits(totals.seconds().get()) + " s");
    }
    html.append("</div>\n");
  }

  private void sizes(String label, long before, long after) {
    String sizes = Quantities.bytes(before) + " \u2192 " + Quantities.bytes(after);
    figure(label + ", " + Quantities.ratio(before, after), sizes);
  }

  private void figure(String label, String value) {
    html.append("<div>").append(escape(label)).append("<b>").append(escape(value));
    html.append("</b></div>\n");
  }

  private void targets() {
    if (report.targets().isEmpty()) {
      return;
    }
    html.append("<h2>Targets</h2>\n<table>\n<tr><th>Device<th>Verdict<th>Remarks\n");
    for (TargetReport target : report.targets()) {
      html.append("<tr><td>").append(escape(target.name())).append("<td>");
      html.append(target.legal() ? "runs" : "<span class=\"illegal\">illegal</span>");
      html.append("<td>");
      for (String remark : target.remarks()) {
        html.append(escape(remark)).append("<br>");
      }
      for (Judgement judgement : target.judgements()) {
        PlacementHtml.append(judgement, html);
      }
      html.append('\n');
    }
    html.append("</table>\n");
  }

  private void estimates() {
    if (report.estimates().isEmpty()) {
      return;
    }
    html.append("<h2>Estimates</h2>\n<table>\n<tr><th>Function<th>Device<th>System<th>Estimate\n");
    for (TargetEstimate each : report.estimates()) {
      html.append("<tr><td class=\"name\">").append(escape(each.profile().function()));
      html.append("<td>").append(escape(each.setting().device().name()));
      html.append("<td>").append(escape(each.setting().system().toString()));
      html.append("<td>").append(escape(EstimateText.line(each.estimate())));
      for (String remark : each.estimate().remarks()) {
        html.append("<br>").append(escape(remark));
      }
      html.append('\n');
    }
    html.append("</table>\n");
  }

  private void weights() {
    long largest = 1;
    for (WeightReport weight : report.weights()) {
      largest = Math.max(largest, weight.before().storedBytes());
    }
    html.append("<h2>Weights</h2>\n<table>\n<tr><th>Weight<th>Shape<th>Size");
    html.append("<th class=\"number\">Before<th class=\"number\">After");
    html.append("<th class=\"number\">Bits<th class=\"number\">SNR dB<th>Stored as\n");
    for (WeightReport weight : report.weights()) {
      weight(weight, largest);
    }
    html.append("</table>\n");
  }

  private void weight(WeightReport weight, long largest) {
    long before = weight.before().storedBytes();
    long after = weight.after().storedBytes();
    html.append("<tr><td class=\"name\">").append(escape(weight.name()));
    html.append("<td>").append(weight.shape()).append("<td style=\"width:8rem\">");
    html.append("<div class=\"bar\" style=\"width:").append(percent(before, largest));
    html.append("\"><i style=\"width:").append(percent(after, Math.max(before, 1)));
    html.append("\"></i></div>");
    number(Quantities.bytes(before));
    number(Quantities.bytes(after));
    number(Quantities.threeDigits(weight.after().bitsPerWeight()));
    number(weight.error().map(HtmlReport::signalToNoise).orElse(""));
    html.append("<td>").append(escape(EncodingText.of(weight.after())));
    for (StageOutcome outcome : weight.stages()) {
      for (String remark : outcome.remarks()) {
        html.append("<br>").append(escape(outcome.stage() + ": " + remark));
      }
    }
    html.append('\n');
  }

  private static String signalToNoise(WeightError error) {
    double decibels = error.signalToNoiseDecibels();
    return Double.isInfinite(decibels) ? "exact" : Quantities.fixed(decibels, 1);
  }

  private void number(String text) {
    html.append("<td class=\"number\">").append(text);
  }

  private void skipped() {
    List<SkippedWeights.Group> groups = SkippedWeights.of(report);
    if (groups.isEmpty()) {
      return;
    }
    html.append("<h2>Left as they are</h2>\n");
    for (SkippedWeights.Group group : groups) {
      html.append("<details><summary>").append(escape(group.stage())).append(": ");
      html.append(Quantities.count(group.weights().size(), "weight")).append(": ");
      html.append(escape(group.reason())).append("</summary><p class=\"path\">");
      html.append(escape(String.join(", ", group.weights()))).append("</p></details>\n");
    }
  }

  private void list(String title, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    html.append("<h2>").append(title).append("</h2>\n<ul>\n");
    for (String line : lines) {
      html.append("<li>").append(escape(line)).append('\n');
    }
    html.append("</ul>\n");
  }

  private static String percent(long part, long whole) {
    return Quantities.fixed(Math.min(100, 100.0 * part / whole), 1) + "%";
  }

  private static String fileName(String path) {
    int slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    return path.substring(slash + 1);
  }

  /** Text as the content of an element or a quoted attribute. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
      }
    }
    return escaped.toString();
  }
}
