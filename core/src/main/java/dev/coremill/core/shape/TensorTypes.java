package dev.coremill.core.shape;

import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Types of what operators give that reduce, gather, count, fill and sort. */
final class TensorTypes {
  private TensorTypes() {}

  /** The element type that a program calls by a string, such as {@code fp16}. */
  static DataType named(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    return switch (name) {
      case "fp16" -> DataType.FLOAT16;
      case "fp32" -> DataType.FLOAT32;
      case "fp64" -> DataType.FLOAT64;
      default -> {
        for (DataType type : DataType.values()) {
          if (type.text().equals(name)) {
            yield type;
          }
        }
        throw new Unresolved("'" + text + "' is no element type");
      }
    };
  }

  static Known broadcast(Arguments arguments, boolean truth) {
    long[] shape = Dimensions.broadcast(arguments.shape("x"), arguments.shape("y"));
    return Known.tensor(truth ? DataType.BOOL : arguments.type("x"), shape);
  }

  static Known select(Arguments arguments) {
    long[] shape = Dimensions.broadcast(arguments.shape("a"), arguments.shape("b"));
    return Known.tensor(arguments.type("a"), Dimensions.broadcast(arguments.shape("cond"), shape));
  }

  /** A reduction over the axes of an argument; over all where it is not given. */
  static Known reduce(Arguments arguments) {
    long[] shape = arguments.shape("x");
    boolean[] reduced = new boolean[shape.length];
    if (arguments.has("axes")) {
      for (long axis : arguments.integers("axes")) {
        reduced[Arguments.axis(axis, shape.length)] = true;
      }
    } else {
      Arrays.fill(reduced, true);
    }
    return Known.tensor(
        arguments.type("x"), reduced(shape, reduced, arguments.flag("keep_dims", false)));
  }

  static Known reduceArgument(Arguments arguments) {
    long[] shape = arguments.shape("x");
    boolean[] reduced = new boolean[shape.length];
    reduced[arguments.axis("axis", -1, shape.length)] = true;
    return Known.tensor(
        named(arguments.text("output_dtype", "int32")),
        reduced(shape, reduced, arguments.flag("keep_dims", false)));
  }

  private static long[] reduced(long[] shape, boolean[] reduced, boolean keep) {
    long[] left = new long[shape.length];
    int rank = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      if (!reduced[axis]) {
        left[rank++] = shape[axis];
      } else if (keep) {
        left[rank++] = 1;
      }
    }
    return Dimensions.slice(left, 0, rank);
  }

  static Known gather(Arguments arguments) {
    long[] x = arguments.shape("x");
    long[] indices = arguments.shape("indices");
    int axis = arguments.axis("axis", 0, x.length);
    int batch = (int) arguments.integer("batch_dims", 0);
    return Known.tensor(
        arguments.type("x"),
        Dimensions.join(
            Dimensions.slice(x, 0, axis),
            Dimensions.slice(indices, batch, indices.length),
            Dimensions.slice(x, axis + 1, x.length)));
  }

  static Known gatherNd(Arguments arguments) {
    long[] x = arguments.shape("x");
    long[] indices = arguments.shape("indices");
    if (indices.length == 0) {
      throw new Unresolved("indices are a scalar");
    }
    int batch = (int) arguments.integer("batch_dims", 0);
    int depth = Math.toIntExact(indices[indices.length - 1]);
    return Known.tensor(
        arguments.type("x"),
        Dimensions.join(
            Dimensions.slice(indices, 0, indices.length - 1),
            Dimensions.slice(x, batch + depth, x.length)));
  }

  static List<Known> top(Arguments arguments) {
    long[] shape = arguments.shape("x");
    int axis = arguments.axis("axis", -1, shape.length);
    long[] best = Dimensions.with(shape, axis, arguments.integer("k", 1));
    Known values = Known.tensor(arguments.type("x"), best);
    return arguments.flag("return_indices", true)
        ? List.of(
            values, Known.tensor(named(arguments.text("output_indices_dtype", "int32")), best))
        : List.of(values);
  }

  static Known oneHot(Arguments arguments) {
    long[] indices = arguments.shape("indices");
    long width = arguments.integer("one_hot_vector_size");
    int axis = arguments.axis("axis", -1, indices.length + 1);
    DataType type =
        arguments.has("on_value")
            ? arguments.type("on_value")
            : arguments.has("off_value") ? arguments.type("off_value") : DataType.INT32;
    return Known.tensor(type, Dimensions.insert(indices, axis, width));
  }

  static Known fill(Arguments arguments, long[] shape) {
    return Known.tensor(arguments.has("value") ? arguments.type("value") : DataType.FLOAT32, shape);
  }

  /** A random tensor of the type of a parameter; float32 where that is left to its default. */
  static Known random(Arguments arguments, String... parameters) {
    DataType type = DataType.FLOAT32;
    for (String parameter : parameters) {
      if (arguments.has(parameter)) {
        type = arguments.type(parameter);
      }
    }
    return Known.tensor(type, arguments.integers("shape"));
  }

  static Known randomCategories(Arguments arguments) {
    long[] shape = arguments.shape("x");
    return Known.tensor(
        arguments.type("x"),
        Dimensions.with(shape, shape.length - 1, arguments.integer("size", 1)));
  }

  static Known range(Arguments arguments) {
    double step = range(arguments, "step");
    if (step == 0) {
      throw new Unresolved("a range with a step of 0");
    }
    long count = (long) Math.ceil((range(arguments, "end") - range(arguments, "start")) / step);
    return Known.tensor(arguments.type("start"), Math.max(0, count));
  }

  private static double range(Arguments arguments, String argument) {
    double[] value = arguments.value(argument);
    if (value == null || value.length != 1) {
      throw new Unresolved("the value of " + argument + " is known only when the program runs");
    }
    return value[0];
  }

  /** One row for each element that is not zero; all of them at most. */
  static Known nonZero(Arguments arguments) {
    long[] x = arguments.shape("x");
    return Known.atMost(DataType.INT32, Dimensions.product(x, 0, x.length), x.length);
  }

  /** Boxes that are left over are filled up, so the shapes do not depend on data. */
  static List<Known> suppressed(Arguments arguments, Opset opset) {
    long[] scores = arguments.shape("scores");
    Dimensions.requireRank(scores, 3);
    long most = arguments.integer("max_boxes");
    DataType boxes = arguments.type("boxes");
    DataType type = arguments.type("scores");
    List<Known> outputs = new ArrayList<>();
    if (opset.isAtLeast(Opset.CORE_ML_7)) {
      outputs.add(Known.tensor(boxes, scores[0], 4, most));
      outputs.add(Known.tensor(type, scores[0], scores[1], most));
    } else {
      outputs.add(Known.tensor(boxes, scores[0], most, 4));
      outputs.add(Known.tensor(type, scores[0], most, scores[2]));
    }
    outputs.add(Known.tensor(DataType.INT32, scores[0], most));
    if (!opset.isAtLeast(Opset.CORE_ML_7)) {
      outputs.add(Known.tensor(DataType.INT32, scores[0]));
    }
    return outputs;
  }
}
