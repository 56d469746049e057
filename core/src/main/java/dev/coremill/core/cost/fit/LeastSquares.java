package dev.coremill.core.cost.fit;

import java.util.function.Function;

/**
 * Levenberg and Marquardt's method for residuals that depend on parameters, each of which is
 * expected at 0 with a standard deviation of 1: it minimizes the sum of squares of residuals and
 * parameters.
 */
final class LeastSquares {
  private static final int STEPS = 40;
  private static final double DIFFERENCE = 1e-5;
  private static final double SETTLED = 1e-7;

  private final Function<double[], double[]> residuals;

  LeastSquares(Function<double[], double[]> residuals) {
    this.residuals = residuals;
  }

  /** The best parameters, sought from a start. */
  double[] minimize(double[] start) {
    double[] at = start.clone();
    double[] error = residuals.apply(at);
    double cost = squares(error) + squares(at);
    double damping = 1e-3;
    for (int step = 0; step < STEPS; step++) {
      double[][] jacobian = jacobian(at, error);
      double[] gradient = new double[at.length];
      for (int i = 0; i < at.length; i++) {
        gradient[i] = -at[i] - dot(jacobian[i], error);
      }
      double[][] curvature = curvature(jacobian);
      boolean improved = false;
      while (!improved && damping < 1e8) {
        double[] next = at.clone();
        double[] move = new SymmetricMatrix(damped(curvature, damping)).solve(gradient);
        for (int i = 0; i < next.length; i++) {
          next[i] += move[i];
        }
        double[] nextError = residuals.apply(next);
        double nextCost = squares(nextError) + squares(next);
        if (nextCost < cost) {
          improved = true;
          damping = Math.max(damping / 8, 1e-9);
          boolean settled = cost - nextCost < SETTLED * cost;
          at = next;
          error = nextError;
          cost = nextCost;
          if (settled) {
            return at;
          }
        } else {
          damping *= 6;
        }
      }
      if (!improved) {
        return at;
      }
    }
    return at;
  }

  /**
   * The matrix of second derivatives at some parameters, the squares of the parameters included.
   */
  double[][] curvature(double[] at) {
    return curvature(jacobian(at, residuals.apply(at)));
  }

  private static double[][] curvature(double[][] jacobian) {
    int size = jacobian.length;
    double[][] curvature = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = dot(jacobian[i], jacobian[j]) + (i == j ? 1 : 0);
        curvature[i][j] = sum;
        curvature[j][i] = sum;
      }
    }
    return curvature;
  }

  private double[][] jacobian(double[] at, double[] error) {
    double[][] jacobian = new double[at.length][];
    for (int i = 0; i < at.length; i++) {
      double[] moved = at.clone();
      moved[i] += DIFFERENCE;
      double[] derivative = residuals.apply(moved);
      for (int row = 0; row < derivative.length; row++) {
        derivative[row] = (derivative[row] - error[row]) / DIFFERENCE;
      }
      jacobian[i] = derivative;
    }
    return jacobian;
  }

  private static double[][] damped(double[][] curvature, double damping) {
    double[][] damped = new double[curvature.length][];
    for (int i = 0; i < damped.length; i++) {
      damped[i] = curvature[i].clone();
      damped[i][i] *= 1 + damping;
    }
    return damped;
  }

  private static double squares(double[] vector) {
    return dot(vector, vector);
  }

  private static double dot(double[] one, double[] two) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += one[i] * two[i];
    }
    return sum;
  }
}
