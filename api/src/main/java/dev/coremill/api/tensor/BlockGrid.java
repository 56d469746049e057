package dev.coremill.api.tensor;

import java.util.Arrays;

/**
 * A partition of a tensor into equal blocks, one for each entry of a smaller tensor of the same
 * rank: how the format lays scales and lookup tables over weights. Each dimension of the grid
 * divides the tensor's; entry {@code g} of a dimension serves the elements from {@code g * (length
 * / count)} on.
 *
 * <p>A grid of shape {@code [64, 1, 1, 1]} over {@code [64, 32, 3, 3]} is per-channel; {@code [1,
 * 1, 1, 1]} is per-tensor; {@code [64, 2, 1, 1]} has blocks of 16 along axis 1.
 */
public final class BlockGrid {
  private final Shape shape;
  private final Shape grid;
  private final long[] blockLengths;
  private final long runLength;

  /**
   * The partition of one shape by another.
   *
   * @throws IllegalArgumentException if the ranks differ, or if a dimension of the grid does not
   *     divide the shape's
   */
  public BlockGrid(Shape shape, Shape grid) {
    if (shape.rank() != grid.rank()) {
      throw new IllegalArgumentException(
          "a grid of shape " + grid + " for a tensor of shape " + shape + ": the ranks differ");
    }
    this.shape = shape;
    this.grid = grid;
    this.blockLengths = new long[shape.rank()];
    for (int axis = 0; axis < blockLengths.length; axis++) {
      long length = shape.dimension(axis);
      long count = grid.dimension(axis);
      if (count <= 0 || length % count != 0) {
        throw new IllegalArgumentException(
            "a grid of shape "
                + grid
                + " for a tensor of shape "
                + shape
                + ": "
                + count
                + " does not divide "
                + length);
      }
      blockLengths[axis] = length / count;
    }
    long run = 1;
    for (int axis = blockLengths.length - 1; axis >= 0; axis--) {
      run *= blockLengths[axis];
      if (grid.dimension(axis) > 1) {
        break;
      }
    }
    this.runLength = run;
  }

  /** The shape that is partitioned. */
  public Shape shape() {
    return shape;
  }

  /** How many blocks there are along each axis. */
  public Shape grid() {
    return grid;
  }

  /** How many blocks there are. */
  public long blockCount() {
    return grid.elementCount();
  }

  /** The size of a block along each axis. */
  public long[] blockLengths() {
    return blockLengths.clone();
  }

  /**
   * The largest number such that elements from any multiple of it on, that many in row-major order,
   * belong to one block. Loops over runs of one block are the fast way through a tensor.
   */
  public long runLength() {
    return runLength;
  }

  /** The row-major index of the block that an element (by its row-major index) belongs to. */
  public long blockOf(long element) {
    long block = 0;
    long blockStride = 1;
    long rest = element;
    for (int axis = blockLengths.length - 1; axis >= 0; axis--) {
      long length = shape.dimension(axis);
      block += rest % length / blockLengths[axis] * blockStride;
      blockStride *= grid.dimension(axis);
      rest /= length;
    }
    return block;
  }

  /**
   * The blocks of consecutive elements.
   *
   * @param start the row-major index of the first element
   * @param count how many elements
   * @param into receives the index of each element's block, from 0 on
   * @throws IllegalArgumentException if there are over 2^31 - 1 blocks
   */
  public void blocksOf(long start, int count, int[] into) {
    if (blockCount() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a grid of " + blockCount() + " blocks");
    }
    if (count == 0) {
      return;
    }
    // Coordinates of the current run are kept and stepped, because a division per run is slow where
    // runs are short.
    int innermost = innermostSplitAxis();
    long[] steps = new long[innermost + 1];
    long runIndex = start / runLength;
    for (int axis = innermost; axis >= 0; axis--) {
      long length = axis == innermost ? grid.dimension(axis) : shape.dimension(axis);
      steps[axis] = runIndex % length;
      runIndex /= length;
    }
    int done = 0;
    long inRun = start % runLength;
    while (true) {
      int run = (int) Math.min(count - done, runLength - inRun);
      Arrays.fill(into, done, done + run, (int) blockOfRun(steps, innermost));
      done += run;
      inRun = 0;
      if (done == count) {
        return;
      }
      int axis = innermost;
      while (++steps[axis] == (axis == innermost ? grid.dimension(axis) : shape.dimension(axis))
          && axis > 0) {
        steps[axis--] = 0;
      }
    }
  }

  /**
   * Gives each of some consecutive elements the value of its block: scales, for instance, one for
   * each element, so that a plain loop can multiply by them.
   *
   * @param perBlock a value for each block
   * @param start the row-major index of the first element
   * @param count how many elements
   * @param into receives the values, from 0 on
   */
  public void spread(float[] perBlock, long start, int count, float[] into) {
    int axis = innermostSplitAxis();
    long rowLength = runLength * grid.dimension(axis);
    boolean repeats = blockCount() == grid.dimension(axis);
    int done = 0;
    while (done < count) {
      if (repeats && done >= rowLength) {
        // Every row has the same values, so what is there is copied, twice as much each time.
        int from = (int) (done % rowLength);
        int length = Math.min(count - done, done - from);
        System.arraycopy(into, from, into, done, length);
        done += length;
        continue;
      }
      long row = (start + done) / rowLength;
      long within = (start + done) % rowLength;
      int length = (int) Math.min(count - done, rowLength - within);
      int first = repeats ? 0 : (int) blockOf(row * rowLength);
      spreadRow(perBlock, first, within, length, into, done);
      done += length;
    }
  }

  private void spreadRow(
      float[] perBlock, int first, long within, int length, float[] into, int offset) {
    if (runLength == 1) {
      System.arraycopy(perBlock, first + (int) within, into, offset, length);
      return;
    }
    int block = first + (int) (within / runLength);
    int end = offset + length;
    int at = offset;
    long left = runLength - within % runLength;
    while (at < end) {
      int to = (int) Math.min(end, at + left);
      float value = perBlock[block++];
      for (; at < to; at++) {
        into[at] = value;
      }
      left = runLength;
    }
  }

  private int innermostSplitAxis() {
    int axis = grid.rank() - 1;
    while (axis > 0 && grid.dimension(axis) == 1) {
      axis--;
    }
    return axis;
  }

  private long blockOfRun(long[] steps, int innermost) {
    long block = 0;
    for (int axis = 0; axis <= innermost; axis++) {
      long along = axis == innermost ? steps[axis] : steps[axis] / blockLengths[axis];
      block = block * grid.dimension(axis) + along;
    }
    return block;
  }

  @Override
  public String toString() {
    return grid + " over " + shape;
  }
}
