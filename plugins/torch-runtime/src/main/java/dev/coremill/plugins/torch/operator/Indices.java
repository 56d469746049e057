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
    return wide.numel() == 0
        ? wide
        : fromFront(context, wide, wide.min().item_long(), wide.max().item_long(), size);
  }

  private static Tensor fromFront(
      OperationContext context, Tensor indices, long lowest, long highest, long size) {
    requireAllowed(context, lowest, highest, size);
    return lowest < 0
        ? torch.where(indices.lt(Tensors.whole(0)), indices.add(Tensors.whole(size)), indices)
        : indices;
  }

  private static void requireAllowed(
      OperationContext context, long lowest, long highest, long size) {
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
  }

  /** Indices for reading: counted from the front and in bounds. */
  static Tensor forReading(OperationContext context, Tensor indices, long size) {
    Tensor wide = indices.to(ScalarType.Long);
    if (wide.numel() == 0) {
      return wide;
    }
    requireSome(size);
    long lowest = wide.min().item_long();
    long highest = wide.max().item_long();
    Tensor counted = fromFront(context, wide, lowest, highest, size);
    return lowest >= -size && highest < size
        ? counted
        : counted.clamp_min(Tensors.whole(0)).clamp_max(Tensors.whole(size - 1));
  }

  /** One index for reading. */
  static long forReading(OperationContext context, long index, long size) {
    requireSome(size);
    requireAllowed(context, index, index, size);
    return Math.clamp(index < 0 ? index + size : index, 0, size - 1);
  }

  private static void requireSome(long size) {
    if (size == 0) {
      throw new OperatorException("there is nothing to read in an axis of 0 elements");
    }
  }
}
