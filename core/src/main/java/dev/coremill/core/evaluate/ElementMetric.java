package dev.coremill.core.evaluate;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.Metric;
import dev.coremill.api.tensor.Tensor;
import java.util.Map;
import java.util.Set;

/**
 * Metrics that compare outputs element by element, over all samples together.
 *
 * @param name its name
 * @param description what it measures
 * @param kind which one it is
 */
record ElementMetric(String name, String description, Kind kind) implements Metric {
  /** What is made of the sums. */
  enum Kind {
    MEAN_SQUARED_ERROR,
    PEAK_SIGNAL_TO_NOISE,
    SIGNAL_TO_NOISE,
    LARGEST_ERROR
  }

  @Override
  public boolean largerIsBetter() {
    return switch (kind) {
      case PEAK_SIGNAL_TO_NOISE, SIGNAL_TO_NOISE -> true;
      case MEAN_SQUARED_ERROR, LARGEST_ERROR -> false;
    };
  }

  @Override
  public Set<Truth> against() {
    return Set.of(Truth.OUTPUTS);
  }

  @Override
  public Measurement start() {
    return new Summing(kind);
  }

  private static final class Summing implements Measurement {
    private final Kind kind;
    private final ElementErrors errors = new ElementErrors();

    Summing(Kind kind) {
      this.kind = kind;
    }

    @Override
    public void add(Map<String, Value> predicted, Map<String, Value> expected) {
      Tensor output = Rows.tensor(predicted.values().iterator().next());
      errors.add(output, Rows.tensor(expected.values().iterator().next()));
    }

    @Override
    public double value() {
      return switch (kind) {
        case MEAN_SQUARED_ERROR -> errors.meanSquared();
        case PEAK_SIGNAL_TO_NOISE -> errors.peakSignalToNoise();
        case SIGNAL_TO_NOISE -> errors.signalToNoise();
        case LARGEST_ERROR -> errors.largest();
      };
    }
  }

  /** Cosine similarity of each sample's output, averaged over the samples. */
  record Cosine() implements Metric {
    @Override
    public String name() {
      return "cosine";
    }

    @Override
    public String description() {
      return "Cosine similarity to the reference's output, mean over the samples, -1 to 1.";
    }

    @Override
    public boolean largerIsBetter() {
      return true;
    }

    @Override
    public Set<Truth> against() {
      return Set.of(Truth.OUTPUTS);
    }

    @Override
    public Measurement start() {
      return new Measurement() {
        private double sum;
        private long samples;

        @Override
        public void add(Map<String, Value> predicted, Map<String, Value> expected) {
          ElementErrors sample = new ElementErrors();
          sample.add(
              Rows.tensor(predicted.values().iterator().next()),
              Rows.tensor(expected.values().iterator().next()));
          sum += sample.cosine();
          samples++;
        }

        @Override
        public double value() {
          return samples == 0 ? Double.NaN : sum / samples;
        }
      };
    }
  }

  /** How far the probabilities are from the reference's. */
  record Divergence() implements Metric {
    @Override
    public String name() {
      return "kl";
    }

    @Override
    public String description() {
      return "Kullback-Leibler divergence of the rows from the reference's, mean in nats, from 0"
          + " up.";
    }

    @Override
    public boolean largerIsBetter() {
      return false;
    }

    @Override
    public Set<Truth> against() {
      return Set.of(Truth.OUTPUTS);
    }

    @Override
    public Measurement start() {
      return new Diverging();
    }
  }

  private static final class Diverging implements Metric.Measurement {
    private double sum;
    private long rows;

    @Override
    public void add(Map<String, Value> predicted, Map<String, Value> expected) {
      Rows output = Rows.of(predicted.values().iterator().next(), 0);
      Rows reference = Rows.of(expected.values().iterator().next(), 0);
      if (output.count() != reference.count() || output.classes() != reference.classes()) {
        throw new IllegalArgumentException("the reference's output has another shape");
      }
      double[] mine = new double[output.classes()];
      double[] theirs = new double[output.classes()];
      for (long row = 0; row < output.count(); row++) {
        output.logarithms(row, mine);
        reference.logarithms(row, theirs);
        sum += divergence(theirs, mine);
        rows++;
      }
    }

    private static double divergence(double[] theirs, double[] mine) {
      double divergence = 0;
      for (int label = 0; label < mine.length; label++) {
        double probability = Math.exp(theirs[label]);
        divergence += probability == 0 ? 0 : probability * (theirs[label] - mine[label]);
      }
      // No divergence is negative; what rounding leaves of equal rows may be.
      return Math.max(0, divergence);
    }

    @Override
    public double value() {
      return rows == 0 ? Double.NaN : sum / rows;
    }
  }
}
