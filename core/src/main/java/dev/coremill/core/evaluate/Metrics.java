package dev.coremill.core.evaluate;

import dev.coremill.api.runtime.Metric;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The metrics by name: those that are built in, and what plugins add. */
public final class Metrics {
  private static final List<Metric> BUILT_IN =
      List.of(
          new LabelMetric("top1", "Part of the rows whose largest class is the label, 0 to 1.", 1),
          new LabelMetric(
              "top5", "Part of the rows whose five largest classes hold the label, 0 to 1.", 5),
          new LabelMetric(
              "perplexity",
              "Exponential of the mean negative log-likelihood of the labels, from 1 up.",
              0),
          new ElementMetric(
              "mse",
              "Mean squared error against the reference's output, from 0 up.",
              ElementMetric.Kind.MEAN_SQUARED_ERROR),
          new ElementMetric(
              "psnr",
              "Squared largest magnitude of the reference's output over the mean squared error, in"
                  + " dB.",
              ElementMetric.Kind.PEAK_SIGNAL_TO_NOISE),
          new ElementMetric(
              "snr",
              "Mean power of the reference's output over the mean squared error, in dB.",
              ElementMetric.Kind.SIGNAL_TO_NOISE),
          new ElementMetric.Cosine(),
          new ElementMetric.Divergence(),
          new ElementMetric(
              "max_abs_error",
              "Largest magnitude of a difference from the reference's output, from 0 up.",
              ElementMetric.Kind.LARGEST_ERROR));

  private final Map<String, Metric> named = new LinkedHashMap<>();

  /**
   * The built-in metrics, and more.
   *
   * @throws ProblemException if two have the same name
   */
  public Metrics(Collection<? extends Metric> more) {
    for (Metric metric : BUILT_IN) {
      named.put(metric.name(), metric);
    }
    for (Metric metric : more) {
      if (named.put(metric.name(), metric) != null) {
        throw new ProblemException(
            Problem.input(
                "plugins",
                "the metric '" + metric.name() + "' of " + metric + " has the name of another",
                "remove the plugin"));
      }
    }
  }

  /** All by name. */
  public Map<String, Metric> named() {
    return Collections.unmodifiableMap(named);
  }

  /**
   * The metric of a name.
   *
   * @throws ProblemException if there is none
   */
  public Metric metric(String name) {
    Metric metric = named.get(name);
    if (metric == null) {
      String list = "known: " + String.join(", ", named.keySet());
      throw new ProblemException(
          Problem.input(
              "",
              "there is no metric '" + name + "'",
              Suggestions.nearest(name, named.keySet())
                  .map(near -> "did you mean '" + near + "'? " + list)
                  .orElse(list)));
    }
    return metric;
  }
}
