package dev.coremill.plugins.pruning;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A walk over a weight in tiles: some steps along one axis, with what lies inside that axis. The
 * elements of a tile that differ in the step only are a column; blocks and neighbours are columns.
 * Where the size does not divide the axis, the last tile has fewer steps.
 *
 * <p>Each call of {@link #next} loads some columns; their elements can then be kept or not, and the
 * decision be written to a mask.
 */
final class Tiles {
  /** Elements that are loaded at a time, unless a single column has more. */
  static final int CHUNK = 1 << 15;

  private final Tensor weight;
  private final int size;
  private final long inner;
  private final long length;
  private final float[] values;
  private final int[] bits;

  private long outer;
  private long step;
  private long within;

  private long start;
  private int rows;
  private int tiles;
  private int columns;

  /**
   * @param size steps of a tile along the axis
   */
  Tiles(Tensor weight, int axis, int size) {
    this.weight = weight;
    this.size = size;
    this.inner = weight.shape().stride(axis);
    this.length = weight.shape().dimension(axis);
    this.values = new float[Math.max(CHUNK, size)];
    this.bits = new int[values.length];
  }

  /** Loads the next columns; returns false after the last ones. */
  boolean next() {
    if ((outer * length + step) * inner >= weight.elementCount()) {
      return false;
    }
    rows = (int) Math.min(size, length - step);
    start = (outer * length + step) * inner + within;
    if (inner * rows <= values.length) {
      long whole = rows < size ? 1 : (length - step) / size;
      tiles = (int) Math.min(whole, values.length / (inner * rows));
      columns = (int) inner;
      Elements.readFloats(weight, start, tiles * rows * columns, values, 0);
      step += (long) tiles * rows;
    } else {
      tiles = 1;
      columns = (int) Math.min(inner - within, values.length / rows);
      for (int row = 0; row < rows; row++) {
        Elements.readFloats(weight, start + row * inner, columns, values, row * columns);
      }
      within += columns;
      if (within == inner) {
        within = 0;
        step += rows;
      }
    }
    if (step == length) {
      step = 0;
      outer++;
    }
    return true;
  }

  /** How many elements each loaded column has. */
  int rows() {
    return rows;
  }

  /** Computes the L2 norm of each loaded column; returns how many there are. */
  int norms(float[] into) {
    for (int tile = 0; tile < tiles; tile++) {
      for (int column = 0; column < columns; column++) {
        into[tile * columns + column] = norm(tile * rows * columns + column);
      }
    }
    return tiles * columns;
  }

  private float norm(int first) {
    double sum = 0;
    for (int row = 0; row < rows; row++) {
      double value = values[first + row * columns];
      sum += value * value;
    }
    return (float) Math.sqrt(sum);
  }

  /** Keeps the loaded columns whose norm is above a limit. */
  void keepAbove(double limit) {
    for (int tile = 0; tile < tiles; tile++) {
      for (int column = 0; column < columns; column++) {
        int first = tile * rows * columns + column;
        int keep = norm(first) > limit ? 1 : 0;
        for (int row = 0; row < rows; row++) {
          bits[first + row * columns] = keep;
        }
      }
    }
  }

  /**
   * Drops the smallest elements of each loaded column, of equal ones the first; keeps the others.
   *
   * @param zeros how many of a full column are dropped; what a short column lacks counts as dropped
   */
  void keepLargest(int zeros) {
    int dropped = Math.max(0, zeros - (size - rows));
    long[] keys = new long[rows];
    Arrays.fill(bits, 0, tiles * rows * columns, 1);
    for (int tile = 0; tile < tiles; tile++) {
      for (int column = 0; column < columns; column++) {
        int first = tile * rows * columns + column;
        for (int row = 0; row < rows; row++) {
          int magnitude = Float.floatToRawIntBits(Math.abs(values[first + row * columns]));
          keys[row] = (long) magnitude << 32 | row;
        }
        Arrays.sort(keys);
        for (int i = 0; i < dropped; i++) {
          bits[first + (int) keys[i] * columns] = 0;
        }
      }
    }
  }

  /**
   * Writes the decisions on the loaded elements to a mask, zeros always as dropped; returns how
   * many are kept.
   */
  int write(MemorySegment mask) {
    int count = tiles * rows * columns;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (values[i] == 0) {
        bits[i] = 0;
      }
      kept += bits[i];
    }
    if (columns == inner) {
      Elements.writeIntegers(DataType.UINT1, mask, start, bits, 0, count);
    } else {
      for (int row = 0; row < rows; row++) {
        Elements.writeIntegers(
            DataType.UINT1, mask, start + row * inner, bits, row * columns, columns);
      }
    }
    return kept;
  }
}
