package dev.coremill.core.cost.fit;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Bands from the errors of predictions about networks that a fit had not seen. A unit of a chip
 * with few networks borrows from all chips with that unit.
 */
final class Bands {
  /** So many networks weigh as much as all other chips together. */
  private static final double WEIGHT_OF_OTHERS = 8;

  private static final double SHARE = 0.9;

  /** No band is narrower than what one model differs by on one device from run to run. */
  private static final double NARROWEST = 1.1;

  private Bands() {}

  /**
   * The band of a unit of a chip.
   *
   * @param predictions predictions about that unit on all chips
   */
  static double factor(List<Prediction> predictions, String chip) {
    double[] all = logarithms(predictions, "");
    double[] own = logarithms(predictions, chip);
    TreeSet<String> networks = new TreeSet<>();
    for (Prediction prediction : predictions) {
      if (prediction.measurement().chip().equals(chip)) {
        networks.add(prediction.measurement().network());
      }
    }
    double pooled = quantile(all);
    double weight = networks.size() / (networks.size() + WEIGHT_OF_OTHERS);
    double logarithm = own.length == 0 ? pooled : weight * quantile(own) + (1 - weight) * pooled;
    return Math.max(NARROWEST, StrictMath.exp(logarithm));
  }

  /** The band over all of some predictions. */
  static double factor(List<Prediction> predictions) {
    return Math.max(NARROWEST, StrictMath.exp(quantile(logarithms(predictions, ""))));
  }

  private static double[] logarithms(List<Prediction> predictions, String chip) {
    return predictions.stream()
        .filter(each -> chip.isEmpty() || each.measurement().chip().equals(chip))
        .mapToDouble(Prediction::logarithm)
        .toArray();
  }

  /** The smallest value that covers nine of ten of one more than these. */
  private static double quantile(double[] values) {
    if (values.length == 0) {
      return StrictMath.log(2);
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(SHARE * (sorted.length + 1));
    return sorted[Math.min(sorted.length, rank) - 1];
  }
}
