package dev.coremill.core.evaluate;

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.Metric;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.sample.Numbers;
import java.util.Map;
import java.util.Set;

/**
 * Metrics that go by the rows of an output and a label for each.
 *
 * @param name its name
 * @param description what it measures
 * @param depth how many of the largest classes count as right; 0 for perplexity
 */
record LabelMetric(String name, String description, int depth) implements Metric {
  /** What training tools write for a position that is not to be counted. */
  static final int IGNORED = -100;

  @Override
  public boolean largerIsBetter() {
    return depth > 0;
  }

  @Override
  public Set<Truth> against() {
    return depth == 0 ? Set.of(Truth.LABELS) : Set.of(Truth.LABELS, Truth.OUTPUTS);
  }

  @Override
  public Measurement start() {
    return new Counting(depth);
  }

  private static final class Counting implements Measurement {
    private final int depth;
    private double sum;
    private long rows;

    Counting(int depth) {
      this.depth = depth;
    }

    @Override
    public void add(Map<String, Value> predicted, Map<String, Value> expected) {
      Value output = predicted.values().iterator().next();
      Tensor truth = Rows.tensor(expected.values().iterator().next());
      if (truth.type().isFloat()) {
        byReference(Rows.of(output, 0), Rows.of(Value.OfTensor.of(truth), 0));
      } else {
        byLabels(Rows.of(output, truth.elementCount()), Numbers.all(truth));
      }
    }

    private void byLabels(Rows output, double[] labels) {
      double[] logarithms = new double[output.classes()];
      for (int row = 0; row < labels.length; row++) {
        if (labels[row] == IGNORED) {
          continue;
        }
        if (labels[row] < 0 || labels[row] >= output.classes()) {
          throw new IllegalArgumentException(
              "the label "
                  + Numbers.shown(labels[row])
                  + " is none of the "
                  + output.classes()
                  + " classes");
        }
        int label = (int) labels[row];
        if (depth == 0) {
          output.logarithms(row, logarithms);
          sum -= logarithms[label];
        } else {
          sum += output.rank(row, label) < depth ? 1 : 0;
        }
        rows++;
      }
    }

    private void byReference(Rows output, Rows reference) {
      if (output.count() != reference.count() || output.classes() != reference.classes()) {
        throw new IllegalArgumentException("the reference's output has another shape");
      }
      for (long row = 0; row < output.count(); row++) {
        int label = reference.largest(row);
        sum += label >= 0 && output.rank(row, label) < depth ? 1 : 0;
        rows++;
      }
    }

    @Override
    public double value() {
      double mean = rows == 0 ? Double.NaN : sum / rows;
      return depth == 0 ? Math.exp(mean) : mean;
    }
  }
}
