package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Activations. */
final class ActivationOperators {
  private ActivationOperators() {}

  static void register(OperatorRegistry registry) {
    registry.computes("clamped_relu", ActivationOperators::clampedRelu);
    registry.computes("elu", ActivationOperators::elu);
    registry.computes("gelu", ActivationOperators::gelu);
    registry.computes("leaky_relu", ActivationOperators::leakyRelu);
    registry.computes("linear_activation", ActivationOperators::linear);
    registry.computes("prelu", ActivationOperators::prelu);
    registry.moves("relu", context -> context.elementwise("x", Tensor::relu, Tensor::relu_));
    registry.moves("relu6", context -> clamp(context, "x", 0, 6));
    registry.computes("scaled_tanh", ActivationOperators::scaledTanh);
    registry.computes(
        "sigmoid", context -> context.elementwise("x", Tensor::sigmoid, Tensor::sigmoid_));
    registry.computes("sigmoid_hard", ActivationOperators::sigmoidHard);
    registry.computes("silu", context -> context.elementwise("x", torch::silu, torch::silu_));
    registry.computes("softmax", ActivationOperators::softmax);
    registry.computes("softplus", context -> softplus(context.tensor("x")));
    registry.computes("softplus_parametric", ActivationOperators::softplusParametric);
    registry.computes("softsign", ActivationOperators::softsign);
    registry.moves("thresholded_relu", ActivationOperators::thresholdedRelu);
  }

  /** The elements of an argument between two bounds, in its own memory where that is free. */
  static Tensor clamp(OperationContext context, String argument, double low, double high) {
    ScalarOptional lowest = new ScalarOptional(Tensors.scalar(low));
    ScalarOptional highest = new ScalarOptional(Tensors.scalar(high));
    return context.elementwise(
        argument, x -> x.clamp(lowest, highest), x -> x.clamp_(lowest, highest));
  }

  static Tensor clamp(Tensor x, double low, double high) {
    return x.clamp(
        new ScalarOptional(Tensors.scalar(low)), new ScalarOptional(Tensors.scalar(high)));
  }

  /** {@code x} where it is at least 0, else {@code alpha x}; at most {@code beta}. */
  private static Tensor clampedRelu(OperationContext context) {
    Tensor leaky = torch.leaky_relu(context.tensor("x"), Tensors.scalar(context.number("alpha")));
    return leaky.clamp_max(Tensors.scalar(context.number("beta")));
  }

  /** {@code x} where it is positive, else {@code alpha (e^x - 1)}. */
  private static Tensor elu(OperationContext context) {
    Scalar one = Tensors.scalar(1);
    return torch.elu(context.tensor("x"), Tensors.scalar(context.number("alpha", 1)), one, one);
  }

  private static Tensor gelu(OperationContext context) {
    Tensor x = context.tensor("x");
    String mode = context.text("mode", "EXACT");
    return switch (mode) {
      case "EXACT" -> torch.gelu(x);
      case "TANH_APPROXIMATION" -> torch.gelu(x, "tanh");
      case "SIGMOID_APPROXIMATION" -> x.mul(x.mul(Tensors.scalar(1.702)).sigmoid());
      default -> throw new OperatorException("mode is '" + mode + "'");
    };
  }

  private static Tensor leakyRelu(OperationContext context) {
    return torch.leaky_relu(context.tensor("x"), Tensors.scalar(context.number("alpha", 0.01)));
  }

  /** {@code alpha x + beta}. */
  private static Tensor linear(OperationContext context) {
    return context
        .tensor("x")
        .mul(Tensors.scalar(context.number("alpha")))
        .add(Tensors.scalar(context.number("beta", 0)));
  }

  /** A parameter for each channel, laid along axis 1 of {@code x}. */
  private static Tensor perChannel(OperationContext context, String argument) {
    Tensor x = context.tensor("x");
    Tensor parameter = context.tensor(argument);
    if (x.dim() < 2 || parameter.dim() != 1 || parameter.size(0) != x.size(1)) {
      throw new OperatorException(
          argument
              + " of "
              + Arrays.toString(parameter.shape())
              + " does not have one number for each channel of "
              + Arrays.toString(x.shape()));
    }
    long[] shape = new long[(int) x.dim()];
    Arrays.fill(shape, 1);
    shape[1] = x.size(1);
    return parameter.reshape(shape);
  }

  private static Tensor prelu(OperationContext context) {
    Tensor x = context.tensor("x");
    return x.relu().add(x.clamp_max(Tensors.scalar(0)).mul(perChannel(context, "alpha")));
  }

  /** {@code alpha tanh(beta x)}. */
  private static Tensor scaledTanh(OperationContext context) {
    return context
        .tensor("x")
        .mul(Tensors.scalar(context.number("beta", 1)))
        .tanh()
        .mul(Tensors.scalar(context.number("alpha", 1)));
  }

  /** {@code alpha x + beta}, between 0 and 1. */
  private static Tensor sigmoidHard(OperationContext context) {
    Scalar alpha = Tensors.scalar(context.number("alpha", 0.2));
    return context
        .elementwise("x", x -> x.mul(alpha), x -> x.mul_(alpha))
        .add_(Tensors.scalar(context.number("beta", 0.5)))
        .clamp_(new ScalarOptional(Tensors.scalar(0)), new ScalarOptional(Tensors.scalar(1)));
  }

  private static Tensor softmax(OperationContext context) {
    Tensor x = context.tensor("x");
    return torch.softmax(x, Tensors.axis(context.integer("axis", -1), x.dim()));
  }

  /** {@code log(1 + e^x)} without overflow. */
  private static Tensor softplus(Tensor x) {
    return x.relu().add(x.abs().neg().exp().log1p());
  }

  private static Tensor softplusParametric(OperationContext context) {
    Tensor inner = context.tensor("x").mul(perChannel(context, "beta"));
    return softplus(inner).mul(perChannel(context, "alpha"));
  }

  /** {@code x / (1 + |x|)}. */
  private static Tensor softsign(OperationContext context) {
    Tensor x = context.tensor("x");
    return x.div(x.abs().add(Tensors.scalar(1)));
  }

  /** 0 where {@code x} is less than {@code alpha}, else {@code x}, so that NaN stays. */
  private static Tensor thresholdedRelu(OperationContext context) {
    Tensor x = context.tensor("x");
    Tensor less = x.lt(Tensors.scalar(context.number("alpha", 1)));
    return torch.where(less, Tensors.scalar(0), x);
  }
}
