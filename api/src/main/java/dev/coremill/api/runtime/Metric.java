package dev.coremill.api.runtime;

import dev.coremill.api.program.Value;
import java.util.Map;

/**
 * A measure of how good predictions are. A plugin names its implementation in {@code
 * META-INF/services}; it has a public constructor without parameters.
 */
public interface Metric {
  /** The name that {@code --metric} takes, such as {@code top1}: lower case letters and digits. */
  String name();

  /** What it measures, its unit and its range, in one sentence. */
  String description();

  /** Whether larger values are better. */
  boolean largerIsBetter();

  /** Starts a measurement. */
  Measurement start();

  /** One measurement over many samples, in a fixed order. */
  interface Measurement {
    /**
     * Takes a prediction into account.
     *
     * @param predicted the outputs of the model
     * @param expected what they should be: labels of the sample, or outputs of a reference
     * @throws IllegalArgumentException if the two do not go together; the message says why
     */
    void add(Map<String, Value> predicted, Map<String, Value> expected);

    /** The value over all samples so far; NaN before the first one. */
    double value();
  }
}
