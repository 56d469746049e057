package dev.coremill.plugins.palettization;

import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.program.Opset;
import dev.coremill.plugins.testkit.WeightAlgorithmKit;
import java.util.List;

/** The tests that every algorithm passes. */
class PalettizeKitTest extends WeightAlgorithmKit<PalettizeConfiguration> {
  @Override
  protected WeightAlgorithm<PalettizeConfiguration> algorithm() {
    return new PalettizeAlgorithm();
  }

  @Override
  protected List<Example> examples() {
    return List.of(
        new Example("{nbits: 4}", Opset.CORE_ML_6, 0.2),
        new Example("{nbits: 6, mode: uniform}", Opset.CORE_ML_6, 0.02),
        new Example(
            "{nbits: 2, granularity: per_grouped_channel, group_size: 8}", Opset.CORE_ML_8, 0.7));
  }
}
