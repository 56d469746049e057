package dev.coremill.plugins.torch.operator;

import dev.coremill.api.program.Opset;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Sorting, sums in order, and choosing by a condition. */
final class OrderingOperators {
  private OrderingOperators() {}

  static void register(OperatorRegistry registry) {
    registry.moves("argsort", OrderingOperators::order);
    registry.computes("cumsum", OrderingOperators::cumulativeSum);
    registry.moves("non_zero", context -> context.tensor("x").nonzero());
    registry.moves("select", OrderingOperators::select);
    registry.movesAll("topk", OrderingOperators::topK);
  }

  private static Tensor select(OperationContext context) {
    Tensor condition = context.tensor("cond");
    Tensor a = context.tensor("a");
    Tensor b = context.tensor("b");
    Sizes.checkBroadcast(condition, a, b);
    try {
      return torch.where(condition.to(ScalarType.Bool), a, b);
    } catch (RuntimeException failure) {
      Sizes.requireBroadcast("a", a, "b", b);
      Sizes.requireBroadcast("cond", condition, "a", a);
      Sizes.requireBroadcast("cond", condition, "b", b);
      throw failure;
    }
  }

  /** Equal elements stay in their order, so that every result is determined. */
  private static T_TensorTensor_T sorted(OperationContext context) {
    Tensor x = context.tensor("x");
    // A scalar is in order.
    int axis = x.dim() == 0 ? 0 : Tensors.axis(context.integer("axis", -1), x.dim());
    return x.sort(new BoolOptional(true), axis, !context.flag("ascending", false));
  }

  /** libtorch counts along a large axis even where there is nothing in it. */
  private static Tensor order(OperationContext context) {
    Tensor x = context.tensor("x");
    return x.numel() == 0 ? Tensors.zeros(x.shape()) : sorted(context).get1();
  }

  /** From CoreML7 on a {@code k} of -1 stands for all elements. */
  private static List<Tensor> topK(OperationContext context) {
    Tensor x = context.tensor("x");
    int axis = Tensors.axis(context.integer("axis", -1), x.dim());
    long count = context.integer("k", 1);
    if (count == -1 && context.opset().isAtLeast(Opset.CORE_ML_7)) {
      count = x.size(axis);
    }
    if (count < 0 || count > x.size(axis)) {
      throw new OperatorException("there are no " + count + " of " + x.size(axis) + " elements");
    }
    T_TensorTensor_T sorted = sorted(context);
    Tensor values = sorted.get0().narrow(axis, 0, count);
    return context.flag("return_indices", true)
        ? List.of(values, sorted.get1().narrow(axis, 0, count))
        : List.of(values);
  }

  private static Tensor cumulativeSum(OperationContext context) {
    Tensor x = context.tensor("x");
    int axis = Tensors.axis(context.integer("axis", 0), x.dim());
    boolean backward = context.flag("reverse", false);
    Tensor sum = (backward ? x.flip(axis) : x).cumsum(axis);
    if (context.flag("exclusive", false) && x.size(axis) > 0) {
      Tensor none = torch.zeros_like(sum.narrow(axis, 0, 1));
      Tensor before = sum.narrow(axis, 0, x.size(axis) - 1);
      sum = torch.cat(Tensors.vector(List.of(none, before)), axis);
    }
    return backward ? sum.flip(axis) : sum;
  }
}
