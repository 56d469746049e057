package dev.coremill.core.placement;

import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.weight.Encoding;
import java.util.ArrayList;
import java.util.List;

/**
 * An operation's facts, with those of each constant that it uses.
 *
 * @param facts the operation's
 * @param weights each constant's
 */
record JudgedOperation(FactTable facts, List<FactTable> weights) {
  static JudgedOperation of(OperationProfile operation, FactTable facts) {
    List<FactTable> weights = new ArrayList<>();
    for (OperandProfile input : operation.inputs()) {
      Encoding encoding = input.constant().orElse(null);
      // Integers are parameters, such as strides.
      if (encoding != null && encoding.type().isFloat()) {
        weights.add(WeightFacts.of(input, encoding, facts));
      }
    }
    return new JudgedOperation(facts, weights);
  }

  /** Whether all conditions of a rule hold for it. */
  boolean meets(CompiledRule rule) {
    if (!rule.holdsWithoutWeights(facts)) {
      return false;
    }
    if (rule.scope() != FactScope.WEIGHT) {
      return true;
    }
    for (FactTable weight : weights) {
      if (rule.holdsForWeight(weight)) {
        return true;
      }
    }
    return false;
  }
}
