package dev.coremill.targets.apple;

import dev.coremill.api.program.Opset;
import dev.coremill.api.target.OsVersion;
import dev.coremill.api.target.Verdict;
import dev.coremill.api.weight.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Applies the rules to an encoding on a version of a system. */
final class EncodingLegality {
  private final Map<EncodingFeature, EncodingRule> rules;

  /**
   * @param rules one rule for each feature
   */
  EncodingLegality(Map<EncodingFeature, EncodingRule> rules) {
    this.rules = Map.copyOf(rules);
  }

  /** Whether a version loads an encoding, and the rules that decided. */
  Verdict check(Encoding encoding, OsVersion version) {
    try {
      encoding.validate();
    } catch (IllegalArgumentException misfit) {
      EncodingRule rule = rule(EncodingFeature.MALFORMED);
      return never(rule, rule.features() + " run on no system: " + misfit.getMessage());
    }
    EncodingRule newest = rule(EncodingFeature.DENSE);
    List<EncodingRule> broken = new ArrayList<>();
    for (EncodingFeature feature : EncodingFeatures.of(encoding)) {
      EncodingRule rule = rule(feature);
      if (rule.firstOpset().isEmpty()) {
        return never(rule, rule.features() + " run on no system: no opset holds them");
      }
      if (isAfter(rule, newest)) {
        newest = rule;
      }
      if (!runs(version, rule)) {
        broken.add(rule);
      }
    }
    if (!runs(version, newest) && broken.isEmpty()) {
      broken.add(newest);
    }
    return verdict(version, newest, broken);
  }

  /**
   * @param newest the rule with the newest opset
   * @param broken the rules that the version is too old for
   */
  private static Verdict verdict(
      OsVersion version, EncodingRule newest, List<EncodingRule> broken) {
    Optional<OsVersion> first = newest.firstOpset().map(opset -> firstVersion(version, opset));
    if (broken.isEmpty()) {
      return new Verdict(
          true,
          need(version, newest) + ", which " + version + " has",
          Optional.empty(),
          newest.evidence(),
          newest.source());
    }
    return new Verdict(false, reason(version, broken), first, newest.evidence(), newest.source());
  }

  private static Verdict never(EncodingRule rule, String reason) {
    return new Verdict(false, reason, Optional.empty(), rule.evidence(), rule.source());
  }

  private static String reason(OsVersion version, List<EncodingRule> broken) {
    EncodingRule oldest = broken.getFirst();
    for (EncodingRule rule : broken) {
      if (isAfter(oldest, rule)) {
        oldest = rule;
      }
    }
    StringBuilder reason = new StringBuilder();
    for (EncodingRule rule : broken) {
      reason.append(reason.isEmpty() ? "" : "; ").append(need(version, rule));
      // What is said of the time before a newer rule can be untrue where an older rule fails too.
      if (!isAfter(rule, oldest) && !rule.untilThen().isEmpty() && runsPrograms(version)) {
        reason.append("; on ").append(version).append(' ').append(rule.untilThen());
      }
    }
    return reason.toString();
  }

  private static String need(OsVersion version, EncodingRule rule) {
    Opset opset = rule.firstOpset().orElseThrow();
    return rule.features()
        + " need "
        + firstVersion(version, opset)
        + " (opset "
        + opset.text()
        + ")";
  }

  private static OsVersion firstVersion(OsVersion version, Opset opset) {
    return new OsVersion(version.system(), version.system().firstVersion(opset), 0);
  }

  private static boolean runsPrograms(OsVersion version) {
    return version.newestOpset().isPresent();
  }

  private static boolean runs(OsVersion version, EncodingRule rule) {
    return version.newestOpset().isPresent()
        && version.newestOpset().get().isAtLeast(rule.firstOpset().orElseThrow());
  }

  private static boolean isAfter(EncodingRule rule, EncodingRule other) {
    return rule.firstOpset().orElseThrow().compareTo(other.firstOpset().orElseThrow()) > 0;
  }

  private EncodingRule rule(EncodingFeature feature) {
    EncodingRule rule = rules.get(feature);
    if (rule == null) {
      throw new IllegalStateException("no rule for '" + feature.id() + "'");
    }
    return rule;
  }
}
