package dev.coremill.core.report;

import dev.coremill.api.target.Advisory;
import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.Confidence;
import dev.coremill.api.target.Evidence;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.Placement;
import dev.coremill.core.placement.Judgement;
import dev.coremill.core.placement.Names;
import dev.coremill.core.placement.Placed;
import dev.coremill.core.placement.Transfer;
import dev.coremill.core.profile.UpperBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Says where operations run and what to beware of, as lines for a terminal. */
public final class PlacementText {
  /** Names that stand behind a reason. */
  private static final int NAMES = 3;

  private PlacementText() {}

  /** The short form: counts, what does not run on the preferred unit and why, and advisories. */
  public static List<String> summary(Judgement judgement) {
    List<String> lines = new ArrayList<>();
    lines.add(counts(judgement));
    for (Placed.Group group : Placed.elsewhere(judgement)) {
      Placement first = group.placements().getFirst();
      lines.add(
          "  "
              + Quantities.count(group.placements().size(), "operation")
              + " on the "
              + Names.of(first.unit())
              + ": "
              + first.reason()
              + " ("
              + names(judgement, group.indexes())
              + ") "
              + provenance(first.confidence(), first.evidence(), first.source()));
      first.rewrite().ifPresent(rewrite -> lines.add("    mend: " + rewrite));
    }
    String bounds = UpperBounds.text(judgement.profile());
    if (!bounds.isEmpty()) {
      lines.add("  " + bounds);
    }
    for (Advisory advisory : judgement.advisories()) {
      lines.add(
          "  "
              + advisory.severity().name().toLowerCase(Locale.ROOT)
              + ": "
              + advisory.message()
              + (advisory.operations().isEmpty()
                  ? ""
                  : " (" + names(judgement, advisory.operations()) + ")")
              + " "
              + provenance(advisory.confidence(), advisory.evidence(), advisory.source()));
      advisory.mend().ifPresent(mend -> lines.add("    mend: " + mend));
    }
    return lines;
  }

  /** Such as {@code main: 40 of 42 operations on the Neural Engine, 2 on the CPU; 3 segments}. */
  static String counts(Judgement judgement) {
    StringBuilder line = new StringBuilder();
    line.append(judgement.profile().function()).append(": ");
    String separator = "";
    for (Map.Entry<ComputeUnit, Integer> count : Placed.counts(judgement).entrySet()) {
      line.append(separator)
          .append(Quantities.count(count.getValue(), "operation"))
          .append(" on the ")
          .append(Names.of(count.getKey()));
      separator = ", ";
    }
    line.append(separator.isEmpty() ? "no operation; " : "; ");
    line.append(Quantities.count(judgement.segments().size(), "segment"));
    if (!judgement.transfers().isEmpty()) {
      long bytes = 0;
      for (Transfer transfer : judgement.transfers()) {
        bytes += transfer.bytes();
      }
      line.append(", ")
          .append(Quantities.count(judgement.transfers().size(), "transfer"))
          .append(" of ")
          .append(Quantities.bytes(bytes))
          .append(" between units");
    }
    return line.toString();
  }

  /** A table of all operations. */
  public static void appendAll(Judgement judgement, StringBuilder text) {
    TextTable table = new TextTable("Operation", "Type", "Unit", "Sure", "Rule", "Why");
    for (Placement placement : judgement.placements()) {
      OperationProfile operation = judgement.profile().operations().get(placement.operation());
      table.add(
          operation.name(),
          operation.type(),
          Names.of(placement.unit()),
          placement.confidence().name().toLowerCase(Locale.ROOT),
          placement.rule(),
          placement.reason());
    }
    table.appendTo(text, "  ");
  }

  private static String names(Judgement judgement, List<Integer> indexes) {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < indexes.size() && i < NAMES; i++) {
      OperationProfile operation = judgement.profile().operations().get(indexes.get(i));
      names
          .append(i == 0 ? "" : ", ")
          .append(operation.type())
          .append(' ')
          .append(operation.name());
    }
    return names.append(indexes.size() > NAMES ? ", ..." : "").toString();
  }

  private static String provenance(Confidence confidence, Evidence evidence, String source) {
    return "["
        + confidence.name().toLowerCase(Locale.ROOT)
        + " confidence, "
        + evidence.name().toLowerCase(Locale.ROOT)
        + ": "
        + source
        + "]";
  }
}
