package dev.coremill.plugins.palettization;

import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.program.Opset;
import dev.coremill.plugins.testkit.WeightAlgorithmKit;
import java.util.List;

/**
 * The tests that every algorithm passes. A bound is a part of the largest magnitude of a weight:
 *
 * <ul>
 *   <li>A uniform table of 64 entries has 63 steps over at most twice the largest magnitude, and no
 *       value is further than half a step from an entry: {@code 1 / 63}. Rounding the entry to
 *       float16 adds 2^-11.
 *   <li>Clustering promises the least sum of squares and no largest error: it gives outliers up for
 *       the many values about zero. What the normal values of the kit, whose seed is fixed, lose at
 *       most is 0.1415 with 16 clusters, and 0.5895 with 4 for each 8 channels; a bound that is
 *       hardly wider shows every change for the worse.
 * </ul>
 */
class PalettizeKitTest extends WeightAlgorithmKit<PalettizeConfiguration> {
  private static final double HALF_ROUNDING = 0x1p-11;

  @Override
  protected WeightAlgorithm<PalettizeConfiguration> algorithm() {
    return new PalettizeAlgorithm();
  }

  @Override
  protected List<Example> examples() {
    return List.of(
        new Example("{nbits: 4}", Opset.CORE_ML_6, 0.142),
        new Example("{nbits: 6, mode: uniform}", Opset.CORE_ML_6, 1.0 / 63 + HALF_ROUNDING),
        new Example(
            "{nbits: 2, granularity: per_grouped_channel, group_size: 8}", Opset.CORE_ML_8, 0.59));
  }
}
