package dev.coremill.plugins.torch.operator;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Reductions along axes. */
final class ReductionOperators {
  /** Reduces some axes. */
  @FunctionalInterface
  private interface Reduction {
    Tensor apply(Tensor x, long[] axes, boolean keepDimensions);
  }

  private ReductionOperators() {}

  static void register(OperatorRegistry registry) {
    reduction(registry, "reduce_l1_norm", Tensor::abs, ReductionOperators::sum, x -> x);
    reduction(
        registry,
        "reduce_l2_norm",
        x -> floating(x).square(),
        ReductionOperators::sum,
        Tensor::sqrt);
    reduction(
        registry,
        "reduce_log_sum",
        ReductionOperators::floating,
        ReductionOperators::sum,
        Tensor::log);
    reduction(
        registry,
        "reduce_log_sum_exp",
        ReductionOperators::floating,
        (x, axes, keep) -> x.logsumexp(axes, keep),
        x -> x);
    reduction(registry, "reduce_max", x -> x, (x, axes, keep) -> x.amax(axes, keep), x -> x);
    reduction(
        registry, "reduce_mean", ReductionOperators::floating, ReductionOperators::mean, x -> x);
    reduction(registry, "reduce_min", x -> x, (x, axes, keep) -> x.amin(axes, keep), x -> x);
    reduction(registry, "reduce_prod", x -> x, ReductionOperators::product, x -> x);
    reduction(registry, "reduce_sum", x -> x, ReductionOperators::sum, x -> x);
    reduction(registry, "reduce_sum_square", Tensor::square, ReductionOperators::sum, x -> x);
    registry.computes(
        "reduce_argmax",
        context ->
            context.tensor("x").argmax(new LongOptional(axis(context)), keepsDimensions(context)));
    registry.computes(
        "reduce_argmin",
        context ->
            context.tensor("x").argmin(new LongOptional(axis(context)), keepsDimensions(context)));
  }

  private static void reduction(
      OperatorRegistry registry,
      String type,
      UnaryOperator<Tensor> before,
      Reduction reduction,
      UnaryOperator<Tensor> after) {
    registry.computes(
        type,
        context -> {
          Tensor x = context.tensor("x");
          boolean[] chosen = Axes.chosen(context, "axes", (int) x.dim());
          long[] axes = Axes.numbers(chosen);
          if (x.numel() == 0) {
            checkResult(x, chosen);
          }
          // Without axes libtorch would reduce all of them.
          Tensor prepared = before.apply(axes.length == 0 ? x.unsqueeze(-1) : x);
          long[] reduced = axes.length == 0 ? new long[] {-1} : axes;
          boolean keep = axes.length > 0 && keepsDimensions(context);
          return after.apply(reduction.apply(prepared, reduced, keep));
        });
  }

  /** Of nothing there may be many sums: what is reduced may be empty, and the rest large. */
  private static void checkResult(Tensor x, boolean[] reduced) {
    long[] shape = x.shape();
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = reduced[axis] ? 1 : shape[axis];
    }
    Sizes.checked(shape);
  }

  /** The axis in which the place of an element is looked for, which must have one. */
  private static int axis(OperationContext context) {
    Tensor x = context.tensor("x");
    int axis = Tensors.axis(context.integer("axis", -1), x.dim());
    if (x.size(axis) == 0) {
      throw new OperatorException("axis " + axis + " of x has no elements");
    }
    return axis;
  }

  private static boolean keepsDimensions(OperationContext context) {
    return context.flag("keep_dims", false);
  }

  /** Integers as float64, which holds every one of 32 bits. */
  private static Tensor floating(Tensor x) {
    return x.is_floating_point() ? x : x.to(ScalarType.Double);
  }

  private static Tensor sum(Tensor x, long[] axes, boolean keep) {
    return x.sum(axes, keep, new ScalarTypeOptional());
  }

  private static Tensor mean(Tensor x, long[] axes, boolean keep) {
    return x.mean(axes, keep, new ScalarTypeOptional());
  }

  /** One axis after the other, the last one first. */
  private static Tensor product(Tensor x, long[] axes, boolean keep) {
    Tensor result = x;
    for (int i = axes.length - 1; i >= 0; i--) {
      result = result.prod(axes[i], keep, new ScalarTypeOptional());
    }
    return result;
  }
}
