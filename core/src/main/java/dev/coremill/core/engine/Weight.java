package dev.coremill.core.engine;

import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.weight.WeightExpression;
import java.util.List;

/**
 * A weight of the package: one stored value, wherever it is used. Constants of several functions
 * that share their storage are one weight, compressed once and written once.
 *
 * @param site what algorithms see of it
 * @param expression its value
 * @param occurrences every constant that holds it, in the order of the program; all in one program
 */
record Weight(WeightSite site, WeightExpression expression, List<Occurrence> occurrences) {
  Weight {
    occurrences = List.copyOf(occurrences);
  }

  String name() {
    return site.name();
  }

  long storedBytes() {
    return site.encoding().storedBytes();
  }
}
