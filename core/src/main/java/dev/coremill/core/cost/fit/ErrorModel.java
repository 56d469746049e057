package dev.coremill.core.cost.fit;

import java.util.List;

/**
 * What errors of predictions have in common. A model of a few constants errs about a network more
 * than measurements scatter, and it errs alike in all rows of that network, above all in those of
 * one chip: ten ways of storing one network are not ten networks. A latency in whole milliseconds
 * is uncertain by its last digit.
 */
final class ErrorModel {
  /** Standard deviation, in logarithms, of what rows of a network on a unit of a chip share. */
  private static final double OF_NETWORK_AND_CHIP = 0.12;

  /** The same of what all rows of a network share. */
  private static final double OF_NETWORK = 0.08;

  /** The same of a row alone. */
  private static final double OF_ROW = 0.04;

  /** Standard deviation of a number that is uniform over one step. */
  private static final double OF_ROUNDING = 0.29;

  private ErrorModel() {}

  /** The covariance of the logarithms of rows. */
  static SymmetricMatrix covariance(List<Measurement> rows) {
    int size = rows.size();
    double[][] covariance = new double[size][size];
    for (int i = 0; i < size; i++) {
      Measurement row = rows.get(i);
      for (int j = 0; j <= i; j++) {
        Measurement other = rows.get(j);
        double shared = 0;
        if (row.network().equals(other.network())) {
          shared += OF_NETWORK * OF_NETWORK;
          if (row.chip().equals(other.chip())) {
            shared += OF_NETWORK_AND_CHIP * OF_NETWORK_AND_CHIP;
          }
        }
        covariance[i][j] = shared;
        covariance[j][i] = shared;
      }
      double rounding = OF_ROUNDING * row.resolution() / row.milliseconds();
      covariance[i][i] += OF_ROW * OF_ROW + rounding * rounding;
    }
    return new SymmetricMatrix(covariance);
  }
}
