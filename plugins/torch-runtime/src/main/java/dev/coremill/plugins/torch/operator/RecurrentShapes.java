package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** The shapes that inputs and parameters of recurrent layers have. */
final class RecurrentShapes {
  private RecurrentShapes() {}

  /**
   * The size of the hidden state of a layer whose inputs and parameters fit together.
   *
   * @param suffix what the names of the parameters end with
   * @param gates how many gates there are, each with a row for each element of the hidden state
   */
  static long hiddenSize(OperationContext context, String suffix, int gates) {
    Tensor x = context.tensor("x");
    if (x.dim() != 3) {
      throw new OperatorException(
          "x has rank " + x.dim() + "; it must have steps, a batch, and inputs");
    }
    Tensor recurrent = context.tensor("weight_hh" + suffix);
    long size = recurrent.dim() == 0 ? 1 : recurrent.size(recurrent.dim() - 1);
    require(context, "weight_hh" + suffix, gates * size, size);
    require(context, "weight_ih" + suffix, gates * size, x.size(2));
    require(context, "bias" + suffix, gates * size);
    return size;
  }

  /** Checks a state that a layer begins with, which holds the hidden states of all ways. */
  static void requireState(OperationContext context, String argument, long size) {
    require(context, argument, context.tensor("x").size(1), size);
  }

  /** Checks an argument, if it is given. */
  static void require(OperationContext context, String argument, long... shape) {
    Tensor tensor = context.tensorOrNull(argument);
    if (tensor != null && !Arrays.equals(tensor.shape(), shape)) {
      throw new OperatorException(
          argument
              + " has the shape "
              + Arrays.toString(tensor.shape())
              + ", not "
              + Arrays.toString(shape));
    }
  }
}
