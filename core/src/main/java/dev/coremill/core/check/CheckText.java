package dev.coremill.core.check;

import dev.coremill.core.placement.Judgement;
import dev.coremill.core.placement.Names;
import dev.coremill.core.report.PlacementText;
import dev.coremill.core.report.Quantities;
import dev.coremill.core.report.ShownPath;
import java.util.List;

/** The verdict on a package as text for a terminal. */
public final class CheckText {
  /** Names that stand behind a finding. */
  private static final int NAMES = 3;

  private CheckText() {}

  /**
   * The whole text, each line ended.
   *
   * @param all whether to list every operation
   */
  public static String of(CheckReport report, boolean all) {
    StringBuilder text = new StringBuilder();
    text.append(ShownPath.of(report.model())).append(", opset ").append(report.opset().text());
    text.append(" (").append(report.opset().firstOs()).append(")\n");
    if (!report.systems().isEmpty()) {
      text.append("\nSystems\n");
      for (SystemVerdict system : report.systems()) {
        verdict(system, system.system().toString(), text);
      }
    }
    for (TargetVerdict target : report.targets()) {
      String id = target.setting().device().id();
      text.append('\n').append(target.name()).append(id.isEmpty() ? "" : " (" + id + ")");
      text.append(", ").append(Names.of(target.setting().units())).append('\n');
      if (!id.isEmpty()) {
        verdict(target.legality(), target.setting().system().toString(), text);
      }
      for (Judgement judgement : target.judgements()) {
        for (String line : PlacementText.summary(judgement)) {
          text.append("  ").append(line).append('\n');
        }
        if (all) {
          PlacementText.appendAll(judgement, text);
        }
      }
    }
    if (!report.targets().isEmpty()) {
      text.append("\nPlacement is a prediction; 'confidence' says how sure it is.\n");
    }
    return text.toString();
  }

  private static void verdict(SystemVerdict verdict, String system, StringBuilder text) {
    text.append(verdict.legal() ? "  loads    " : "  ILLEGAL  ").append(system);
    if (!verdict.legal()) {
      text.append(
          verdict.firstOs().map(first -> "; the first that loads it is " + first).orElse(""));
    }
    text.append('\n');
    for (Finding finding : verdict.findings()) {
      text.append("           ").append(finding.reason());
      List<String> places = finding.places();
      if (!places.isEmpty()) {
        text.append(" (").append(Quantities.count(places.size(), "place"));
        text.append(": ")
            .append(String.join(", ", places.subList(0, Math.min(NAMES, places.size()))));
        text.append(places.size() > NAMES ? ", ...)" : ")");
      }
      text.append("\n             mend: ").append(finding.mend());
      text.append("\n             source: ").append(finding.source()).append('\n');
    }
  }
}
