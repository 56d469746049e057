package dev.coremill.core.cost.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/** Predicts rows by fits that have not seen them. */
final class CrossValidation {
  private CrossValidation() {}

  /**
   * Leaves out one network after the other, on all chips and in all configurations, and predicts
   * its rows. The bands come from the predictions about the other networks.
   */
  static List<Prediction> byNetwork(UnitFit fit, List<Measurement> rows, double[] start) {
    List<Prediction> plain = by(Measurement::network, fit, rows, start);
    List<Prediction> banded = new ArrayList<>();
    for (Prediction each : plain) {
      List<Prediction> others = new ArrayList<>();
      for (Prediction other : plain) {
        if (!other.measurement().network().equals(each.measurement().network())) {
          others.add(other);
        }
      }
      banded.add(each.within(Bands.factor(others, each.measurement().chip())));
    }
    return banded;
  }

  /**
   * Leaves out one chip after the other: how good the estimate is for a chip that nobody measured.
   * Empty where only one chip has rows.
   */
  static List<Prediction> byChip(UnitFit fit, List<Measurement> rows, double[] start) {
    return fit.parameters().chips().size() < 2
        ? List.of()
        : by(Measurement::chip, fit, rows, start);
  }

  private static List<Prediction> by(
      Function<Measurement, String> group, UnitFit fit, List<Measurement> rows, double[] start) {
    TreeSet<String> groups = new TreeSet<>();
    for (Measurement row : rows) {
      groups.add(group.apply(row));
    }
    List<Prediction> predictions = new ArrayList<>();
    for (String left : groups) {
      List<Measurement> others = new ArrayList<>();
      List<Measurement> out = new ArrayList<>();
      for (Measurement row : rows) {
        (group.apply(row).equals(left) ? out : others).add(row);
      }
      // One network alone tells nothing of another.
      double[] at = others.isEmpty() ? new double[start.length] : fit.solve(others, start);
      for (Measurement row : out) {
        predictions.add(new Prediction(row, fit.predict(at, row), 1));
      }
    }
    return predictions;
  }
}
