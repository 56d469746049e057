package dev.coremill.plugins.quantization;

import dev.coremill.api.config.Parameter;
import java.util.List;

/**
 * The configuration of {@link Quantize}.
 *
 * @param mode how ranges are laid onto the integers
 * @param dtype the integer type
 * @param granularity which elements share a scale
 * @param blockSize for {@link Granularity#PER_BLOCK}: one number, the length of a block along the
 *     input channels, where each output channel has its own blocks; or one number for each axis of
 *     the weight. 0 is the whole axis.
 */
public record QuantizationConfiguration(
    @Parameter(
            description =
                "How the range of values is laid onto the integers: linear_symmetric about zero,"
                    + " or linear from the smallest to the largest value with a zero point.",
            defaultValue = "linear_symmetric")
        QuantizationMode mode,
    @Parameter(
            description =
                "The integer type of the stored weights; int4 and uint4 need iOS 18 or later.",
            defaultValue = "int8")
        QuantizedType dtype,
    @Parameter(
            description =
                "Which elements share a scale: all (per_tensor), those of one output channel"
                    + " (per_channel), or those of one block (per_block, from iOS 18 on).",
            defaultValue = "per_channel")
        Granularity granularity,
    @Parameter(
            description =
                "For per_block: the length of a block along the input channels (each output channel"
                    + " then has its own blocks), or a list with the length along each axis of the"
                    + " weight; 0 is the whole axis.",
            defaultValue = "32",
            minimum = 0)
        List<Integer> blockSize) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no block size, or a negative one
   */
  public QuantizationConfiguration {
    blockSize = List.copyOf(blockSize);
    if (blockSize.isEmpty()) {
      throw new IllegalArgumentException("block_size needs a number, or one for each axis");
    }
    for (int size : blockSize) {
      if (size < 0) {
        throw new IllegalArgumentException("a block_size of " + size + "; 0 is the whole axis");
      }
    }
  }
}
