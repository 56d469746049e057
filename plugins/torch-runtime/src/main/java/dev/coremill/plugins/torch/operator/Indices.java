package dev.coremill.plugins.torch.operator;

import dev.coremill.api.program.Opset;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Indices into an axis. Before CoreML7 negative ones are counted from the end. From then on they
 * are out of bounds, which {@code validate_indices} makes an error; without it the format only
 * promises that memory is safe, and here negative ones still are counted from the end, reading
 * beyond the ends gives the element at the end, and writing there has no effect.
 */
final class Indices {
  private Indices() {}

  /**
   * Indices counted from the front. Those that are out of bounds are left as they are where the
   * operation does not forbid them.
   *
   * @param size how many elements the axis has
   */
  static Tensor fromFront(OperationContext context, Tensor indices, long size) {
    Tensor wide = indices.to(ScalarType.Long);
    if (wide.numel() == 0) {
      return wide;
    }
    long lowest = wide.min().item_long();
    long highest = wide.max().item_long();
    boolean newer = context.opset().isAtLeast(Opset.CORE_ML_7);
    boolean strict = !newer || context.flag("validate_indices", false);
    long allowed = newer && strict ? 0 : -size;
    if (strict && (lowest < allowed || highest >= size)) {
      throw new OperatorException(
          "index "
              + (highest >= size ? highest : lowest)
              + " is out of bounds for an axis of "
              + size
              + " elements");
    }
    return lowest < 0
        ? torch.where(wide.lt(Tensors.whole(0)), wide.add(Tensors.whole(size)), wide)
        : wide;
  }

  /** Indices for reading: counted from the front and in bounds. */
  static Tensor forReading(OperationContext context, Tensor indices, long size) {
    if (size == 0 && indices.numel() > 0) {
      throw new OperatorException("there is nothing to read in an axis of 0 elements");
    }
    Tensor counted = fromFront(context, indices, size);
    return counted.numel() == 0
        ? counted
        : counted.clamp_min(Tensors.whole(0)).clamp_max(Tensors.whole(size - 1));
  }
}
