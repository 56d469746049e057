package dev.coremill.plugins.quantization;

import dev.coremill.api.algorithm.ChannelAxes;
import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import dev.coremill.api.weight.InnermostFloat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The shape of the scales of a weight, or why it has none. */
sealed interface ScaleGrid {
  /**
   * One scale for each block.
   *
   * @param laidOver the shape that the scales are laid over: that of the float tensor, or of the
   *     mask where it is packed
   * @param scales the shape of the scales
   * @param notes what the report should say of it
   */
  record Blocks(Shape laidOver, Shape scales, List<String> notes) implements ScaleGrid {}

  /**
   * The weight stays as it is.
   *
   * @param reason a sentence
   */
  record None(String reason) implements ScaleGrid {}

  /**
   * The configuration does not fit the weight.
   *
   * @param problem what clashes
   * @param mend what to change
   */
  record Clash(String problem, String mend) implements ScaleGrid {}

  /** Lays scales over a weight, without looking at its values. */
  static ScaleGrid of(
      WeightSite site, QuantizationConfiguration configuration, IndivisiblePolicy policy) {
    InnermostFloat.Role role = InnermostFloat.role(site.encoding()).orElse(null);
    if (role == null) {
      return new None("already quantized: " + site.encoding() + " has no float tensor left");
    }
    Encoding.Dense tensor = InnermostFloat.in(site.encoding());
    switch (tensor.type()) {
      case FLOAT16, FLOAT32 -> {}
      case FLOAT64, BFLOAT16, FLOAT8E4M3FN, FLOAT8E5M2 -> {
        return new None(
            "a weight of " + tensor.type().text() + "; scales can only be float16 or float32");
      }
      case BOOL,
          STRING,
          INT4,
          INT8,
          INT16,
          INT32,
          INT64,
          UINT1,
          UINT2,
          UINT3,
          UINT4,
          UINT6,
          UINT8,
          UINT16,
          UINT32,
          UINT64 -> {
        return new None("a weight of " + tensor.type().text() + " is no float");
      }
    }
    if (tensor.shape().elementCount() == 0) {
      return new None("the weight has no elements to quantize");
    }
    return switch (role) {
      case TABLE -> overTable(tensor.shape(), site.axes(), configuration);
      case NON_ZEROS ->
          site.encoding() instanceof Encoding.Sparse sparse
              ? over(sparse.mask().shape(), site.axes(), configuration, policy)
              : new None("the non-zeros of " + site.encoding() + " cannot be quantized");
      case WEIGHT -> over(tensor.shape(), site.axes(), configuration, policy);
    };
  }

  private static ScaleGrid overTable(
      Shape table, ChannelAxes axes, QuantizationConfiguration configuration) {
    return switch (configuration.granularity()) {
      case PER_TENSOR -> new Blocks(table, table.ones(), List.of());
      case PER_CHANNEL -> {
        Shape scales = table.ones();
        if (axes.output() < table.rank() - 2) {
          scales = scales.with(axes.output(), table.dimension(axes.output()));
        }
        yield new Blocks(table, scales, List.of());
      }
      case PER_BLOCK ->
          new None(
              "per_block scales cannot be laid over the lookup table of a palettized weight;"
                  + " per_tensor and per_channel can");
    };
  }

  private static ScaleGrid over(
      Shape shape,
      ChannelAxes axes,
      QuantizationConfiguration configuration,
      IndivisiblePolicy policy) {
    if (shape.rank() < 2) {
      return new None(
          "a " + (shape.rank() == 0 ? "scalar" : "vector") + " is not worth scales of its own");
    }
    long[] blocks = new long[shape.rank()];
    switch (configuration.granularity()) {
      case PER_TENSOR -> {}
      case PER_CHANNEL -> set(blocks, axes.output(), 1);
      case PER_BLOCK -> {
        List<Integer> sizes = configuration.blockSize();
        if (sizes.size() == 1) {
          set(blocks, axes.output(), 1);
          set(blocks, axes.input(), sizes.get(0));
        } else if (sizes.size() == blocks.length) {
          for (int axis = 0; axis < blocks.length; axis++) {
            blocks[axis] = sizes.get(axis);
          }
        } else {
          return new Clash(
              "block_size "
                  + sizes
                  + " has "
                  + sizes.size()
                  + " numbers, and the weight of shape "
                  + shape
                  + " has "
                  + shape.rank()
                  + " axes",
              "give block_size as one number (the block along the input channels), or one number"
                  + " for each axis, with overrides for weights of another rank");
        }
      }
    }
    return divide(shape, blocks, policy);
  }

  private static void set(long[] blocks, int axis, long size) {
    if (axis < blocks.length) {
      blocks[axis] = size;
    }
  }

  private static ScaleGrid divide(Shape shape, long[] blocks, IndivisiblePolicy policy) {
    long[] scales = new long[blocks.length];
    Arrays.fill(scales, 1);
    List<String> notes = new ArrayList<>();
    for (int axis = 0; axis < blocks.length; axis++) {
      long length = shape.dimension(axis);
      long size = blocks[axis];
      if (size == 0) {
        continue;
      }
      if (length % size != 0) {
        String clash =
            "a block size of "
                + size
                + " does not divide the "
                + length
                + " elements along axis "
                + axis
                + " of the shape "
                + shape;
        long below = divisorBelow(length, size);
        long above = divisorAbove(length, size);
        switch (policy) {
          case ERROR -> {
            return new Clash(
                clash,
                "use a block_size of "
                    + below
                    + (above > below ? " or " + above : "")
                    + " for this weight, or set on_indivisible to skip or nearest");
          }
          case SKIP -> {
            return new None(clash);
          }
          case NEAREST -> {
            size = above > below && above - size < size - below ? above : below;
            notes.add(clash + "; " + size + " is used");
          }
        }
      }
      scales[axis] = length / size;
    }
    return new Blocks(shape, Shape.of(scales), List.copyOf(notes));
  }

  /** The largest divisor of the length that is no larger than a size; 1 divides everything. */
  private static long divisorBelow(long length, long size) {
    long divisor = Math.min(size, length);
    while (length % divisor != 0) {
      divisor--;
    }
    return divisor;
  }

  /** The smallest divisor that is no smaller than a size; the length where the size is larger. */
  private static long divisorAbove(long length, long size) {
    if (size >= length) {
      return length;
    }
    // The divisors above a size mirror those below: searching the quotients takes few steps.
    return length / divisorBelow(length, length / size);
  }
}
