package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Tensors that are put together, and one that is taken apart. */
final class JoiningOperators {
  private JoiningOperators() {}

  static void register(OperatorRegistry registry) {
    registry.moves("concat", JoiningOperators::concat);
    registry.movesAll("split", JoiningOperators::split);
    registry.moves(
        "stack",
        context -> {
          List<Tensor> values = context.tensors("values");
          TensorVector joined = joined(values);
          return torch.stack(
              joined, Tensors.axis(context.integer("axis"), values.getFirst().dim() + 1));
        });
  }

  /** Scalars become a vector. */
  private static Tensor concat(OperationContext context) {
    List<Tensor> values = context.tensors("values");
    TensorVector joined = joined(values);
    long axis = context.integer("axis");
    for (Tensor value : values) {
      // libtorch would leave out vectors of nothing.
      if (value.dim() != values.getFirst().dim()) {
        throw new OperatorException(
            "values have the ranks " + values.getFirst().dim() + " and " + value.dim());
      }
    }
    if (values.getFirst().dim() == 0) {
      return torch.stack(joined, axis);
    }
    if (!context.flag("interleave", false)) {
      return torch.cat(joined, axis);
    }
    Tensor first = values.getFirst();
    int front = Tensors.axis(axis, first.dim());
    long[] shape = first.shape();
    shape[front] *= values.size();
    return torch.stack(joined, front + 1L).reshape(shape);
  }

  /** Tensors that become one, if the machine has memory for that: the same one may stand often. */
  static TensorVector joined(List<Tensor> values) {
    if (values.isEmpty()) {
      throw new OperatorException("there are no tensors to put together");
    }
    long count = 0;
    for (Tensor value : values) {
      count += value.numel();
    }
    Sizes.requireMemory(count);
    return Tensors.vector(values);
  }

  private static List<Tensor> split(OperationContext context) {
    Tensor x = context.tensor("x");
    int axis = Tensors.axis(context.integer("axis"), x.dim());
    long[] sizes;
    if (context.has("split_sizes")) {
      sizes = context.integers("split_sizes");
      long sum = 0;
      for (long size : sizes) {
        sum = size < 0 || sum < 0 || size > x.size(axis) ? -1 : sum + size;
      }
      if (sum != x.size(axis)) {
        throw new OperatorException(
            "split_sizes "
                + Arrays.toString(sizes)
                + " do not add up to the "
                + x.size(axis)
                + " elements of axis "
                + axis);
      }
    } else {
      long count = context.integer("num_splits");
      if (count < 1 || x.size(axis) % count != 0) {
        throw new OperatorException(
            x.size(axis) + " elements cannot be split into " + count + " equal parts");
      }
      if (count != context.outputCount()) {
        throw new OperatorException(
            "num_splits is " + count + ", and the program declares " + context.outputCount());
      }
      sizes = ConvolutionOperators.repeated(x.size(axis) / count, (int) count);
    }
    return Tensors.list(x.split_with_sizes(sizes, axis));
  }
}
