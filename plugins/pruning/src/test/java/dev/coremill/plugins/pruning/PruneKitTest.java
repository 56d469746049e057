package dev.coremill.plugins.pruning;

import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.program.Opset;
import dev.coremill.plugins.testkit.WeightAlgorithmKit;
import java.util.List;

/** The tests that every algorithm passes. */
class PruneKitTest extends WeightAlgorithmKit<PruneConfiguration> {
  @Override
  protected WeightAlgorithm<PruneConfiguration> algorithm() {
    return new PruneAlgorithm();
  }

  @Override
  protected List<Example> examples() {
    return List.of(
        new Example("{target_sparsity: 0.5}", Opset.CORE_ML_6, 0.4),
        new Example("{threshold: 0.05}", Opset.CORE_ML_6, 0.5),
        new Example("{n_m_ratio: [2, 4]}", Opset.CORE_ML_6, 1));
  }
}
