package ${package};

import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.program.Opset;
import dev.coremill.plugins.testkit.WeightAlgorithmKit;
import java.util.List;

/** What the engine relies on; add tests of your own below. */
class ScaleSearchTest extends WeightAlgorithmKit<ScaleSearch.Configuration> {
  @Override
  protected WeightAlgorithm<ScaleSearch.Configuration> algorithm() {
    return new ScaleSearch();
  }

  @Override
  protected List<Example> examples() {
    return List.of(
        new Example("{}", Opset.CORE_ML_6, 0.51), new Example("{candidates: 1}", Opset.CORE_ML_6, 0.005));
  }
}
