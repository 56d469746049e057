package dev.coremill.plugins.pruning;

import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.program.Opset;
import dev.coremill.plugins.testkit.WeightAlgorithmKit;
import java.util.List;

/**
 * The tests that every algorithm passes. A bound is a part of the largest magnitude of a weight,
 * and a value that is removed moves by its own magnitude. The weights of the kit are normal values
 * with a standard deviation of 0.05, of a fixed seed, and the smallest of their largest magnitudes
 * is 0.1299:
 *
 * <ul>
 *   <li>Half of the values lie below 0.6745 standard deviations: {@code 0.6745 * 0.05 / 0.1299}.
 *   <li>Below a threshold of 0.05 everything goes: {@code 0.05 / 0.1299}.
 *   <li>Of four neighbours the two smaller ones go, however large they are, so that nothing is
 *       promised for every weight; of these weights none goes that is over 0.5944.
 * </ul>
 */
class PruneKitTest extends WeightAlgorithmKit<PruneConfiguration> {
  private static final double DEVIATION = 0.05;
  private static final double LARGEST = 0.1299;

  @Override
  protected WeightAlgorithm<PruneConfiguration> algorithm() {
    return new PruneAlgorithm();
  }

  @Override
  protected List<Example> examples() {
    return List.of(
        new Example("{target_sparsity: 0.5}", Opset.CORE_ML_6, 0.6745 * DEVIATION / LARGEST),
        new Example("{threshold: 0.05}", Opset.CORE_ML_6, DEVIATION / LARGEST),
        new Example("{n_m_ratio: [2, 4]}", Opset.CORE_ML_6, 0.595));
  }
}
