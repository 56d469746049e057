package dev.coremill.plugins.torch.operator;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Elements in another order, and elements around a tensor. */
final class RearrangingOperators {
  private RearrangingOperators() {}

  static void register(OperatorRegistry registry) {
    registry.moves("band_part", RearrangingOperators::bandPart);
    registry.moves("batch_to_space", RearrangingOperators::batchToSpace);
    registry.moves("depth_to_space", RearrangingOperators::depthToSpace);
    registry.moves("pad", RearrangingOperators::pad);
    registry.moves("pixel_shuffle", RearrangingOperators::pixelShuffle);
    registry.moves("pixel_unshuffle", RearrangingOperators::pixelUnshuffle);
    registry.moves(
        "reverse",
        context -> {
          Tensor x = context.tensor("x");
          return x.flip(Axes.numbers(Axes.chosen(context, "axes", (int) x.dim())));
        });
    registry.moves("reverse_sequence", RearrangingOperators::reverseSequence);
    registry.moves("space_to_batch", RearrangingOperators::spaceToBatch);
    registry.moves("space_to_depth", RearrangingOperators::spaceToDepth);
  }

  /** Keeps some diagonals of the innermost matrices; a negative number keeps all on its side. */
  private static Tensor bandPart(OperationContext context) {
    Tensor band = context.tensor("x");
    long lower = context.integer("lower", -1);
    long upper = context.integer("upper", -1);
    if (upper >= 0) {
      band = band.tril(upper);
    }
    return lower >= 0 ? band.triu(-lower) : band;
  }

  /** The amounts are in pairs, before and after, for the last axes, the first of them first. */
  private static Tensor pad(OperationContext context) {
    Tensor x = context.tensor("x");
    long[] amounts = context.integers("pad");
    int axes = amounts.length / 2;
    if (amounts.length % 2 != 0 || axes > x.dim()) {
      throw new OperatorException(
          "pad has " + amounts.length + " amounts for a tensor of rank " + x.dim());
    }
    long[] shape = x.shape();
    for (int i = 0; i < axes; i++) {
      int axis = shape.length - axes + i;
      shape[axis] = shape[axis] + amounts[2 * i] + amounts[2 * i + 1];
    }
    Sizes.checked(shape);
    String mode = context.text("mode", "constant");
    if (mode.equals("constant")) {
      // libtorch begins with the last axis.
      long[] backward = new long[amounts.length];
      for (int i = 0; i < axes; i++) {
        backward[2 * (axes - 1 - i)] = amounts[2 * i];
        backward[2 * (axes - 1 - i) + 1] = amounts[2 * i + 1];
      }
      return torch.constant_pad_nd(x, backward, Tensors.scalar(context.number("constant_val", 0)));
    }
    Tensor padded = x;
    for (int i = 0; i < axes; i++) {
      int axis = (int) x.dim() - axes + i;
      padded = extended(padded, axis, amounts[2 * i], amounts[2 * i + 1], mode);
    }
    return padded;
  }

  private static Tensor extended(Tensor x, int axis, long before, long after, String mode) {
    if (before == 0 && after == 0) {
      return x;
    }
    long size = x.size(axis);
    boolean reflects =
        switch (mode) {
          case "reflect" -> true;
          case "replicate" -> false;
          default -> throw new OperatorException("mode is '" + mode + "'");
        };
    long most = reflects ? size - 1 : Integer.MAX_VALUE;
    if (size == 0 || before < 0 || after < 0 || before > most || after > most) {
      throw new OperatorException(
          mode + " cannot add " + before + " and " + after + " elements to " + size);
    }
    long[] from = new long[Sizes.listed(before + size + after)];
    for (int i = 0; i < from.length; i++) {
      long at = i - before;
      long mirrored = at < 0 ? -at : at >= size ? 2 * size - 2 - at : at;
      from[i] = reflects ? mirrored : Math.clamp(at, 0, size - 1);
    }
    return x.index_select(axis, Tensors.ofIntegers(new long[] {from.length}, from));
  }

  private static Tensor reverseSequence(OperationContext context) {
    Tensor x = context.tensor("x");
    int sequence = Tensors.axis(context.integer("seq_axis", 0), x.dim());
    int batch = Tensors.axis(context.integer("batch_axis", 0), x.dim());
    long[] lengths = context.integers("lengths");
    int steps = Math.toIntExact(x.size(sequence));
    if (sequence == batch || lengths.length != x.size(batch)) {
      throw new OperatorException(
          "lengths has " + lengths.length + " numbers, and axis " + batch + " " + x.size(batch));
    }
    long[] from = new long[Sizes.listed(lengths.length, steps)];
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] < 0 || lengths[i] > steps) {
        throw new OperatorException("a sequence of " + steps + " has no first " + lengths[i]);
      }
      for (int step = 0; step < steps; step++) {
        from[i * steps + step] = step < lengths[i] ? lengths[i] - 1 - step : step;
      }
    }
    Tensor rows = Tensors.ofIntegers(new long[] {lengths.length, steps}, from);
    long[] shape = new long[(int) x.dim()];
    Arrays.fill(shape, 1);
    shape[batch] = lengths.length;
    shape[sequence] = steps;
    Tensor laid = batch < sequence ? rows : rows.transpose(0, 1);
    return x.gather(sequence, laid.reshape(shape).expand(x.shape()));
  }

  private static long block(OperationContext context, String argument) {
    long size = context.integer(argument);
    if (size < 1 || size > Short.MAX_VALUE) {
      throw new OperatorException("'" + argument + "' is " + size);
    }
    return size;
  }

  private static long[] image(OperationContext context) {
    long[] shape = context.tensor("x").shape();
    if (shape.length != 4) {
      throw new OperatorException("x has rank " + shape.length + ", not 4");
    }
    return shape;
  }

  /** Blocks that are taken from a size must fill it. */
  private static long parts(String what, long size, long block) {
    if (size % block != 0) {
      throw new OperatorException(what + " " + size + " is no multiple of " + block);
    }
    return size / block;
  }

  /** The channels are counted by row of the block, column of the block, and new channel. */
  private static Tensor depthToSpace(OperationContext context) {
    long[] s = image(context);
    long b = block(context, "block_size");
    long channels = parts("the channel count", s[1], b * b);
    return context
        .tensor("x")
        .reshape(s[0], b, b, channels, s[2], s[3])
        .permute(0, 3, 4, 1, 5, 2)
        .reshape(s[0], channels, s[2] * b, s[3] * b);
  }

  private static Tensor spaceToDepth(OperationContext context) {
    long[] s = image(context);
    long b = block(context, "block_size");
    long height = parts("the height", s[2], b);
    long width = parts("the width", s[3], b);
    return context
        .tensor("x")
        .reshape(s[0], s[1], height, b, width, b)
        .permute(0, 3, 5, 1, 2, 4)
        .reshape(s[0], s[1] * b * b, height, width);
  }

  /** The channels are counted by new channel, row of the block, and column of the block. */
  private static Tensor pixelShuffle(OperationContext context) {
    long[] s = image(context);
    long f = block(context, "upscale_factor");
    long channels = parts("the channel count", s[1], f * f);
    return context
        .tensor("x")
        .reshape(s[0], channels, f, f, s[2], s[3])
        .permute(0, 1, 4, 2, 5, 3)
        .reshape(s[0], channels, s[2] * f, s[3] * f);
  }

  private static Tensor pixelUnshuffle(OperationContext context) {
    long[] s = image(context);
    long f = block(context, "downscale_factor");
    long height = parts("the height", s[2], f);
    long width = parts("the width", s[3], f);
    return context
        .tensor("x")
        .reshape(s[0], s[1], height, f, width, f)
        .permute(0, 1, 3, 5, 2, 4)
        .reshape(s[0], s[1] * f * f, height, width);
  }

  private static long[] numbers(OperationContext context, String argument, int count) {
    long[] numbers = context.integers(argument);
    if (numbers.length != count) {
      throw new OperatorException(
          "'" + argument + "' has " + numbers.length + " numbers, not " + count);
    }
    return numbers;
  }

  private static Tensor spaceToBatch(OperationContext context) {
    long[] s = image(context);
    long[] b = numbers(context, "block_shape", 2);
    long[] p = numbers(context, "paddings", 4);
    Sizes.checked(s[0], s[1], s[2] + p[0] + p[1], s[3] + p[2] + p[3]);
    Tensor padded =
        torch.constant_pad_nd(
            context.tensor("x"), new long[] {p[2], p[3], p[0], p[1]}, Tensors.scalar(0));
    long height = padded.size(2);
    long width = padded.size(3);
    if (b[0] < 1 || b[1] < 1 || height % b[0] != 0 || width % b[1] != 0) {
      throw new OperatorException(
          "blocks of " + b[0] + " x " + b[1] + " do not fill " + height + " x " + width);
    }
    return padded
        .reshape(s[0], s[1], height / b[0], b[0], width / b[1], b[1])
        .permute(3, 5, 0, 1, 2, 4)
        .reshape(s[0] * b[0] * b[1], s[1], height / b[0], width / b[1]);
  }

  private static Tensor batchToSpace(OperationContext context) {
    long[] s = image(context);
    long[] b = numbers(context, "block_shape", 2);
    long[] c = numbers(context, "crops", 4);
    if (b[0] < 1 || b[1] < 1 || s[0] % (b[0] * b[1]) != 0) {
      throw new OperatorException(
          "a batch of " + s[0] + " is no multiple of " + b[0] + " x " + b[1]);
    }
    long batch = s[0] / (b[0] * b[1]);
    Tensor whole =
        context
            .tensor("x")
            .reshape(b[0], b[1], batch, s[1], s[2], s[3])
            .permute(2, 3, 4, 0, 5, 1)
            .reshape(batch, s[1], s[2] * b[0], s[3] * b[1]);
    return ResizingOperators.cropped(
        ResizingOperators.cropped(whole, 2, new long[] {c[0], c[1]}), 3, new long[] {c[2], c[3]});
  }
}
