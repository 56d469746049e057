package dev.coremill.api.runtime;

import dev.coremill.api.program.Value;
import java.util.Map;
import java.util.Set;

/**
 * A measure of how good predictions are. A plugin names its implementation in {@code
 * META-INF/services}; it has a public constructor without parameters.
 */
public interface Metric {
  /** What predictions are measured against. */
  enum Truth {
    /** Labels that come with the samples: whole numbers, one for each row of the output. */
    LABELS,
    /** What the output should be, element by element: a reference's, or kept from earlier. */
    OUTPUTS
  }

  /** The name that {@code --metric} takes, such as {@code top1}: lower case letters and digits. */
  String name();

  /** What it measures, its unit and its range, in one sentence. */
  String description();

  /** Whether larger values are better. */
  boolean largerIsBetter();

  /** What it can be measured against; not empty. Labels are preferred where both are there. */
  Set<Truth> against();

  /**
   * Whether each output is measured by itself, and both maps of {@link Measurement#add} have one
   * entry; otherwise all outputs are given together.
   */
  default boolean perOutput() {
    return true;
  }

  /** Starts a measurement. */
  Measurement start();

  /** One measurement over many samples, in a fixed order. */
  interface Measurement {
    /**
     * Takes a prediction into account. The probabilities of a classifier come as a tensor, in the
     * order of its labels, and its labels as whole numbers.
     *
     * @param predicted outputs of the model by name
     * @param expected what they should be, by the same names: labels of the sample, or outputs of a
     *     reference
     * @throws IllegalArgumentException if the two do not go together; the message says why
     */
    void add(Map<String, Value> predicted, Map<String, Value> expected);

    /** The value over all samples so far; NaN before the first one. */
    double value();
  }
}
