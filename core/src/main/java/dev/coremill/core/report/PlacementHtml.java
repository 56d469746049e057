package dev.coremill.core.report;

import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.Placement;
import dev.coremill.core.placement.Judgement;
import dev.coremill.core.placement.Names;
import java.util.List;
import java.util.Locale;

/** Says where operations run and what to beware of, as a part of a page. */
final class PlacementHtml {
  private PlacementHtml() {}

  /** Appends a function: counts in sight, reasons, advisories and operations on demand. */
  static void append(Judgement judgement, StringBuilder html) {
    List<String> lines = PlacementText.summary(judgement);
    html.append("<details><summary>").append(HtmlReport.escape(lines.getFirst()));
    html.append("</summary>\n");
    for (String line : lines.subList(1, lines.size())) {
      html.append(HtmlReport.escape(line)).append("<br>\n");
    }
    html.append("<table>\n<tr><th>Operation<th>Type<th>Unit<th>Confidence<th>Why\n");
    for (Placement placement : judgement.placements()) {
      OperationProfile operation = judgement.profile().operations().get(placement.operation());
      html.append("<tr><td class=\"name\">").append(HtmlReport.escape(operation.name()));
      html.append("<td>").append(HtmlReport.escape(operation.type()));
      html.append("<td>").append(Names.of(placement.unit()));
      html.append("<td>").append(placement.confidence().name().toLowerCase(Locale.ROOT));
      html.append("<td>").append(HtmlReport.escape(placement.reason())).append('\n');
    }
    html.append("</table></details>\n");
  }
}
