package dev.coremill.core.shape;

import dev.coremill.api.program.Opset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Types of what operators give that only arrange elements anew. */
final class TransformationTypes {
  private TransformationTypes() {}

  static Known reshape(Arguments arguments, Opset opset) {
    long[] x = arguments.shape("x");
    long[] asked = arguments.integers("shape").clone();
    int open = -1;
    for (int i = 0; i < asked.length; i++) {
      if (asked[i] == 0) {
        int from = opset.isAtLeast(Opset.CORE_ML_7) ? i + x.length - asked.length : i;
        asked[i] = from >= 0 && from < x.length ? x[from] : 1;
      } else if (asked[i] == -1) {
        if (open >= 0) {
          throw new Unresolved("the shape " + Arrays.toString(asked) + " is open twice");
        }
        open = i;
      }
    }
    long elements = Dimensions.product(x, 0, x.length);
    if (open >= 0) {
      asked[open] = 1;
      long others = Dimensions.product(asked, 0, asked.length);
      asked[open] = others == 0 ? 0 : Dimensions.quotient(elements, others);
    }
    if (Dimensions.product(asked, 0, asked.length) != elements) {
      throw new Unresolved(Arrays.toString(x) + " cannot be reshaped to " + Arrays.toString(asked));
    }
    return Known.tensor(arguments.type("x"), asked);
  }

  static Known reshapeLike(Arguments arguments) {
    List<Known> references = arguments.all("ref_tensors");
    List<Known> begins = arguments.all("begins");
    List<Known> ends = arguments.all("ends");
    List<Known> masks = arguments.all("end_masks");
    long[] shape = new long[0];
    for (int i = 0; i < references.size(); i++) {
      long[] reference = references.get(i).dimensions();
      int begin = bound(single(begins, i), reference.length);
      int end = single(masks, i) != 0 ? reference.length : bound(single(ends, i), reference.length);
      shape = Dimensions.join(shape, Dimensions.slice(reference, begin, end));
    }
    return Known.tensor(arguments.type("x"), shape);
  }

  private static long single(List<Known> values, int index) {
    if (index >= values.size()) {
      throw new Unresolved("ref_tensors, begins, ends and end_masks differ in number");
    }
    double[] value = values.get(index).value();
    if (value == null || value.length != 1) {
      throw new Unresolved("begins, ends and end_masks are no constant numbers");
    }
    return (long) value[0];
  }

  private static int bound(long index, int rank) {
    return (int) Math.max(0, Math.min(rank, index < 0 ? index + rank : index));
  }

  static Known expandDims(Arguments arguments) {
    long[] shape = arguments.shape("x");
    long[] axes = arguments.integers("axes").clone();
    int rank = shape.length + axes.length;
    for (int i = 0; i < axes.length; i++) {
      axes[i] = Arguments.axis(axes[i], rank);
    }
    Arrays.sort(axes);
    for (long axis : axes) {
      shape = Dimensions.insert(shape, (int) axis, 1);
    }
    return Known.tensor(arguments.type("x"), shape);
  }

  static Known squeeze(Arguments arguments) {
    long[] shape = arguments.shape("x");
    boolean[] gone = new boolean[shape.length];
    if (arguments.has("axes")) {
      for (long axis : arguments.integers("axes")) {
        int counted = Arguments.axis(axis, shape.length);
        gone[counted] = shape[counted] == 1;
      }
    } else {
      for (int axis = 0; axis < shape.length; axis++) {
        gone[axis] = shape[axis] == 1;
      }
    }
    long[] left = new long[shape.length];
    int rank = 0;
    for (int axis = 0; axis < shape.length; axis++) {
      if (!gone[axis]) {
        left[rank++] = shape[axis];
      }
    }
    return Known.tensor(arguments.type("x"), Dimensions.slice(left, 0, rank));
  }

  static Known transpose(Arguments arguments) {
    long[] shape = arguments.shape("x");
    long[] order = arguments.integers("perm");
    Dimensions.requireRank(order, shape.length);
    long[] result = new long[shape.length];
    for (int axis = 0; axis < shape.length; axis++) {
      result[axis] = shape[Arguments.axis(order[axis], shape.length)];
    }
    return Known.tensor(arguments.type("x"), result);
  }

  static Known sliceByIndex(Arguments arguments) {
    return Known.tensor(
        arguments.type("x"), Slices.shape(Slices.of(arguments, arguments.shape("x"))));
  }

  static Known sliceBySize(Arguments arguments) {
    long[] shape = arguments.shape("x");
    long[] size = arguments.integers("size").clone();
    Dimensions.requireRank(size, shape.length);
    for (int axis = 0; axis < size.length; axis++) {
      if (size[axis] == -1) {
        long begin = arguments.integers("begin")[axis];
        size[axis] = begin < 0 ? -begin : shape[axis] - begin;
      }
    }
    return Known.tensor(arguments.type("x"), size);
  }

  static Known slidingWindows(Arguments arguments) {
    long[] shape = arguments.shape("x");
    int axis = arguments.axis("axis", 0, shape.length);
    long size = arguments.integer("size");
    long stride = arguments.integer("stride", 1);
    long windows = Math.floorDiv(shape[axis] - size, Math.max(1, stride)) + 1;
    return Known.tensor(
        arguments.type("x"),
        Dimensions.insert(Dimensions.with(shape, axis, windows), axis + 1, size));
  }

  /** Channels become pixels: {@code depth_to_space}, {@code pixel_shuffle}. */
  static Known toSpace(Arguments arguments, String factor) {
    long[] x = arguments.shape("x");
    Dimensions.requireRank(x, 4);
    long f = arguments.integer(factor);
    return Known.tensor(
        arguments.type("x"), x[0], Dimensions.quotient(x[1], f * f), x[2] * f, x[3] * f);
  }

  /** Pixels become channels: {@code space_to_depth}, {@code pixel_unshuffle}. */
  static Known toDepth(Arguments arguments, String factor) {
    long[] x = arguments.shape("x");
    Dimensions.requireRank(x, 4);
    long f = arguments.integer(factor);
    return Known.tensor(
        arguments.type("x"),
        x[0],
        x[1] * f * f,
        Dimensions.quotient(x[2], f),
        Dimensions.quotient(x[3], f));
  }

  static Known spaceToBatch(Arguments arguments) {
    long[] x = arguments.shape("x").clone();
    long[] block = arguments.integers("block_shape");
    long[] paddings = arguments.integers("paddings");
    for (int i = 0; i < block.length; i++) {
      x[0] *= block[i];
      x[2 + i] = Dimensions.quotient(x[2 + i] + paddings[2 * i] + paddings[2 * i + 1], block[i]);
    }
    return Known.tensor(arguments.type("x"), x);
  }

  static Known batchToSpace(Arguments arguments) {
    long[] x = arguments.shape("x").clone();
    long[] block = arguments.integers("block_shape");
    long[] crops = arguments.integers("crops");
    for (int i = 0; i < block.length; i++) {
      x[0] = Dimensions.quotient(x[0], block[i]);
      x[2 + i] = x[2 + i] * block[i] - crops[2 * i] - crops[2 * i + 1];
    }
    return Known.tensor(arguments.type("x"), x);
  }

  static Known flatten(Arguments arguments) {
    long[] x = arguments.shape("x");
    int axis = (int) arguments.integer("axis", 1);
    int counted = axis < 0 ? axis + x.length : axis;
    return Known.tensor(
        arguments.type("x"),
        Dimensions.product(x, 0, counted),
        Dimensions.product(x, counted, x.length));
  }

  static Known concat(Arguments arguments) {
    List<Known> values = arguments.all("values");
    long[] shape = values.getFirst().dimensions().clone();
    if (shape.length == 0) {
      return Known.tensor(values.getFirst().dataType(), values.size());
    }
    int axis = arguments.axis("axis", 0, shape.length);
    long total = 0;
    for (Known value : values) {
      long[] each = value.dimensions();
      Dimensions.requireRank(each, shape.length);
      if (!Arrays.equals(Dimensions.with(each, axis, shape[axis]), shape)) {
        throw new Unresolved(
            Arrays.toString(shape) + " and " + Arrays.toString(each) + " cannot be joined");
      }
      total = Math.addExact(total, each[axis]);
    }
    return Known.tensor(values.getFirst().dataType(), Dimensions.with(shape, axis, total));
  }

  static Known stack(Arguments arguments) {
    List<Known> values = arguments.all("values");
    long[] shape = values.getFirst().dimensions();
    int axis = arguments.axis("axis", 0, shape.length + 1);
    return Known.tensor(
        values.getFirst().dataType(), Dimensions.insert(shape, axis, values.size()));
  }

  static List<Known> split(Arguments arguments) {
    long[] shape = arguments.shape("x");
    int axis = arguments.axis("axis", 0, shape.length);
    long[] sizes;
    if (arguments.has("split_sizes")) {
      sizes = arguments.integers("split_sizes");
    } else {
      long count = arguments.integer("num_splits");
      if (count != arguments.operation().outputs().size()) {
        throw new Unresolved("num_splits is not the number of outputs");
      }
      sizes = Dimensions.repeated(Dimensions.quotient(shape[axis], count), (int) count);
    }
    List<Known> parts = new ArrayList<>();
    for (long size : sizes) {
      parts.add(Known.tensor(arguments.type("x"), Dimensions.with(shape, axis, size)));
    }
    return parts;
  }

  static Known tile(Arguments arguments) {
    long[] shape = arguments.shape("x").clone();
    long[] times = arguments.integers("reps");
    Dimensions.requireRank(times, shape.length);
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = Math.multiplyExact(shape[axis], times[axis]);
    }
    return Known.tensor(arguments.type("x"), shape);
  }

  static Known pad(Arguments arguments) {
    long[] shape = arguments.shape("x").clone();
    long[] pad = arguments.integers("pad");
    int first = shape.length - pad.length / 2;
    if (pad.length % 2 != 0 || first < 0) {
      throw new Unresolved("pad has " + pad.length + " values for a rank of " + shape.length);
    }
    for (int i = 0; i < pad.length; i++) {
      shape[first + i / 2] += pad[i];
    }
    return Known.tensor(arguments.type("x"), shape);
  }
}
