package dev.coremill.core.evaluate;

/**
 * How far a value of one model is from the same value of another, over all samples.
 *
 * @param name the name of the output
 * @param operation the operator that computes it; empty for an output of the model
 * @param meanSquaredError mean squared difference
 * @param maximumAbsoluteError largest magnitude of a difference
 * @param signalToNoise in dB; infinite where nothing differs
 * @param peakSignalToNoise in dB; infinite where nothing differs
 * @param cosine cosine similarity
 * @param loss by how many dB its signal-to-noise ratio is below the lowest of its inputs'; 0 for
 *     outputs of the model
 */
public record ValueDifference(
    String name,
    String operation,
    double meanSquaredError,
    double maximumAbsoluteError,
    double signalToNoise,
    double peakSignalToNoise,
    double cosine,
    double loss) {
  static ValueDifference of(String name, String operation, ElementErrors errors, double loss) {
    return new ValueDifference(
        name,
        operation,
        errors.meanSquared(),
        errors.largest(),
        errors.signalToNoise(),
        errors.peakSignalToNoise(),
        errors.cosine(),
        loss);
  }

  /** Whether anything differs; NaN differs. */
  public boolean differs() {
    return !(maximumAbsoluteError == 0);
  }
}
