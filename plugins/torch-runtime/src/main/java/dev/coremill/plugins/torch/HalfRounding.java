package dev.coremill.plugins.torch;

import dev.coremill.plugins.torch.operator.Tensors;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Rounds elements that are held in float32 to the nearest float16 number, half to even. Not safe
 * for use by several threads.
 */
final class HalfRounding {
  /** Up to so many elements the calls of libtorch take longer than a loop here. */
  private static final int SMALL = 1 << 14;

  private float[] elements = new float[0];

  /** A tensor with rounded elements. */
  static Tensor rounded(Tensor tensor) {
    return tensor.to(ScalarType.Half).to(ScalarType.Float);
  }

  /**
   * Rounds where the elements lie.
   *
   * @param tensor of float32, every element of which has a place of its own, without gaps
   */
  void round(Tensor tensor) {
    long count = tensor.numel();
    if (count > SMALL) {
      Tensor _ = tensor.copy_(tensor.to(ScalarType.Half));
      return;
    }
    int length = (int) count;
    if (elements.length < length) {
      elements = new float[length];
    }
    MemorySegment memory = Tensors.memory(tensor);
    MemorySegment.copy(memory, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, elements, 0, length);
    round(elements, length);
    MemorySegment.copy(elements, 0, memory, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, length);
  }

  private static void round(float[] values, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
    }
  }
}
