package dev.coremill.plugins.quantization;

import dev.coremill.api.algorithm.WeightAlgorithm;
import dev.coremill.api.program.Opset;
import dev.coremill.plugins.testkit.WeightAlgorithmKit;
import java.util.List;

/** The tests that every algorithm passes. */
class QuantizeKitTest extends WeightAlgorithmKit<QuantizationConfiguration> {
  @Override
  protected WeightAlgorithm<QuantizationConfiguration> algorithm() {
    return new Quantize();
  }

  @Override
  protected List<Example> examples() {
    return List.of(
        new Example("{dtype: int8}", Opset.CORE_ML_6, 0.005),
        new Example("{dtype: uint8, mode: linear}", Opset.CORE_ML_6, 0.01),
        new Example("{dtype: int8, granularity: per_tensor}", Opset.CORE_ML_6, 0.005),
        new Example("{dtype: int4, granularity: per_block, block_size: 8}", Opset.CORE_ML_8, 0.08));
  }
}
