package dev.coremill.core.cost.fit;

/**
 * A latency that was predicted without the row.
 *
 * @param measurement the row
 * @param milliseconds the prediction
 * @param bandFactor how many times longer or shorter the true one is in nine of ten cases, as far
 *     as the other networks tell
 */
public record Prediction(Measurement measurement, double milliseconds, double bandFactor) {
  /** How far the prediction is off, as a share of what was measured. */
  public double relativeError() {
    return Math.abs(milliseconds / measurement.milliseconds() - 1);
  }

  /** The size of the error in logarithms. */
  double logarithm() {
    return Math.abs(StrictMath.log(milliseconds / measurement.milliseconds()));
  }

  /** Whether the measured latency is inside the band. */
  public boolean holds() {
    return logarithm() <= StrictMath.log(bandFactor) + 1e-12;
  }

  Prediction within(double newBandFactor) {
    return new Prediction(measurement, milliseconds, newBandFactor);
  }
}
