package ${package};

import dev.coremill.api.program.Value;
import dev.coremill.api.runtime.Metric;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.plugins.testkit.MetricKit;
import java.util.List;
import java.util.Map;

/** What evaluations rely on; add tests of your own below. */
class LargestErrorTest extends MetricKit {
  @Override
  protected Metric metric() {
    return new LargestError();
  }

  @Override
  protected List<Pair> perfect() {
    return List.of(new Pair(output(1, 2), output(1, 2)));
  }

  @Override
  protected List<Pair> poor() {
    return List.of(new Pair(output(1, 7), output(1, 2)));
  }

  private static Map<String, Value> output(float... values) {
    return Map.of("output", Value.OfTensor.of(Tensor.ofFloats(Shape.of(values.length), values)));
  }
}
