package dev.coremill.plugins.quantization;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.Arrays;

/**
 * The symmetric mode for float16 weights whose blocks follow one another: what most weights are.
 * Some blocks at a time are ranged and encoded, from the stored bits. Where one of them has no
 * scale that is plainly the best, they are left to {@link BlockQuantizer}.
 */
final class HalfQuantizer {
  /**
   * Elements that are worked on at a time. Of a large weight, they and what is made of them stay in
   * the first-level cache. Small weights are mostly those of a run that ends before all is
   * compiled, where each step costs more than the cache saves.
   */
  static final int LARGE_PIECE = 1 << 10;

  static final int SMALL_PIECE = 1 << 15;

  /** Elements of a large weight. */
  private static final long LARGE = 1 << 22;

  /** Shorter blocks are not looped over one by one. */
  private static final int SHORT = 512;

  private final Tensor tensor;
  private final long length;
  private final int piece;
  private final int blocks;
  private final QuantizedMemory into;
  private final CompressionContext context;
  private final HalfMagnitudes magnitudes;
  private final HalfCodes codes;
  private final float[] largest;
  private final float[] scales;
  private final float[] inverses;
  private final float[] spread;
  private final int[] points;

  HalfQuantizer(Tensor tensor, BlockGrid grid, QuantizedMemory into, CompressionContext context) {
    this(tensor, grid, into, context, isLarge(tensor) ? LARGE_PIECE : SMALL_PIECE);
  }

  /**
   * @param piece about as many elements as are worked on at a time
   */
  HalfQuantizer(
      Tensor tensor, BlockGrid grid, QuantizedMemory into, CompressionContext context, int piece) {
    this.tensor = tensor;
    this.length = grid.runLength();
    this.piece = piece;
    this.blocks = (int) Math.min(Math.max(1, 2L * piece / length), grid.blockCount());
    this.into = into;
    this.context = context;
    boolean together = length < SHORT;
    int elements = together ? blocks * (int) length : (int) Math.min(piece, length);
    this.magnitudes = new HalfMagnitudes(elements);
    this.codes = new HalfCodes(elements, into.range());
    this.largest = new float[blocks];
    this.scales = new float[blocks];
    this.inverses = new float[blocks];
    this.spread = new float[together ? elements : 0];
    this.points = new int[blocks];
    Arrays.fill(points, into.range().middle());
  }

  /**
   * Whether a tensor is one that this class is for. Whole channels of a small weight are left to
   * the general way, which shares its loops with the readers, so that fewer have to be compiled.
   */
  static boolean serves(Tensor tensor, BlockGrid grid, IntegerRange range) {
    return range.symmetric()
        && tensor.type() == DataType.FLOAT16
        && grid.runLength() % HalfMagnitudes.UNIT == 0
        && grid.runLength() * grid.blockCount() == tensor.elementCount()
        && (isLarge(tensor) || grid.runLength() < BlockRuns.SHORT_RUN || dividesSeveralAxes(grid));
  }

  private static boolean isLarge(Tensor tensor) {
    return tensor.elementCount() >= LARGE;
  }

  private static boolean dividesSeveralAxes(BlockGrid grid) {
    int divided = 0;
    for (int axis = 0; axis < grid.grid().rank(); axis++) {
      divided += grid.grid().dimension(axis) > 1 ? 1 : 0;
    }
    return divided > 1;
  }

  void quantize() {
    long count = tensor.elementCount() / length;
    for (long block = 0; block < count; block += blocks) {
      context.checkCancelled();
      quantize(block, (int) Math.min(blocks, count - block));
    }
  }

  private void quantize(long first, int count) {
    boolean together = length < SHORT;
    if (together) {
      magnitudes.ofBlocks(tensor.data(), first * length, count, (int) length, largest);
    } else {
      for (int block = 0; block < count; block++) {
        largest[block] = largest((first + block) * length);
      }
    }
    if (!choose(count)) {
      quantizeOtherwise(first, count);
      return;
    }
    if (together) {
      spread(inverses, count, (int) length, spread);
      codes.read(tensor.data(), first * length, count * (int) length);
      codes.encode(spread);
      codes.write(into.integers(), first * length);
    } else {
      for (int block = 0; block < count; block++) {
        encode((first + block) * length, inverses[block]);
      }
    }
    into.writeScales(first, scales, count);
    into.writeZeroPoints(first, points, count);
  }

  private float largest(long start) {
    float largest = 0;
    for (long done = 0; done < length; done += piece) {
      int count = (int) Math.min(piece, length - done);
      float found = magnitudes.of(tensor.data(), start + done, count);
      // Keeps NaN, too.
      largest = found <= largest ? largest : found;
    }
    return largest;
  }

  private void encode(long start, float inverse) {
    for (long done = 0; done < length; done += piece) {
      int count = (int) Math.min(piece, length - done);
      codes.read(tensor.data(), start + done, count);
      codes.encode(inverse);
      codes.write(into.integers(), start + done);
    }
  }

  /**
   * Chooses the nearest scales.
   *
   * @return false where one of them would clip values or not read back as finite numbers
   */
  private boolean choose(int count) {
    int steps = into.range().maximum() - into.range().middle();
    nearest(largest, steps, scales, count);
    for (int block = 0; block < count; block++) {
      // The product is exact. Below the bound no multiple of a scale is infinite in float16.
      boolean plain = largest[block] < scales[block] * (steps + 0.5f) && largest[block] <= 32768f;
      if (!plain) {
        if (largest[block] != 0) {
          return false;
        }
        scales[block] = 1;
      }
    }
    invert(scales, inverses, count);
    return true;
  }

  private static void nearest(float[] largest, int steps, float[] scales, int count) {
    for (int i = 0; i < count; i++) {
      scales[i] = Float.float16ToFloat(Float.floatToFloat16(largest[i] / steps));
    }
  }

  private static void invert(float[] scales, float[] inverses, int count) {
    for (int i = 0; i < count; i++) {
      inverses[i] = 1 / scales[i];
    }
  }

  private void quantizeOtherwise(long first, int count) {
    Shape shape = Shape.of(count, length);
    long start = first * length;
    Tensor part =
        Tensor.of(tensor.type(), shape, tensor.data().asSlice(start * 2, count * length * 2));
    BlockGrid grid = new BlockGrid(shape, Shape.of(count, 1));
    new BlockQuantizer(ElementBlocks.dense(part, grid), grid, into, start, first, context)
        .quantize();
  }

  private static void spread(float[] inverses, int count, int length, float[] spread) {
    for (int block = 0; block < count; block++) {
      Arrays.fill(spread, block * length, (block + 1) * length, inverses[block]);
    }
  }
}
