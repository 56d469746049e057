package dev.coremill.plugins.torch.operator;

import dev.coremill.api.tensor.DataType;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Quantization of activations. */
final class QuantizationOperators {
  private QuantizationOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes("dequantize", QuantizationOperators::dequantize);
    registry.computes("quantize", QuantizationOperators::quantize);
  }

  /** {@code clip(round(input / scale) + zero_point)}, rounded half to even. */
  private static Tensor quantize(OperationContext context) {
    Tensor codes = context.tensor("input").div(alongAxis(context, "scale")).round();
    if (context.has("zero_point")) {
      codes = codes.add(alongAxis(context, "zero_point").to(ScalarType.Float));
    }
    DataType type = context.outputType(0);
    return ActivationOperators.clamp(codes, (double) type.minimum(), (double) type.maximum());
  }

  /** {@code scale (input - zero_point)}. */
  private static Tensor dequantize(OperationContext context) {
    Tensor codes = context.tensor("input").to(ScalarType.Float);
    if (context.has("zero_point")) {
      codes = codes.sub(alongAxis(context, "zero_point").to(ScalarType.Float));
    }
    return codes.mul(alongAxis(context, "scale"));
  }

  /** A scalar as it is, a vector laid along the axis of the operation. */
  private static Tensor alongAxis(OperationContext context, String argument) {
    Tensor parameter = context.tensor(argument);
    if (parameter.dim() == 0) {
      return parameter;
    }
    Tensor input = context.tensor("input");
    long[] shape = ConvolutionOperators.repeated(1, (int) input.dim());
    int axis = Tensors.axis(context.integer("axis"), input.dim());
    if (parameter.dim() != 1 || parameter.size(0) != input.size(axis)) {
      throw new OperatorException(
          argument
              + " is "
              + Arrays.toString(parameter.shape())
              + ", and axis "
              + axis
              + " of input has "
              + input.size(axis)
              + " elements");
    }
    shape[axis] = parameter.size(0);
    return parameter.reshape(shape);
  }
}
