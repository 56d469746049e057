package dev.coremill.plugins.torch.operator;

import dev.coremill.api.runtime.NumericMode;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Elementwise arithmetic, comparison and logic, with the broadcasting of NumPy. */
final class ElementwiseOperators {
  private ElementwiseOperators() {}

  static void register(OperatorRegistry registry) {
    registerUnary(registry);
    registerBinary(registry);
    registerLogic(registry);
  }

  private static void registerUnary(OperatorRegistry registry) {
    unary(registry, "acos", Tensor::acos);
    unary(registry, "asin", Tensor::asin);
    unary(registry, "atan", Tensor::atan);
    unary(registry, "atanh", Tensor::atanh);
    unary(registry, "ceil", Tensor::ceil);
    unary(registry, "cos", Tensor::cos);
    unary(registry, "cosh", Tensor::cosh);
    unary(registry, "erf", Tensor::erf);
    unary(registry, "exp", Tensor::exp);
    unary(registry, "exp2", Tensor::exp2);
    unary(registry, "floor", Tensor::floor);
    unary(registry, "round", Tensor::round);
    unary(registry, "sign", ElementwiseOperators::sign);
    unary(registry, "sin", Tensor::sin);
    unary(registry, "sinh", Tensor::sinh);
    unary(registry, "sqrt", Tensor::sqrt);
    unary(registry, "square", Tensor::square);
    unary(registry, "tan", Tensor::tan);
    unary(registry, "tanh", Tensor::tanh);
    registry.moves("abs", context -> context.tensor("x").abs());
    registry.computes("inverse", context -> shifted(context, 1e-4).reciprocal());
    registry.computes("log", context -> shifted(context, 1e-45).log());
    registry.computes("rsqrt", context -> shifted(context, 1e-12).rsqrt());
    // They give elements as they are, or bounds of the same type.
    registry.moves("clip", ElementwiseOperators::clip);
    registry.moves("threshold", ElementwiseOperators::threshold);
  }

  private static void registerBinary(OperatorRegistry registry) {
    commutative(registry, "add", Tensor::add, Tensor::add_);
    binary(registry, "sub", Tensor::sub);
    commutative(registry, "mul", Tensor::mul, Tensor::mul_);
    binary(registry, "real_div", ElementwiseOperators::quotient);
    binary(registry, "floor_div", (x, y) -> x.floor_divide(divisor(x, y)));
    binary(registry, "mod", (x, y) -> x.remainder(divisor(x, y)));
    binary(registry, "pow", Tensor::pow);
    registry.moves("maximum", context -> broadcast(context, Tensor::maximum));
    registry.moves("minimum", context -> broadcast(context, Tensor::minimum));
  }

  private static void registerLogic(OperatorRegistry registry) {
    binary(registry, "equal", Tensor::eq);
    binary(registry, "not_equal", Tensor::ne);
    binary(registry, "greater", Tensor::gt);
    binary(registry, "greater_equal", Tensor::ge);
    binary(registry, "less", Tensor::lt);
    binary(registry, "less_equal", Tensor::le);
    binary(registry, "logical_and", Tensor::logical_and);
    binary(registry, "logical_or", Tensor::logical_or);
    binary(registry, "logical_xor", Tensor::logical_xor);
    unary(registry, "logical_not", Tensor::logical_not);
  }

  private static void unary(
      OperatorRegistry registry, String type, UnaryOperator<Tensor> function) {
    registry.computes(type, context -> function.apply(context.tensor("x")));
  }

  private static void binary(
      OperatorRegistry registry, String type, BinaryOperator<Tensor> function) {
    registry.computes(type, context -> broadcast(context, function));
  }

  private static Tensor broadcast(OperationContext context, BinaryOperator<Tensor> function) {
    Tensor x = context.tensor("x");
    Tensor y = context.tensor("y");
    return broadcast(x, y, function);
  }

  /** Shapes that do not fit are told apart from other failures when libtorch has refused them. */
  private static Tensor broadcast(Tensor x, Tensor y, BinaryOperator<Tensor> function) {
    Sizes.checkBroadcast(x, y);
    try {
      return function.apply(x, y);
    } catch (RuntimeException failure) {
      Sizes.requireBroadcast("x", x, "y", y);
      throw failure;
    }
  }

  /** In the memory of either argument where it has the result's shape and nothing else needs it. */
  private static void commutative(
      OperatorRegistry registry,
      String type,
      BinaryOperator<Tensor> function,
      BinaryOperator<Tensor> inPlace) {
    registry.computes(
        type,
        context -> {
          Tensor x = context.tensor("x");
          Tensor y = context.tensor("y");
          if (Tensors.hasType(x, y.scalar_type())) {
            if (reaches(x, y) && context.mayOverwrite("x")) {
              return inPlace.apply(x, y);
            }
            if (reaches(y, x) && context.mayOverwrite("y")) {
              return inPlace.apply(y, x);
            }
          }
          return broadcast(x, y, function);
        });
  }

  /** Whether a tensor has the shape of what becomes of it and another one. */
  private static boolean reaches(Tensor tensor, Tensor other) {
    long[] sizes = tensor.shape();
    long[] others = other.shape();
    int ahead = sizes.length - others.length;
    if (ahead < 0) {
      return false;
    }
    for (int axis = 0; axis < others.length; axis++) {
      if (others[axis] != 1 && others[axis] != sizes[ahead + axis]) {
        return false;
      }
    }
    return true;
  }

  /** {@code x + epsilon}. */
  private static Tensor shifted(OperationContext context, double epsilon) {
    Tensor x = context.tensor("x");
    double shift = context.number("epsilon", defaultEpsilon(context, epsilon));
    return shift == 0 ? x : x.add(Tensors.scalar(shift));
  }

  /** A default is of the type of {@code x}; float16 has no number as small as some of them. */
  private static double defaultEpsilon(OperationContext context, double epsilon) {
    boolean half =
        context.mode() == NumericMode.FLOAT16 && context.elementType("x") == DataType.FLOAT16;
    return half ? Elements.round(DataType.FLOAT16, (float) epsilon) : epsilon;
  }

  private static Tensor clip(OperationContext context) {
    return ActivationOperators.clamp(context, "x", context.number("alpha"), context.number("beta"));
  }

  /** The larger of {@code x} and {@code alpha}; a float bound would make floats of integers. */
  private static Tensor threshold(OperationContext context) {
    Tensor x = context.tensor("x");
    return x.clamp_min(
        x.is_floating_point()
            ? Tensors.scalar(context.number("alpha"))
            : Tensors.whole(context.integer("alpha")));
  }

  /** libtorch gives NaN the sign 0. */
  private static Tensor sign(Tensor x) {
    return x.is_floating_point() ? torch.where(x.isnan(), x, x.sign()) : x.sign();
  }

  /** Quotients of integers lose their fraction later; float32 could not hold all of them. */
  private static Tensor quotient(Tensor x, Tensor y) {
    return x.is_floating_point() || y.is_floating_point()
        ? x.div(y)
        : x.to(ScalarType.Double).div(divisor(x, y));
  }

  /** What {@code x} is divided by: of integers no quotient by 0 is infinite. */
  private static Tensor divisor(Tensor x, Tensor y) {
    if (!x.is_floating_point() && !y.is_floating_point() && !y.all().item_bool()) {
      throw new OperatorException("y has a 0, and integers cannot be divided by 0");
    }
    return y;
  }
}
