package dev.coremill.core.shape;

import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The values of small tensors that follow from shapes and constants: the arithmetic with which
 * exported programs compute the shapes that they reshape and resize to.
 */
final class KnownValues {
  /** Beyond it, not every integer is a double. */
  private static final double EXACT = 1L << 53;

  private KnownValues() {}

  /**
   * The value of the only output of an operation; null where it is not known.
   *
   * @param output the type of the output
   */
  static double @Nullable [] of(Arguments arguments, Known output) {
    if (!(output.type() instanceof ValueType.OfTensor tensor)
        || tensor
            .shape()
            .filter(shape -> shape.rank() <= 2 && shape.elementCount() <= Known.MAXIMUM_VALUES)
            .isEmpty()) {
      return null;
    }
    double[] value = plain(arguments, output.dimensions());
    return value == null ? null : rounded(value, tensor.dataType());
  }

  /** The value as its type holds it; null where it does not hold it exactly enough. */
  private static double @Nullable [] rounded(double[] value, DataType type) {
    double[] rounded = new double[value.length];
    for (int i = 0; i < value.length; i++) {
      if (type.isFloat()) {
        rounded[i] = Elements.round(type, (float) value[i]);
      } else if (Math.abs(value[i]) <= EXACT) {
        rounded[i] = (long) value[i];
      } else {
        return null;
      }
    }
    return rounded;
  }

  private static double @Nullable [] plain(Arguments arguments, long[] shape) {
    return switch (arguments.operation().type()) {
      case "shape" -> widened(arguments.shape("x"));
      case "identity", "cast", "reshape", "squeeze", "expand_dims", "flatten2d" ->
          arguments.value("x");
      case "floor" -> unary(arguments, Math::floor);
      case "ceil" -> unary(arguments, Math::ceil);
      case "round" -> unary(arguments, Math::rint);
      case "add" -> binary(arguments, shape, Double::sum);
      case "sub" -> binary(arguments, shape, (x, y) -> x - y);
      case "mul" -> binary(arguments, shape, (x, y) -> x * y);
      case "real_div" -> binary(arguments, shape, (x, y) -> x / y);
      case "floor_div" -> binary(arguments, shape, (x, y) -> Math.floor(x / y));
      case "mod" -> binary(arguments, shape, (x, y) -> x - y * Math.floor(x / y));
      case "maximum" -> binary(arguments, shape, Math::max);
      case "minimum" -> binary(arguments, shape, Math::min);
      case "equal" -> binary(arguments, shape, (x, y) -> x == y ? 1 : 0);
      case "not_equal" -> binary(arguments, shape, (x, y) -> x != y ? 1 : 0);
      case "greater" -> binary(arguments, shape, (x, y) -> x > y ? 1 : 0);
      case "greater_equal" -> binary(arguments, shape, (x, y) -> x >= y ? 1 : 0);
      case "less" -> binary(arguments, shape, (x, y) -> x < y ? 1 : 0);
      case "less_equal" -> binary(arguments, shape, (x, y) -> x <= y ? 1 : 0);
      case "reduce_prod" -> reduced(arguments, shape, 1, (x, y) -> x * y);
      case "reduce_sum" -> reduced(arguments, shape, 0, Double::sum);
      case "reduce_max" -> reduced(arguments, shape, Double.NEGATIVE_INFINITY, Math::max);
      case "reduce_min" -> reduced(arguments, shape, Double.POSITIVE_INFINITY, Math::min);
      default -> arranged(arguments, shape);
    };
  }

  private static double @Nullable [] arranged(Arguments arguments, long[] shape) {
    return switch (arguments.operation().type()) {
      case "select" -> selected(arguments, shape);
      case "concat", "stack" -> joined(arguments, shape);
      case "gather" -> gathered(arguments);
      case "slice_by_index" -> sliced(arguments);
      case "slice_by_size" -> taken(arguments, shape);
      case "range_1d" -> range(arguments, shape);
      case "fill" -> filled(arguments, shape);
      case "tile" -> tiled(arguments, shape);
      default -> null;
    };
  }

  private static double @Nullable [] unary(Arguments arguments, DoubleUnaryOperator operator) {
    double[] x = arguments.value("x");
    return x == null ? null : Arrays.stream(x).map(operator).toArray();
  }

  private static double @Nullable [] binary(
      Arguments arguments, long[] shape, DoubleBinaryOperator operator) {
    double[] x = arguments.value("x");
    double[] y = arguments.value("y");
    int count = count(shape);
    // Only what is as large as the result, or a single value, needs no other order of elements.
    if (x == null
        || y == null
        || (x.length != count && x.length != 1)
        || (y.length != count && y.length != 1)) {
      return null;
    }
    double[] result = new double[count];
    for (int i = 0; i < count; i++) {
      double value = operator.applyAsDouble(x[x.length == 1 ? 0 : i], y[y.length == 1 ? 0 : i]);
      if (!Double.isFinite(value)) {
        return null;
      }
      result[i] = value;
    }
    return result;
  }

  private static double @Nullable [] reduced(
      Arguments arguments, long[] shape, double start, DoubleBinaryOperator operator) {
    double[] x = arguments.value("x");
    if (x == null || x.length == 0 || count(shape) != 1) {
      return null;
    }
    double result = start;
    for (double each : x) {
      result = operator.applyAsDouble(result, each);
    }
    return new double[] {result};
  }

  private static double @Nullable [] selected(Arguments arguments, long[] shape) {
    double[] condition = arguments.value("cond");
    double[] a = arguments.value("a");
    double[] b = arguments.value("b");
    if (condition == null || a == null || b == null) {
      return null;
    }
    int count = count(shape);
    double[] result = new double[count];
    for (int i = 0; i < count; i++) {
      result[i] = at(at(condition, i, count) != 0 ? a : b, i, count);
    }
    return result;
  }

  private static double at(double[] values, int index, int count) {
    if (values.length != 1 && values.length != count) {
      throw new Unresolved("values of " + values.length + " and " + count + " elements meet");
    }
    return values[values.length == 1 ? 0 : index];
  }

  private static double @Nullable [] joined(Arguments arguments, long[] shape) {
    if (shape.length != 1 || arguments.flag("interleave", false)) {
      return null;
    }
    List<double[]> parts = new ArrayList<>();
    for (Known known : arguments.all("values")) {
      double[] value = known.value();
      if (value == null) {
        return null;
      }
      parts.add(value);
    }
    double[] joined = new double[count(shape)];
    int at = 0;
    for (double[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }

  private static double @Nullable [] gathered(Arguments arguments) {
    double[] x = arguments.value("x");
    double[] indices = arguments.value("indices");
    if (x == null || indices == null || arguments.rank("x") != 1) {
      return null;
    }
    double[] result = new double[indices.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = x[Arguments.axis((long) indices[i], x.length)];
    }
    return result;
  }

  private static double @Nullable [] sliced(Arguments arguments) {
    double[] x = arguments.value("x");
    if (x == null || arguments.rank("x") != 1) {
      return null;
    }
    if (arguments.value("begin") == null && !arguments.flag("begin_mask", false)) {
      return null;
    }
    Slices slice = Slices.of(arguments, arguments.shape("x")).getFirst();
    double[] result = new double[(int) slice.count()];
    for (int i = 0; i < result.length; i++) {
      result[i] = x[Arguments.axis(slice.first() + i * slice.step(), x.length)];
    }
    return result;
  }

  private static double @Nullable [] taken(Arguments arguments, long[] shape) {
    double[] x = arguments.value("x");
    if (x == null || shape.length != 1) {
      return null;
    }
    int begin = Arguments.axis(arguments.integers("begin")[0], x.length);
    int end = begin + count(shape);
    return end > x.length ? null : Arrays.copyOfRange(x, begin, end);
  }

  private static double[] range(Arguments arguments, long[] shape) {
    double start = arguments.number("start", 0);
    double step = arguments.number("step", 1);
    double[] result = new double[count(shape)];
    for (int i = 0; i < result.length; i++) {
      result[i] = start + i * step;
    }
    return result;
  }

  private static double @Nullable [] filled(Arguments arguments, long[] shape) {
    double[] value = arguments.value("value");
    if (value == null || value.length != 1) {
      return null;
    }
    double[] result = new double[count(shape)];
    Arrays.fill(result, value[0]);
    return result;
  }

  private static double @Nullable [] tiled(Arguments arguments, long[] shape) {
    double[] x = arguments.value("x");
    if (x == null || x.length == 0 || shape.length != 1) {
      return null;
    }
    double[] result = new double[count(shape)];
    for (int i = 0; i < result.length; i++) {
      result[i] = x[i % x.length];
    }
    return result;
  }

  private static int count(long[] shape) {
    return Math.toIntExact(Dimensions.product(shape, 0, shape.length));
  }

  private static double[] widened(long[] values) {
    double[] widened = new double[values.length];
    for (int i = 0; i < widened.length; i++) {
      widened[i] = values[i];
    }
    return widened;
  }
}
