package dev.coremill.plugins.torch.operator;

import dev.coremill.api.tensor.DataType;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Tensors made of a few numbers. */
final class CreationOperators {
  private CreationOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes("fill", context -> filled(context, context.integers("shape")));
    registry.computes(
        "fill_like", context -> filled(context, context.tensor("ref_tensor").shape()));
    registry.computes("one_hot", CreationOperators::oneHot);
    registry.computes("range_1d", CreationOperators::range);
  }

  private static Tensor filled(OperationContext context, long[] shape) {
    ScalarType type = StorageTypes.of(context.outputType(0));
    return torch.full(
        Sizes.checked(shape), Tensors.scalar(context.number("value", 0)), new TensorOptions(type));
  }

  /** An index that is none of the vector's gives a vector of the other value alone. */
  private static Tensor oneHot(OperationContext context) {
    Tensor indices = context.tensor("indices").to(ScalarType.Long);
    int axis = Tensors.axis(context.integer("axis", -1), indices.dim() + 1);
    long size = context.integer("one_hot_vector_size");
    // The places are counted even where there are no indices.
    Sizes.checked(Math.max(1, indices.numel()), size);
    long[] shape = ConvolutionOperators.repeated(1, (int) indices.dim() + 1);
    shape[axis] = size;
    Tensor places =
        torch.arange(Tensors.whole(size), new TensorOptions(ScalarType.Int)).reshape(shape);
    return torch.where(
        indices.unsqueeze(axis).eq(places),
        value(context, "on_value", 1),
        value(context, "off_value", 0));
  }

  private static Tensor value(OperationContext context, String argument, double otherwise) {
    ScalarType type = StorageTypes.of(context.outputType(0));
    return torch.full(
        new long[0], Tensors.scalar(context.number(argument, otherwise)), new TensorOptions(type));
  }

  /** {@code start + i step} for as long as that is before the end. */
  private static Tensor range(OperationContext context) {
    double start = context.number("start");
    double end = context.number("end");
    double step = context.number("step");
    double count = Math.ceil(steps(context.elementType("start"), start, end, step));
    if (step == 0 || Double.isNaN(count)) {
      throw new OperatorException("from " + start + " to " + end + " in steps of " + step);
    }
    long length = (long) Math.max(0, count);
    Sizes.checked(length);
    Tensor numbers = torch.arange(Tensors.whole(length), new TensorOptions(ScalarType.Double));
    return numbers.mul_(Tensors.scalar(step)).add_(Tensors.scalar(start));
  }

  /**
   * How many steps there are, in the arithmetic of the type, as where programs are made: from 0 to
   * 0.3 there are three steps of 0.1, although the float32 next to 0.3 is a little more than three
   * times the one next to 0.1.
   */
  private static double steps(DataType type, double start, double end, double step) {
    return switch (type) {
      case FLOAT32 -> (float) ((float) (end - start) / step);
      case FLOAT16 -> half(half(end - start) / step);
      default -> (end - start) / step;
    };
  }

  private static double half(double value) {
    return Float.float16ToFloat(Float.floatToFloat16((float) value));
  }
}
