package dev.coremill.core.shape;

import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The values of small integer tensors that follow from shapes and constants: the arithmetic with
 * which exported programs compute the shapes that they reshape to.
 */
final class KnownValues {
  private KnownValues() {}

  /**
   * The value of the only output of an operation; null where it is not known.
   *
   * @param type the type of the output
   */
  static long @Nullable [] of(Arguments arguments, Known type) {
    if (!isSmall(type)) {
      return null;
    }
    long[] shape = type.dimensions();
    return switch (arguments.operation().type()) {
      case "shape" -> arguments.shape("x");
      case "identity", "cast", "reshape", "squeeze", "expand_dims", "flatten2d" ->
          arguments.value("x");
      case "add" -> binary(arguments, shape, Math::addExact);
      case "sub" -> binary(arguments, shape, Math::subtractExact);
      case "mul" -> binary(arguments, shape, Math::multiplyExact);
      case "floor_div" -> binary(arguments, shape, Math::floorDiv);
      case "mod" -> binary(arguments, shape, Math::floorMod);
      case "maximum" -> binary(arguments, shape, Math::max);
      case "minimum" -> binary(arguments, shape, Math::min);
      case "real_div" -> binary(arguments, shape, (x, y) -> x / y);
      case "equal" -> binary(arguments, shape, (x, y) -> x == y ? 1 : 0);
      case "not_equal" -> binary(arguments, shape, (x, y) -> x != y ? 1 : 0);
      case "greater" -> binary(arguments, shape, (x, y) -> x > y ? 1 : 0);
      case "greater_equal" -> binary(arguments, shape, (x, y) -> x >= y ? 1 : 0);
      case "less" -> binary(arguments, shape, (x, y) -> x < y ? 1 : 0);
      case "less_equal" -> binary(arguments, shape, (x, y) -> x <= y ? 1 : 0);
      case "select" -> selected(arguments, shape);
      case "concat", "stack" -> joined(arguments, shape);
      case "gather" -> gathered(arguments);
      case "slice_by_index" -> sliced(arguments);
      case "slice_by_size" -> taken(arguments, shape);
      case "range_1d" -> range(arguments, shape);
      case "fill" -> filled(arguments, shape);
      case "tile" -> arguments.rank("x") == 1 ? tiled(arguments, shape) : null;
      case "reduce_prod" -> reduced(arguments, shape, 1, Math::multiplyExact);
      case "reduce_sum" -> reduced(arguments, shape, 0, Math::addExact);
      case "reduce_max" -> reduced(arguments, shape, Long.MIN_VALUE, Math::max);
      case "reduce_min" -> reduced(arguments, shape, Long.MAX_VALUE, Math::min);
      default -> null;
    };
  }

  private static boolean isSmall(Known type) {
    if (!(type.type() instanceof ValueType.OfTensor tensor)
        || !(tensor.dataType().isInteger() || tensor.dataType() == DataType.BOOL)) {
      return false;
    }
    return tensor
        .shape()
        .filter(shape -> shape.rank() <= 2 && shape.elementCount() <= Known.MAXIMUM_VALUES)
        .isPresent();
  }

  private static long @Nullable [] binary(
      Arguments arguments, long[] shape, LongBinaryOperator operator) {
    long[] x = arguments.value("x");
    long[] y = arguments.value("y");
    int count = (int) Dimensions.product(shape, 0, shape.length);
    // Only what is as large as the result, or a single value, needs no other order of elements.
    if (x == null
        || y == null
        || (x.length != count && x.length != 1)
        || (y.length != count && y.length != 1)) {
      return null;
    }
    long[] result = new long[count];
    for (int i = 0; i < count; i++) {
      result[i] = operator.applyAsLong(x[x.length == 1 ? 0 : i], y[y.length == 1 ? 0 : i]);
    }
    return result;
  }

  private static long @Nullable [] selected(Arguments arguments, long[] shape) {
    long[] condition = arguments.value("cond");
    long[] a = arguments.value("a");
    long[] b = arguments.value("b");
    int count = (int) Dimensions.product(shape, 0, shape.length);
    if (condition == null || a == null || b == null) {
      return null;
    }
    long[] result = new long[count];
    for (int i = 0; i < count; i++) {
      long[] chosen = at(condition, i, count) != 0 ? a : b;
      result[i] = at(chosen, i, count);
    }
    return result;
  }

  private static long at(long[] values, int index, int count) {
    if (values.length != 1 && values.length != count) {
      throw new Unresolved("values of " + values.length + " and " + count + " elements meet");
    }
    return values[values.length == 1 ? 0 : index];
  }

  private static long @Nullable [] joined(Arguments arguments, long[] shape) {
    if (shape.length != 1) {
      return null;
    }
    List<long[]> parts = new ArrayList<>();
    for (Known known : arguments.all("values")) {
      long[] value = known.value();
      if (value == null) {
        return null;
      }
      parts.add(value);
    }
    long[] joined = Dimensions.join(parts.toArray(new long[0][]));
    if (!arguments.flag("interleave", false)) {
      return joined;
    }
    long[] interleaved = new long[joined.length];
    int each = joined.length / parts.size();
    for (int i = 0; i < joined.length; i++) {
      interleaved[i] = parts.get(i % parts.size())[Math.min(i / parts.size(), each - 1)];
    }
    return interleaved;
  }

  private static long @Nullable [] gathered(Arguments arguments) {
    long[] x = arguments.value("x");
    long[] indices = arguments.value("indices");
    if (x == null || indices == null || arguments.rank("x") != 1) {
      return null;
    }
    long[] result = new long[indices.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = x[Arguments.axis(indices[i], x.length)];
    }
    return result;
  }

  private static long @Nullable [] sliced(Arguments arguments) {
    long[] x = arguments.value("x");
    if (x == null || arguments.rank("x") != 1) {
      return null;
    }
    boolean known = arguments.value("begin") != null || arguments.flag("begin_mask", false);
    if (!known) {
      return null;
    }
    Slices slice = Slices.of(arguments, arguments.shape("x")).getFirst();
    long[] result = new long[(int) slice.count()];
    for (int i = 0; i < result.length; i++) {
      result[i] = x[Arguments.axis(slice.first() + i * slice.step(), x.length)];
    }
    return result;
  }

  private static long @Nullable [] taken(Arguments arguments, long[] shape) {
    long[] x = arguments.value("x");
    if (x == null || shape.length != 1) {
      return null;
    }
    int begin = Arguments.axis(arguments.integers("begin")[0], x.length);
    return Dimensions.slice(x, begin, begin + (int) shape[0]);
  }

  private static long[] range(Arguments arguments, long[] shape) {
    long start = arguments.integer("start");
    long step = arguments.integer("step");
    long[] result = new long[(int) shape[0]];
    for (int i = 0; i < result.length; i++) {
      result[i] = start + i * step;
    }
    return result;
  }

  private static long @Nullable [] filled(Arguments arguments, long[] shape) {
    long[] value = arguments.value("value");
    return value == null || value.length != 1
        ? null
        : Dimensions.repeated(value[0], (int) Dimensions.product(shape, 0, shape.length));
  }

  private static long @Nullable [] tiled(Arguments arguments, long[] shape) {
    long[] x = arguments.value("x");
    if (x == null || x.length == 0) {
      return null;
    }
    long[] result = new long[(int) shape[0]];
    for (int i = 0; i < result.length; i++) {
      result[i] = x[i % x.length];
    }
    return result;
  }

  private static long @Nullable [] reduced(
      Arguments arguments, long[] shape, long start, LongBinaryOperator operator) {
    long[] x = arguments.value("x");
    if (x == null || Dimensions.product(shape, 0, shape.length) != 1) {
      return null;
    }
    long result = start;
    for (long each : x) {
      result = operator.applyAsLong(result, each);
    }
    return new long[] {result};
  }
}
