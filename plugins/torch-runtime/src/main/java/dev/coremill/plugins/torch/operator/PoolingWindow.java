package dev.coremill.plugins.torch.operator;

import org.bytedeco.pytorch.Tensor;

/**
 * A window that slides over an input.
 *
 * @param kernel its sizes
 * @param strides how far it moves
 * @param padding what the operation asks for
 * @param reached padding up to where the last window ends; it reaches further than {@code padding}
 *     where the number of outputs is rounded up, and less far where the last window ends before
 */
@SuppressWarnings("ArrayRecordComponent") // Nothing compares them or changes the arrays.
record PoolingWindow(long[] kernel, long[] strides, Padding padding, Padding reached) {
  /** The window of an operation, and the padding of its {@code x}. */
  static PoolingWindow of(OperationContext context) {
    Tensor x = context.tensor("x");
    long[] kernel = context.integers("kernel_sizes");
    if (kernel.length != x.dim() - 2) {
      throw new OperatorException(kernel.length + " kernel_sizes for an input of rank " + x.dim());
    }
    Padding.checkSizes("kernel_sizes", kernel, kernel.length);
    long[] ones = ConvolutionOperators.repeated(1, kernel.length);
    long[] strides = context.integersOr("strides", ones);
    Padding padding = Padding.of(context, x, kernel, strides, ones);
    boolean up = context.flag("ceil_mode", false);
    long[] after = new long[kernel.length];
    for (int i = 0; i < kernel.length; i++) {
      long before = padding.before()[i];
      long length = x.size(2 + i) + before + padding.after()[i];
      long outputs = Math.floorDiv(length - kernel[i] + (up ? strides[i] - 1 : 0), strides[i]) + 1;
      boolean padded = before > 0 || padding.after()[i] > 0;
      if (up && padded && (outputs - 1) * strides[i] >= x.size(2 + i) + before) {
        outputs--;
      }
      if (length < kernel[i] && !up || outputs < 1) {
        throw new OperatorException("the window is larger than the input and its padding");
      }
      after[i] = (outputs - 1) * strides[i] + kernel[i] - x.size(2 + i) - before;
    }
    return new PoolingWindow(kernel, strides, padding, new Padding(padding.before(), after));
  }

  /** Whether no window reaches beyond the padding that the operation asks for. */
  boolean isPlain() {
    for (int i = 0; i < kernel.length; i++) {
      if (reached.after()[i] > padding.after()[i]) {
        return false;
      }
    }
    return true;
  }

  /** What windows reach beyond the padding that the operation asks for. */
  Padding beyondPadding() {
    long[] after = new long[kernel.length];
    for (int i = 0; i < after.length; i++) {
      after[i] = reached.after()[i] - padding.after()[i];
    }
    return new Padding(new long[kernel.length], after);
  }
}
