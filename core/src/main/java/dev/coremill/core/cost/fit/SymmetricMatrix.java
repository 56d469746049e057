package dev.coremill.core.cost.fit;

/** Cholesky's factorization of a small positive definite matrix, and what is done with it. */
final class SymmetricMatrix {
  private final double[][] lower;

  /**
   * Factorizes a matrix.
   *
   * @param matrix symmetric and positive definite; not changed
   * @throws ArithmeticException if it is not
   */
  SymmetricMatrix(double[][] matrix) {
    int size = matrix.length;
    lower = new double[size][];
    for (int row = 0; row < size; row++) {
      lower[row] = new double[row + 1];
      for (int column = 0; column <= row; column++) {
        double sum = matrix[row][column];
        for (int k = 0; k < column; k++) {
          sum -= lower[row][k] * lower[column][k];
        }
        if (column < row) {
          lower[row][column] = sum / lower[column][column];
        } else if (sum > 0) {
          lower[row][row] = Math.sqrt(sum);
        } else {
          throw new ArithmeticException("a matrix that is not positive definite");
        }
      }
    }
  }

  /** Solves lower × x = vector. */
  double[] forward(double[] vector) {
    double[] x = new double[vector.length];
    for (int row = 0; row < x.length; row++) {
      double sum = vector[row];
      for (int k = 0; k < row; k++) {
        sum -= lower[row][k] * x[k];
      }
      x[row] = sum / lower[row][row];
    }
    return x;
  }

  /** Solves matrix × x = vector. */
  double[] solve(double[] vector) {
    double[] x = forward(vector);
    for (int row = x.length - 1; row >= 0; row--) {
      double sum = x[row];
      for (int k = row + 1; k < x.length; k++) {
        sum -= lower[k][row] * x[k];
      }
      x[row] = sum / lower[row][row];
    }
    return x;
  }
}
