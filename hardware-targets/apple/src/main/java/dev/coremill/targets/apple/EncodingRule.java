package dev.coremill.targets.apple;

import dev.coremill.api.program.Opset;
import dev.coremill.api.target.Evidence;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Since when a feature of an encoding can be stored.
 *
 * @param feature the feature
 * @param firstOpset the first opset that holds it; empty where none does
 * @param features the feature in words, plural
 * @param untilThen what older opsets offer instead; may be empty
 * @param evidence how good the source is
 * @param source where the rule comes from
 */
record EncodingRule(
    EncodingFeature feature,
    Optional<Opset> firstOpset,
    String features,
    String untilThen,
    Evidence evidence,
    String source) {
  static final List<String> COLUMNS =
      List.of("id", "first_opset", "features", "until_then", "evidence", "source");

  private static final String NEVER = "never";

  /** The rules of the data file, one for each feature. */
  static Map<EncodingFeature, EncodingRule> all() {
    return all(DataFile.resource("encodings.csv", COLUMNS));
  }

  static Map<EncodingFeature, EncodingRule> all(List<DataRow> rows) {
    Map<EncodingFeature, EncodingRule> rules = new EnumMap<>(EncodingFeature.class);
    for (DataRow row : rows) {
      EncodingRule rule = rule(row);
      if (rules.put(rule.feature, rule) != null) {
        throw row.problem("the rule '" + rule.feature.id() + "' is there twice; remove one");
      }
    }
    for (EncodingFeature feature : EncodingFeature.values()) {
      if (!rules.containsKey(feature)) {
        throw new DataFileException("encodings.csv", 1, "no rule for '" + feature.id() + "'");
      }
    }
    return rules;
  }

  private static EncodingRule rule(DataRow row) {
    return new EncodingRule(
        feature(row),
        opset(row),
        row.required("features"),
        row.optional("until_then"),
        row.evidence(),
        row.required("source"));
  }

  private static EncodingFeature feature(DataRow row) {
    String id = row.required("id");
    for (EncodingFeature feature : EncodingFeature.values()) {
      if (feature.id().equals(id)) {
        return feature;
      }
    }
    throw row.problem("no feature '" + id + "' of encodings is known");
  }

  private static Optional<Opset> opset(DataRow row) {
    String text = row.required("first_opset");
    Optional<Opset> opset = Opset.named(text);
    if (opset.isEmpty() && !text.equals(NEVER)) {
      throw row.problem("no opset '" + text + "'; write one such as CoreML8, or never");
    }
    return opset;
  }
}
