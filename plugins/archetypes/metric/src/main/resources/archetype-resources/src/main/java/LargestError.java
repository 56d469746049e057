package ${package};

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.Metric;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.ExpressionValues;
import dev.coremill.api.weight.WeightExpression;
import java.util.Map;
import java.util.Set;

/** The largest difference between any element of an output and what it should be. */
public final class LargestError implements Metric {
  @Override
  public String name() {
    return "maxerror";
  }

  @Override
  public String description() {
    return "The largest absolute difference of any element, from 0 on.";
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
    return new Measurement() {
      private double largest = Double.NaN;

      @Override
      public void add(Map<String, Value> predicted, Map<String, Value> expected) {
        for (Map.Entry<String, Value> each : expected.entrySet()) {
          float[] wanted = floats(each.getKey(), each.getValue());
          float[] found = floats(each.getKey(), predicted.get(each.getKey()));
          if (wanted.length != found.length) {
            throw new IllegalArgumentException(
                each.getKey() + " has " + found.length + " elements, and " + wanted.length + " are expected");
          }
          for (int i = 0; i < found.length; i++) {
            double difference = Math.abs((double) found[i] - wanted[i]);
            largest = Double.isNaN(largest) ? difference : Math.max(largest, difference);
          }
        }
      }

      @Override
      public double value() {
        return largest;
      }
    };
  }

  private static float[] floats(String name, Value value) {
    if (!(value instanceof Value.OfTensor of) || !of.tensor().type().isFloat()) {
      throw new IllegalArgumentException(name + " is not there, or is no tensor of floats");
    }
    Tensor tensor = of.tensor();
    float[] values = new float[Math.toIntExact(tensor.elementCount())];
    ExpressionValues.of(new WeightExpression.Dense(tensor)).read(0, values.length, values, 0);
    return values;
  }
}
