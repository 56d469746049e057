package dev.coremill.core.cost;

import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.target.OperationProfile;
import dev.coremill.api.target.ProgramProfile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts the work of operations.
 *
 * <p>Activation functions, batch normalization, casts and quantization cost nothing of their own:
 * every runtime does them while it writes the result of the operation before.
 */
public final class Workload {
  private static final Set<String> FUSED =
      Set.of(
          "relu",
          "relu6",
          "clip",
          "gelu",
          "sigmoid",
          "sigmoid_hard",
          "silu",
          "tanh",
          "scaled_tanh",
          "elu",
          "leaky_relu",
          "prelu",
          "softplus",
          "softsign",
          "thresholded_relu",
          "linear_activation",
          "clamped_relu",
          "batch_norm",
          "cast",
          "quantize",
          "dequantize",
          "identity",
          "read_state");

  private static final Set<String> PICKING =
      Set.of("gather", "gather_along_axis", "gather_nd", "slice_by_index", "slice_by_size");

  private Workload() {}

  /** The work of an operation; empty where another one does it on the way. */
  static Optional<WorkItem> of(OperationProfile operation) {
    if (FUSED.contains(operation.type()) || operation.outputs().isEmpty()) {
      return Optional.empty();
    }
    double written = 0;
    for (OperandProfile output : operation.outputs()) {
      written += output.bytes();
    }
    double activations = written;
    double weights = 0;
    boolean picks = PICKING.contains(operation.type());
    for (OperandProfile input : operation.inputs()) {
      if (isWeight(input)) {
        weights += picks ? Math.min(written, (double) input.bytes()) : input.bytes();
      } else if (input.constant().isEmpty() && !input.name().isEmpty()) {
        activations += picks ? Math.min(written, (double) input.bytes()) : input.bytes();
      }
    }
    return Optional.of(
        new WorkItem(
            kind(operation), operation.multiplyAdds(), weights, activations, operation.repeats()));
  }

  /** Whether an operand is a constant of floats, not a parameter such as strides. */
  static boolean isWeight(OperandProfile operand) {
    return operand.constant().isPresent()
        && operand.type().isFloat()
        && operand.shape().elementCount() > 1;
  }

  /**
   * The work of a whole function, equal operations counted together: all that a fit needs to know
   * of a network.
   */
  public static List<WorkItem> of(ProgramProfile profile) {
    TreeMap<WorkItem, Double> counts = new TreeMap<>();
    for (OperationProfile operation : profile.operations()) {
      of(operation).ifPresent(item -> counts.merge(item.times(1), item.repeats(), Double::sum));
    }
    List<WorkItem> items = new ArrayList<>();
    counts.forEach((item, count) -> items.add(item.times(count)));
    return items;
  }

  /** The names of the values that come out of a dequantization. */
  static Set<String> dequantized(ProgramProfile profile) {
    Set<String> names = new HashSet<>();
    for (OperationProfile operation : profile.operations()) {
      if (operation.type().equals("dequantize")) {
        for (OperandProfile output : operation.outputs()) {
          names.add(output.name());
        }
      }
    }
    return names;
  }

  private static WorkKind kind(OperationProfile operation) {
    if (operation.multiplyAdds() == 0) {
      return WorkKind.ELEMENTWISE;
    }
    return switch (operation.type()) {
      case "conv", "conv_transpose" -> convolution(operation);
      case "linear" -> WorkKind.POINTWISE;
      case "matmul", "einsum" -> withConstant(operation) ? WorkKind.POINTWISE : WorkKind.MATRIX;
      default -> WorkKind.MATRIX;
    };
  }

  private static boolean withConstant(OperationProfile operation) {
    for (OperandProfile input : operation.inputs()) {
      if (isWeight(input) && input.shape().rank() >= 2) {
        return true;
      }
    }
    return false;
  }

  private static WorkKind convolution(OperationProfile operation) {
    OperandProfile weight = null;
    OperandProfile x = null;
    for (OperandProfile input : operation.inputs()) {
      if (input.argument().equals("weight")) {
        weight = input;
      } else if (input.argument().equals("x")) {
        x = input;
      }
    }
    if (weight == null || x == null || weight.shape().rank() < 3 || x.shape().rank() < 3) {
      return WorkKind.DENSE_CONVOLUTION;
    }
    boolean transposed = operation.type().equals("conv_transpose");
    long channels = x.shape().dimension(1);
    // The weight of a convolution has the input channels of one group on axis 1.
    long ofGroup = transposed ? weight.shape().dimension(0) : weight.shape().dimension(1);
    if (!transposed && ofGroup < channels) {
      return WorkKind.DEPTHWISE;
    }
    if (transposed
        && weight.shape().dimension(1) < operation.outputs().getFirst().shape().dimension(1)) {
      return WorkKind.DEPTHWISE;
    }
    long kernel = 1;
    for (int axis = 2; axis < weight.shape().rank(); axis++) {
      kernel *= weight.shape().dimension(axis);
    }
    return kernel == 1 ? WorkKind.POINTWISE : WorkKind.DENSE_CONVOLUTION;
  }
}
