package dev.coremill.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockGridTest {
  private static final int[] LENGTHS = {1, 1, 2, 3, 4, 6, 7, 12};

  private static BlockGrid random(SplittableRandom random) {
    int rank = 1 + random.nextInt(5);
    long[] shape = new long[rank];
    long[] grid = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      shape[axis] = LENGTHS[random.nextInt(LENGTHS.length)];
      do {
        grid[axis] = 1 + random.nextLong(shape[axis]);
      } while (shape[axis] % grid[axis] != 0);
    }
    return new BlockGrid(Shape.of(shape), Shape.of(grid));
  }

  /** The block by coordinates, as the definition says it. */
  private static long block(BlockGrid grid, long element) {
    long block = 0;
    for (int axis = 0; axis < grid.shape().rank(); axis++) {
      long coordinate = element / grid.shape().stride(axis) % grid.shape().dimension(axis);
      long length = grid.shape().dimension(axis) / grid.grid().dimension(axis);
      block = block * grid.grid().dimension(axis) + coordinate / length;
    }
    return block;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void blocksOfConsecutiveElementsAreThoseOfEach(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 100; round++) {
      BlockGrid grid = random(random);
      int total = (int) grid.shape().elementCount();
      int start = random.nextInt(total);
      int count = random.nextInt(total - start + 1);
      int[] blocks = new int[count];
      grid.blocksOf(start, count, blocks);
      for (int i = 0; i < count; i++) {
        assertThat((long) blocks[i])
            .as("element %d of %s", start + i, grid)
            .isEqualTo(block(grid, start + i))
            .isEqualTo(grid.blockOf(start + i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void aRunBelongsToOneBlockAndIsTheLongestSuch(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 100; round++) {
      BlockGrid grid = random(random);
      long total = grid.shape().elementCount();
      long run = grid.runLength();
      assertThat(total % run).isZero();
      boolean changesAtEveryRun = true;
      for (long element = 0; element < total; element++) {
        assertThat(grid.blockOf(element)).isEqualTo(grid.blockOf(element / run * run));
        if (element % run == 0 && element > 0) {
          changesAtEveryRun &= grid.blockOf(element) != grid.blockOf(element - 1);
        }
      }
      assertThat(changesAtEveryRun).as("%s with runs of %d", grid, run).isTrue();
    }
  }

  @Test
  void aGridThatDoesNotDivideIsRefusedWithItsNumbers() {
    assertThatThrownBy(() -> new BlockGrid(Shape.of(64, 30), Shape.of(64, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 does not divide 30");
    assertThatThrownBy(() -> new BlockGrid(Shape.of(64, 30), Shape.of(64)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ranks differ");
  }
}
