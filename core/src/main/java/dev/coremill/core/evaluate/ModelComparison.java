package dev.coremill.core.evaluate;

import java.util.List;
import java.util.Optional;

/**
 * How far the values of two models are apart on the same samples.
 *
 * @param first the model that is taken as right
 * @param second the model that is compared with it
 * @param data the files of samples
 * @param samples how many samples were used
 * @param outputs the outputs that both have
 * @param intermediate the values that operations of both compute under the same name, in the order
 *     of the first model; empty where nobody asked for them
 * @param notes remarks
 */
public record ModelComparison(
    String first,
    String second,
    String data,
    long samples,
    List<ValueDifference> outputs,
    List<ValueDifference> intermediate,
    List<String> notes) {
  /** Copies the lists. */
  public ModelComparison {
    outputs = List.copyOf(outputs);
    intermediate = List.copyOf(intermediate);
    notes = List.copyOf(notes);
  }

  /** The first intermediate value that differs. */
  public Optional<ValueDifference> begins() {
    return intermediate.stream().filter(ValueDifference::differs).findFirst();
  }

  /** The intermediate value that loses most against its inputs, after the first that differs. */
  public Optional<ValueDifference> largestLoss() {
    ValueDifference worst = null;
    for (ValueDifference each : intermediate) {
      if (each.loss() > 0
          && Double.isFinite(each.loss())
          && (worst == null || each.loss() > worst.loss())) {
        worst = each;
      }
    }
    return Optional.ofNullable(worst);
  }
}
