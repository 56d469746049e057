package dev.coremill.plugins.quantization;

import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.program.Opset;
import dev.coremill.plugins.testkit.WeightAlgorithmKit;
import java.util.List;

/**
 * The tests that every algorithm passes. A bound is a part of the largest magnitude of a weight:
 *
 * <ul>
 *   <li>Symmetric integers up to {@code m} have a step of at most the largest magnitude over {@code
 *       m}, and a value is at most half a step from its integer: {@code 0.5 / m}.
 *   <li>Asymmetric ones have 255 steps over at most twice the largest magnitude: {@code 1 / 255}.
 *       Rounding the zero point shifts all integers by {@code d}, at most half a step, and cuts off
 *       no more than {@code d} at one end, so that it adds nothing.
 *   <li>Rounding a scale to float16 moves it by at most 2^-11 of itself, and with it the farthest
 *       integer by 2^-11 of the range, which is once the largest magnitude, or twice where it is
 *       asymmetric. Rounding the product to float16 adds 2^-11 of the value.
 * </ul>
 */
class QuantizeKitTest extends WeightAlgorithmKit<QuantizationConfiguration> {
  private static final double HALF_ROUNDING = 0x1p-11;

  @Override
  protected WeightAlgorithm<QuantizationConfiguration> algorithm() {
    return new Quantize();
  }

  @Override
  protected List<Example> examples() {
    return List.of(
        new Example("{dtype: int8}", Opset.CORE_ML_6, symmetric(127)),
        new Example("{dtype: uint8, mode: linear}", Opset.CORE_ML_6, 1.0 / 255 + 3 * HALF_ROUNDING),
        new Example("{dtype: int8, granularity: per_tensor}", Opset.CORE_ML_6, symmetric(127)),
        new Example(
            "{dtype: int4, granularity: per_block, block_size: 8}", Opset.CORE_ML_8, symmetric(7)));
  }

  private static double symmetric(int largest) {
    return 0.5 / largest + 2 * HALF_ROUNDING;
  }
}
