package ${package};

import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.program.Opset;
import dev.coremill.plugins.testkit.WeightAlgorithmKit;
import java.util.List;

/** What the engine relies on; add tests of your own below. */
class ScaleSearchTest extends WeightAlgorithmKit<ScaleSearch.Configuration> {
  /** Rounding of the scale, and of the product, to float16. */
  private static final double ROUNDING = 2 * 0x1p-11;

  @Override
  protected WeightAlgorithm<ScaleSearch.Configuration> algorithm() {
    return new ScaleSearch();
  }

  /** The smallest of 20 scales is 0.525 of the largest, and cuts off the rest of the largest value. */
  @Override
  protected List<Example> examples() {
    return List.of(
        new Example("{}", Opset.CORE_ML_6, 0.475 + ROUNDING),
        new Example("{candidates: 1}", Opset.CORE_ML_6, 0.5 / 127 + ROUNDING));
  }
}
