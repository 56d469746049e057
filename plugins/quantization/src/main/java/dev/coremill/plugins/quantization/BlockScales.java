package dev.coremill.plugins.quantization;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;

/**
 * The scale and zero point of each block, chosen from the smallest and largest value of each.
 *
 * <p>Rounding a scale or a zero point to what the format stores leaves a choice now and then. Where
 * it does, the second best guess stands beside the first as a rival, and the errors of both, summed
 * over the block, decide.
 */
final class BlockScales {
  /** Of float16. */
  private static final float SMALLEST_NORMAL = 0x1p-14f;

  /** The {@linkplain #key keys} of the smallest and the largest value of each block, 0 included. */
  final int[] lowest;

  final int[] highest;

  /** The scale of each block, exactly a number of the stored type, and never 0. */
  final float[] scale;

  /** The integer that stands for 0 in each block. */
  final int[] zero;

  /** The other choice for a block; a scale of 0 where there is none. */
  final float[] rivalScale;

  final int[] rivalZero;
  final double[] error;
  final double[] rivalError;

  private final DataType type;
  private final IntegerRange range;
  private boolean mayClip = true;

  /**
   * @param type the type of the stored scales, float16 or float32
   */
  BlockScales(int blocks, DataType type, IntegerRange range) {
    this.lowest = new int[blocks];
    this.highest = new int[blocks];
    this.scale = new float[blocks];
    this.zero = new int[blocks];
    this.rivalScale = new float[blocks];
    this.rivalZero = new int[blocks];
    this.error = new double[blocks];
    this.rivalError = new double[blocks];
    this.type = type;
    this.range = range;
  }

  /**
   * An integer that orders the bits of a float as the floats are ordered, and gives the bits back
   * when applied again. Comparing integers is several times faster, and 0 stands for 0.
   */
  static int key(int bits) {
    return bits ^ bits >> 31 & Integer.MAX_VALUE;
  }

  /** The smallest value of a block, at most 0. */
  float minimum(int block) {
    return Float.intBitsToFloat(key(lowest[block]));
  }

  /** The largest value of a block, at least 0. */
  float maximum(int block) {
    return Float.intBitsToFloat(key(highest[block]));
  }

  /** The type of the stored scales. */
  DataType type() {
    return type;
  }

  /** The integers that are used. */
  IntegerRange range() {
    return range;
  }

  /** How many blocks there are. */
  int count() {
    return scale.length;
  }

  /**
   * Chooses for some blocks, whose ranges are known.
   *
   * @return whether any of them has a rival
   */
  boolean choose(int from, int to) {
    boolean rivals = false;
    mayClip = !range.symmetric();
    if (range.symmetric()) {
      chooseUsual(from, to);
    }
    for (int block = from; block < to; block++) {
      if (!range.symmetric()) {
        chooseLinear(block);
      } else if (!isUsual(block)) {
        mayClip = true;
        chooseSymmetric(block);
      }
      rivals |= rivalScale[block] != 0;
    }
    return rivals;
  }

  /** The nearest scale, which most blocks of the symmetric mode keep. */
  private void chooseUsual(int from, int to) {
    int steps = range.maximum() - range.middle();
    int middle = range.middle();
    for (int block = from; block < to; block++) {
      scale[block] = Math.max(-minimum(block), maximum(block)) / steps;
      zero[block] = middle;
    }
    if (type == DataType.FLOAT16) {
      for (int block = from; block < to; block++) {
        scale[block] = Float.float16ToFloat(Float.floatToFloat16(scale[block]));
      }
    }
  }

  /**
   * Whether the nearest scale of a block needs no second look: as a normal number of the type it is
   * too near to clip anything, and its largest multiple is finite in both types.
   */
  private boolean isUsual(int block) {
    float nearest = scale[block];
    return nearest >= SMALLEST_NORMAL && nearest * (range.maximum() - range.middle()) <= 65504f;
  }

  /** Adds the errors that both choices for a block make with one value. */
  void measure(int block, float value) {
    error[block] += Rounding.error(value, scale[block], zero[block], range, type);
    rivalError[block] += Rounding.error(value, rivalScale[block], rivalZero[block], range, type);
  }

  /** Takes the rival wherever its error, measured meanwhile, is smaller. */
  void settle(int from, int to) {
    for (int block = from; block < to; block++) {
      if (rivalScale[block] != 0 && rivalError[block] < error[block]) {
        scale[block] = rivalScale[block];
        zero[block] = rivalZero[block];
      }
    }
  }

  /** Whether some value of the blocks that were chosen for last may have to be clamped. */
  boolean mayClip() {
    return mayClip;
  }

  /** Whether all values of a block become integers of the range without being clamped. */
  boolean fits(int block) {
    return Math.rint(minimum(block) / scale[block]) + zero[block] >= range.minimum()
        && Math.rint(maximum(block) / scale[block]) + zero[block] <= range.maximum();
  }

  private void chooseSymmetric(int block) {
    float largest = Math.max(-minimum(block), maximum(block));
    int steps = range.maximum() - range.middle();
    zero[block] = range.middle();
    if (largest == 0) {
      scale[block] = 1;
      return;
    }
    float nearest = Elements.round(type, largest / steps);
    scale[block] = nearest;
    // Subnormal scales are so coarse that the nearest one may clip the largest values, or be 0.
    if (nearest == 0 || largest / nearest > steps + 0.5f) {
      scale[block] = above(nearest);
      rival(block, nearest, range.middle());
    }
    scale[block] = capped(scale[block], steps);
  }

  private void chooseLinear(int block) {
    double minimum = minimum(block);
    double width = maximum(block) - minimum;
    if (width == 0) {
      scale[block] = 1;
      zero[block] = Math.clamp(0, range.minimum(), range.maximum());
      return;
    }
    float nearest = Elements.round(type, (float) (width / range.steps()));
    if (nearest == 0 || width / nearest > range.steps() + 1.0) {
      nearest = above(nearest);
    }
    scale[block] = nearest;
    zero[block] = clamp(Math.rint(range.minimum() - minimum / nearest));
    // A smaller scale may move the zero point by one, which is why one step more is the last try.
    int farthest = farthest(zero[block]);
    for (int slack = 0; slack < 2; slack++) {
      float capped = capped(scale[block], farthest + slack);
      if (capped != scale[block]) {
        scale[block] = capped;
        zero[block] = clamp(Math.rint(range.minimum() - minimum / capped));
      }
      if (farthest(zero[block]) <= farthest + slack) {
        break;
      }
    }
    rivalOfRoundedSteps(block);
  }

  /**
   * The choice of an implementation that rounds each step of the formulas to the weight's type, as
   * array libraries do. It is as good as any, and better in some blocks by chance.
   */
  private void rivalOfRoundedSteps(int block) {
    float minimum = minimum(block);
    float maximum = maximum(block);
    float width = round(maximum - minimum);
    float candidate = round(width / range.steps());
    float above = round(range.minimum() * maximum);
    float below = round(range.maximum() * minimum);
    float point = round(round(above - below) / width);
    if (candidate > 0 && Float.isFinite(candidate) && Float.isFinite(point)) {
      rival(block, candidate, clamp(Math.rint(point)));
    }
  }

  private void rival(int block, float candidate, int point) {
    if (candidate != scale[block] || point != zero[block]) {
      rivalScale[block] = candidate;
      rivalZero[block] = point;
    }
  }

  private int clamp(double point) {
    return (int) Math.clamp(point, range.minimum(), range.maximum());
  }

  private float round(float value) {
    return Elements.round(type, value);
  }

  /**
   * A scale that so many steps of stay finite: at the upper end of the type's range, rounding a
   * scale up would make the largest values infinite.
   */
  private float capped(float scale, int steps) {
    if (Float.isFinite(round(scale * steps))) {
      return scale;
    }
    float largest = type == DataType.FLOAT16 ? 65504f : Float.MAX_VALUE;
    float capped = round(largest / steps);
    return Float.isFinite(round(capped * steps)) ? capped : below(capped);
  }

  /** The most steps that an integer is away from a zero point. */
  private int farthest(int point) {
    return Math.max(range.maximum() - point, point - range.minimum());
  }

  private float below(float value) {
    return type == DataType.FLOAT16
        ? Float.float16ToFloat((short) (Float.floatToFloat16(value) - 1))
        : Math.nextDown(value);
  }

  /** The next larger number of the stored type. */
  private float above(float value) {
    return type == DataType.FLOAT16
        ? Float.float16ToFloat((short) (Float.floatToFloat16(value) + 1))
        : Math.nextUp(value);
  }
}
