package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Elements changed by indices. Each operator is brought to rows: some rows of a matrix are changed
 * by as many rows of updates, in order, so that the last update of a row is what remains of it.
 */
final class ScatterOperators {
  private ScatterOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes("scatter", ScatterOperators::scatter);
    registry.computes("scatter_along_axis", ScatterOperators::alongAxis);
    registry.computes("scatter_nd", ScatterOperators::scatterNd);
  }

  private static Tensor scatter(OperationContext context) {
    Tensor data = context.tensor("data");
    int axis = Tensors.axis(context.integer("axis", 0), data.dim());
    Tensor indices = Indices.fromFront(context, context.tensor("indices"), data.size(axis));
    Tensor updates = context.tensor("updates");
    requireShape(
        updates, GatherOperators.replaced(data.shape(), axis, axis + 1, indices.shape(), 0));
    long[] shape = data.shape();
    shape[axis] = indices.numel();
    Tensor moved = data.movedim(axis, 0);
    long size = data.size(axis);
    long inner = size == 0 ? 0 : data.numel() / size;
    Tensor rows =
        changed(
            context,
            moved.reshape(size, inner),
            indices.reshape(-1),
            updates.reshape(shape).movedim(axis, 0).reshape(indices.numel(), inner));
    return rows.reshape(moved.shape()).movedim(0, axis);
  }

  /** Every element is a row of its own. */
  private static Tensor alongAxis(OperationContext context) {
    Tensor data = context.tensor("data");
    int axis = Tensors.axis(context.integer("axis", 0), data.dim());
    Tensor given = context.tensor("indices");
    Tensor updates = context.tensor("updates");
    if (given.dim() != data.dim() || !Arrays.equals(given.shape(), updates.shape())) {
      throw new OperatorException("indices, updates and data do not have shapes that fit");
    }
    for (int i = 0; i < data.dim(); i++) {
      if (i != axis && given.size(i) != data.size(i)) {
        throw new OperatorException(
            "axis " + i + " of indices has " + given.size(i) + " elements, not " + data.size(i));
      }
    }
    long size = data.size(axis);
    Tensor indices = Indices.fromFront(context, given, size);
    Tensor outside = indices.lt(Tensors.whole(0)).logical_or(indices.ge(Tensors.whole(size)));
    Tensor position = Tensors.zeros(new long[0]);
    for (int i = 0; i < data.dim(); i++) {
      Tensor along = i == axis ? indices : counting(given, i);
      position = position.mul(Tensors.whole(data.size(i))).add(along);
    }
    Tensor rows =
        changed(
            context,
            data.reshape(-1, 1),
            position.masked_fill(outside, Tensors.whole(-1)).reshape(-1),
            updates.reshape(-1, 1));
    return rows.reshape(data.shape());
  }

  /** The position along an axis, in a shape that broadcasts. */
  private static Tensor counting(Tensor like, int axis) {
    long[] numbers = new long[Sizes.listed(like.size(axis))];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    long[] shape = ConvolutionOperators.repeated(1, (int) like.dim());
    shape[axis] = numbers.length;
    return Tensors.ofIntegers(shape, numbers);
  }

  private static Tensor scatterNd(OperationContext context) {
    Tensor data = context.tensor("data");
    Tensor indices = context.tensor("indices");
    long[] shape = data.shape();
    if (indices.dim() == 0 || indices.size(indices.dim() - 1) > shape.length) {
      throw new OperatorException("the indices name more axes than data has");
    }
    int depth = (int) indices.size(indices.dim() - 1);
    Tensor updates = context.tensor("updates");
    long[] outer = Arrays.copyOf(indices.shape(), (int) indices.dim() - 1);
    requireShape(updates, GatherOperators.replaced(shape, 0, depth, outer, 0));
    Tensor rows =
        GatherOperators.linear(context, indices, Arrays.copyOf(shape, depth), false).reshape(-1);
    long inner = TensorOperators.product(shape, depth, shape.length);
    long count = TensorOperators.product(shape, 0, depth);
    return changed(context, data.reshape(count, inner), rows, updates.reshape(rows.numel(), inner))
        .reshape(shape);
  }

  private static void requireShape(Tensor updates, long[] shape) {
    if (!Arrays.equals(updates.shape(), shape)) {
      throw new OperatorException(
          "updates is "
              + Arrays.toString(updates.shape())
              + ", and data and indices take "
              + Arrays.toString(shape));
    }
  }

  /**
   * Changed rows.
   *
   * @param data [rows, n]
   * @param at [updates], which row each changes; what is out of bounds changes none
   * @param updates [updates, n]
   */
  private static Tensor changed(OperationContext context, Tensor data, Tensor at, Tensor updates) {
    Tensor inside = at.ge(Tensors.whole(0)).logical_and(at.lt(Tensors.whole(data.size(0))));
    Tensor kept = inside.nonzero().reshape(-1);
    Tensor rows = at.index_select(0, kept).unsqueeze(1).expand(kept.numel(), data.size(1));
    Tensor values = updates.index_select(0, kept).to(data.scalar_type());
    String mode = context.text("mode", "add").toLowerCase(Locale.ROOT);
    return switch (mode) {
      case "update" -> data.scatter(0, rows, values);
      case "add" -> data.scatter_reduce(0, rows, values, "sum", true);
      case "sub" -> data.scatter_reduce(0, rows, values.neg(), "sum", true);
      case "mul" -> data.scatter_reduce(0, rows, values, "prod", true);
      case "div" -> divided(data, rows, values);
      case "max" -> data.scatter_reduce(0, rows, values, "amax", true);
      case "min" -> data.scatter_reduce(0, rows, values, "amin", true);
      default ->
          throw new OperatorException(
              "mode is '" + mode + "', not add, sub, mul, div, max, min or update");
    };
  }

  /** Quotients of integers lose their fraction. */
  private static Tensor divided(Tensor data, Tensor rows, Tensor values) {
    if (data.is_floating_point()) {
      return data.div(torch.ones_like(data).scatter_reduce(0, rows, values, "prod", true));
    }
    if (!values.all().item_bool()) {
      throw new OperatorException("updates has a 0, and integers cannot be divided by 0");
    }
    // float64 holds every quotient of two int32 to the fraction, and products of many of them:
    // not to the last digit, but where that counts, the quotient is 0.
    Tensor whole = data.to(ScalarType.Double);
    Tensor divisor =
        torch.ones_like(whole).scatter_reduce(0, rows, values.to(ScalarType.Double), "prod", true);
    return whole.div(divisor).trunc();
  }
}
