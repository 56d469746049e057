package dev.coremill.targets.apple;

import dev.coremill.api.target.ComputeUnit;
import dev.coremill.api.target.Confidence;
import dev.coremill.api.target.Severity;
import dev.coremill.api.target.TargetRule;
import dev.coremill.api.target.TargetRule.Effect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes rules of the records of their data file. What the conditions mean is for the reader. */
final class RuleFile {
  static final List<String> COLUMNS =
      List.of("id", "effect", "when", "reason", "rewrite", "confidence", "evidence", "source");

  private RuleFile() {}

  /** The rules, in the order of the file. */
  static List<TargetRule> rules() {
    return rules(DataFile.resource("rules.csv", COLUMNS));
  }

  static List<TargetRule> rules(List<DataRow> rows) {
    List<TargetRule> rules = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (DataRow row : rows) {
      String rewrite = row.optional("rewrite");
      rules.add(
          new TargetRule(
              row.newId("id", ids),
              effect(row),
              conditions(row),
              row.required("reason"),
              rewrite.isEmpty() ? Optional.empty() : Optional.of(rewrite),
              constant(row, row.required("confidence"), Confidence.values(), "confidence"),
              row.evidence(),
              row.required("source")));
    }
    return List.copyOf(rules);
  }

  private static Effect effect(DataRow row) {
    String[] words = row.required("effect").split(" ", -1);
    if (words.length == 2) {
      switch (words[0]) {
        case "excludes" -> {
          return new Effect.Excludes(constant(row, words[1], ComputeUnit.values(), "unit"));
        }
        case "prefers" -> {
          return new Effect.Prefers(constant(row, words[1], ComputeUnit.values(), "unit"));
        }
        case "warns" -> {
          return new Effect.Warns(constant(row, words[1], Severity.values(), "severity"));
        }
        default -> throw noEffect(row);
      }
    }
    throw noEffect(row);
  }

  private static DataFileException noEffect(DataRow row) {
    return row.problem(
        "'"
            + row.required("effect")
            + "' is no effect; write excludes or prefers with a unit, or warns with a severity");
  }

  private static Map<String, String> conditions(DataRow row) {
    Map<String, String> conditions = new LinkedHashMap<>();
    String text = row.optional("when");
    if (text.isEmpty()) {
      return conditions;
    }
    for (String condition : text.split(";", -1)) {
      int colon = condition.indexOf(':');
      if (colon < 0) {
        throw row.problem("'" + condition.strip() + "' is no condition; write 'fact: test'");
      }
      String fact = condition.substring(0, colon).strip();
      if (conditions.put(fact, condition.substring(colon + 1).strip()) != null) {
        throw row.problem("the fact '" + fact + "' is there twice; put its tests together");
      }
    }
    return conditions;
  }

  private static <E extends Enum<E>> E constant(
      DataRow row, String text, E[] constants, String what) {
    List<String> known = new ArrayList<>();
    for (E constant : constants) {
      String name = constant.name().toLowerCase(Locale.ROOT);
      if (name.equals(text)) {
        return constant;
      }
      known.add(name);
    }
    throw row.problem("'" + text + "' is no " + what + "; expected " + String.join(", ", known));
  }
}
