package dev.coremill.plugins.palettization;

import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Which stored elements belong to which group of channels: for each group some runs of consecutive
 * elements, one for each step along the axes outside the channel axis.
 */
final class GroupRuns {
  private static final int CHUNK = 1 << 15;

  private final int groups;
  private final long runs;
  private final long runLength;

  /** For packed elements, how many there are before each run of the whole weight; else null. */
  private final long @Nullable [] before;

  private GroupRuns(int groups, long runs, long runLength, long @Nullable [] before) {
    this.groups = groups;
    this.runs = runs;
    this.runLength = runLength;
    this.before = before;
  }

  /**
   * @param axis the channel axis
   * @param groups how many groups there are along it; divides its length
   */
  static GroupRuns ofDense(Shape shape, int axis, int groups) {
    long inner = groups == 1 ? shape.elementCount() : shape.stride(axis);
    long runLength = groups == 1 ? inner : shape.dimension(axis) / groups * inner;
    long runs = shape.elementCount() / groups / runLength;
    return new GroupRuns(groups, runs, runLength, null);
  }

  /**
   * @param mask tells which elements of the weight are stored; its shape is the weight's
   */
  static GroupRuns ofPacked(Tensor mask, int axis, int groups) {
    GroupRuns whole = ofDense(mask.shape(), axis, groups);
    long[] before = new long[Math.toIntExact(whole.groups * whole.runs + 1)];
    int[] bits = new int[(int) Math.min(CHUNK, mask.elementCount())];
    int run = 0;
    long inRun = 0;
    long ones = 0;
    for (long start = 0; start < mask.elementCount(); start += bits.length) {
      int count = (int) Math.min(bits.length, mask.elementCount() - start);
      Elements.readIntegers(mask, start, count, bits, 0);
      int at = 0;
      while (at < count) {
        int end = (int) Math.min(count, at + whole.runLength - inRun);
        inRun += end - at;
        for (; at < end; at++) {
          ones += bits[at];
        }
        if (inRun == whole.runLength) {
          before[++run] = ones;
          inRun = 0;
        }
      }
    }
    return new GroupRuns(groups, whole.runs, whole.runLength, before);
  }

  int groups() {
    return groups;
  }

  /** How many elements a group has. */
  long elements(int group) {
    if (before == null) {
      return runs * runLength;
    }
    long elements = 0;
    for (long run = 0; run < runs; run++) {
      elements += length(group, run);
    }
    return elements;
  }

  /** How many runs a group has. */
  long runs() {
    return runs;
  }

  /** The index of the first element of a run. */
  long start(int group, long run) {
    long index = run * groups + group;
    return before == null ? index * runLength : before[(int) index];
  }

  /** How many elements a run has; of packed ones it may be none. */
  long length(int group, long run) {
    if (before == null) {
      return runLength;
    }
    int index = (int) (run * groups + group);
    return before[index + 1] - before[index];
  }

  /** A walk through the elements of a group in ascending order, in chunks that fit the cache. */
  Chunks chunks(int group) {
    return new Chunks(group);
  }

  /** The chunks of a group; {@link #next} comes first. */
  final class Chunks {
    /** The most elements that a chunk has. */
    static final int LARGEST = CHUNK;

    private final int group;
    private long run = -1;
    private long start;
    private long left;
    private int count;

    private Chunks(int group) {
      this.group = group;
    }

    /** Goes on to the next chunk, if there is one. */
    boolean next() {
      start += count;
      while (left == 0) {
        if (++run == runs) {
          count = 0;
          return false;
        }
        start = GroupRuns.this.start(group, run);
        left = GroupRuns.this.length(group, run);
      }
      count = (int) Math.min(left, CHUNK);
      left -= count;
      return true;
    }

    /** The index of the first element. */
    long start() {
      return start;
    }

    /** How many elements the chunk has, at least 1. */
    int count() {
      return count;
    }
  }
}
