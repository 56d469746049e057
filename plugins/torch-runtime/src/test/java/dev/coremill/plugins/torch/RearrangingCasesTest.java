package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.counting;
import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.runtime.PredictionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Elements in another order, and elements around a tensor. */
class RearrangingCasesTest {
  @ParameterizedTest(name = "{0} below, {1} above")
  @CsvSource({"-1, -1", "0, -1", "-1, 0", "0, 0", "1, 0", "0, 1", "1, 2", "5, 5", "-1, 1"})
  void aBandOfDiagonalsIsKept(int lower, int upper) {
    float[] expected = new float[24];
    for (int i = 0; i < 24; i++) {
      int row = i / 4 % 3;
      int column = i % 4;
      boolean kept = (lower < 0 || row - column <= lower) && (upper < 0 || column - row <= upper);
      expected[i] = kept ? 1 + i : 0;
    }
    OperationRun.of("band_part")
        .input("x", counting(1, shape(2, 3, 4)))
        .integer("lower", lower)
        .integer("upper", upper)
        .run()
        .isClose(shape(2, 3, 4), expected);
  }

  @ParameterizedTest(name = "{0}: {1} {2} {3} {4}")
  @CsvSource({
    "constant, 0, 0, 1, 2",
    "constant, 2, 1, 0, 3",
    "reflect, 0, 0, 1, 2",
    "reflect, 2, 1, 3, 3",
    "replicate, 0, 0, 1, 2",
    "replicate, 2, 1, 5, 0",
    "reflect, 1, 2, 0, 0",
    "replicate, 4, 4, 4, 4"
  })
  void elementsAreAddedAround(String mode, int top, int bottom, int left, int right) {
    int height = 3 + top + bottom;
    int width = 4 + left + right;
    float[] expected = new float[2 * height * width];
    int at = 0;
    for (int image = 0; image < 2; image++) {
      for (int y = -top; y < 3 + bottom; y++) {
        for (int x = -left; x < 4 + right; x++) {
          boolean inside = y >= 0 && y < 3 && x >= 0 && x < 4;
          int row = mode.equals("reflect") ? mirrored(y, 3) : Math.clamp(y, 0, 2);
          int column = mode.equals("reflect") ? mirrored(x, 4) : Math.clamp(x, 0, 3);
          expected[at++] = !inside && mode.equals("constant") ? -7 : image * 12 + row * 4 + column;
        }
      }
    }
    OperationRun.of("pad")
        .input("x", counting(0, shape(2, 3, 4)))
        .parameter("pad", top, bottom, left, right)
        .parameter("mode", mode)
        .parameter("constant_val", -7f)
        .run()
        .isClose(shape(2, height, width), expected);
  }

  private static int mirrored(int at, int size) {
    int positive = Math.abs(at);
    return positive < size ? positive : 2 * (size - 1) - positive;
  }

  @Test
  void zerosAreAddedWhereNothingElseIsSaid() {
    OperationRun.of("pad")
        .input("x", floats(shape(2), 1, 2))
        .parameter("pad", 1, 2)
        .run()
        .isClose(shape(5), 0, 1, 2, 0, 0);
  }

  @Test
  void aReflectionCannotBeLongerThanWhatItReflects() {
    OperationRun run =
        OperationRun.of("pad")
            .input("x", floats(shape(2), 1, 2))
            .parameter("pad", 2, 0)
            .parameter("mode", "reflect");
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("reflect cannot add 2 and 0 elements to 2");
  }

  @Test
  void axesAreReversed() {
    OperationRun.of("reverse")
        .input("x", counting(0, shape(2, 3)))
        .run()
        .isClose(shape(2, 3), 5, 4, 3, 2, 1, 0);
    OperationRun.of("reverse")
        .input("x", counting(0, shape(2, 3)))
        .parameter("axes", new int[] {0})
        .run()
        .isClose(shape(2, 3), 3, 4, 5, 0, 1, 2);
    OperationRun.of("reverse")
        .input("x", counting(0, shape(2, 3)))
        .parameter("axes", new int[] {-1})
        .run()
        .isClose(shape(2, 3), 2, 1, 0, 5, 4, 3);
  }

  @ParameterizedTest(name = "sequence {0}, batch {1}")
  @CsvSource({"0, 1", "1, 0", "-1, 0", "0, -1"})
  void theBeginningOfEachSequenceIsReversed(int sequenceAxis, int batchAxis) {
    boolean rows = Math.floorMod(batchAxis, 2) == 0;
    int[] lengths = {3, 0, 2, 1};
    float[] expected = new float[16];
    for (int batch = 0; batch < 4; batch++) {
      for (int step = 0; step < 4; step++) {
        int from = step < lengths[batch] ? lengths[batch] - 1 - step : step;
        if (rows) {
          expected[batch * 4 + step] = batch * 4 + from;
        } else {
          expected[step * 4 + batch] = from * 4 + batch;
        }
      }
    }
    OperationRun.of("reverse_sequence")
        .input("x", counting(0, shape(4, 4)))
        .input("lengths", integers(lengths))
        .integer("seq_axis", sequenceAxis)
        .integer("batch_axis", batchAxis)
        .run()
        .isClose(shape(4, 4), expected);
  }

  private static int index(int[] sizes, int n, int c, int h, int w) {
    return ((n * sizes[1] + c) * sizes[2] + h) * sizes[3] + w;
  }

  private static OperationRun on(String type, int[] sizes) {
    return OperationRun.of(type)
        .input("x", counting(0, shape(sizes[0], sizes[1], sizes[2], sizes[3])));
  }

  @ParameterizedTest(name = "block {0}")
  @CsvSource({"1", "2", "3"})
  void depthBecomesSpaceAndBack(int block) {
    int[] deep = {2, 2 * block * block, 2, 3};
    int[] wide = {2, 2, 2 * block, 3 * block};
    float[] toSpace = new float[24 * block * block];
    float[] shuffled = new float[toSpace.length];
    float[] toDepth = new float[toSpace.length];
    float[] unshuffled = new float[toSpace.length];
    for (int n = 0; n < 2; n++) {
      for (int c = 0; c < 2; c++) {
        for (int h = 0; h < wide[2]; h++) {
          for (int w = 0; w < wide[3]; w++) {
            int cell = h % block * block + w % block;
            int flat = index(wide, n, c, h, w);
            int blockFirst = index(deep, n, cell * 2 + c, h / block, w / block);
            int channelFirst = index(deep, n, c * block * block + cell, h / block, w / block);
            toSpace[flat] = blockFirst;
            toDepth[blockFirst] = flat;
            shuffled[flat] = channelFirst;
            unshuffled[channelFirst] = flat;
          }
        }
      }
    }
    on("depth_to_space", deep)
        .integer("block_size", block)
        .run()
        .isClose(shape(2, 2, wide[2], wide[3]), toSpace);
    on("pixel_shuffle", deep)
        .integer("upscale_factor", block)
        .run()
        .isClose(shape(2, 2, wide[2], wide[3]), shuffled);
    on("space_to_depth", wide)
        .integer("block_size", block)
        .run()
        .isClose(shape(2, deep[1], 2, 3), toDepth);
    on("pixel_unshuffle", wide)
        .integer("downscale_factor", block)
        .run()
        .isClose(shape(2, deep[1], 2, 3), unshuffled);
  }

  @ParameterizedTest(name = "blocks of {0} x {1}, {2} {3} {4} {5} around")
  @CsvSource({"2, 2, 0, 0, 0, 0", "1, 2, 0, 0, 1, 1", "2, 3, 2, 0, 1, 1", "3, 1, 1, 1, 0, 0"})
  void spaceBecomesBatchesAndBack(
      int blockHeight, int blockWidth, int top, int bottom, int left, int right) {
    int[] image = {2, 3, 4, 4};
    int height = (4 + top + bottom) / blockHeight;
    int width = (4 + left + right) / blockWidth;
    int[] batched = {2 * blockHeight * blockWidth, 3, height, width};
    float[] toBatch = new float[batched[0] * 3 * height * width];
    float[] toSpace = new float[96];
    for (int n = 0; n < 2; n++) {
      for (int c = 0; c < 3; c++) {
        for (int h = 0; h < 4; h++) {
          for (int w = 0; w < 4; w++) {
            int y = h + top;
            int x = w + left;
            int cell = y % blockHeight * blockWidth + x % blockWidth;
            int to = index(batched, cell * 2 + n, c, y / blockHeight, x / blockWidth);
            int from = index(image, n, c, h, w);
            toBatch[to] = from;
            toSpace[from] = to;
          }
        }
      }
    }
    on("space_to_batch", image)
        .parameter("block_shape", blockHeight, blockWidth)
        .parameter("paddings", integers(shape(2, 2), top, bottom, left, right))
        .run()
        .isClose(shape(batched[0], 3, height, width), toBatch);
    on("batch_to_space", batched)
        .parameter("block_shape", blockHeight, blockWidth)
        .parameter("crops", integers(shape(2, 2), top, bottom, left, right))
        .run()
        .isClose(shape(2, 3, 4, 4), toSpace);
  }

  @Test
  void blocksThatDoNotFillTheImageAreRefused() {
    OperationRun run =
        on("space_to_batch", new int[] {1, 1, 3, 4})
            .parameter("block_shape", 2, 2)
            .parameter("paddings", integers(shape(2, 2), 0, 0, 0, 0));
    assertThatThrownBy(run::run)
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("blocks of 2 x 2 do not fill 3 x 4");
  }
}
