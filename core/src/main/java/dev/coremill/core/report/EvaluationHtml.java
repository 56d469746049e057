package dev.coremill.core.report;

import java.util.List;
import java.util.Locale;

/** The part of an HTML report that says what was measured. */
final class EvaluationHtml {
  private EvaluationHtml() {}

  static void append(StringBuilder html, List<Evaluation> evaluations) {
    for (Evaluation evaluation : evaluations) {
      html.append("<h2>Evaluation ").append(HtmlReport.escape(evaluation.name()));
      html.append("</h2>\n<p>").append(HtmlReport.escape(ShownPath.of(evaluation.data())));
      html.append(", ").append(Quantities.count(evaluation.samples(), "sample")).append(", ");
      html.append(HtmlReport.escape(evaluation.runtime() + ", " + evaluation.numeric()));
      html.append("</p>\n<table>\n<tr><th>Metric<th>Output<th>Against");
      html.append("<th class=\"number\">Value<th>Threshold\n");
      for (Evaluation.Result result : evaluation.results()) {
        html.append("<tr><td>").append(HtmlReport.escape(result.metric()));
        html.append("<td class=\"name\">").append(HtmlReport.escape(result.output()));
        html.append("<td>").append(result.against().name().toLowerCase(Locale.ROOT));
        html.append("<td class=\"number\">").append(EvaluationText.number(result.value()));
        html.append("<td>").append(HtmlReport.escape(EvaluationText.threshold(result)));
        html.append('\n');
      }
      html.append("</table>\n");
      for (String note : evaluation.notes()) {
        html.append("<p>").append(HtmlReport.escape(note)).append("</p>\n");
      }
    }
  }
}
