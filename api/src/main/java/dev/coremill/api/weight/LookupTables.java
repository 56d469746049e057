package dev.coremill.api.weight;

import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.Shape;

/** The decoded tables of a lookup, and which of them serves an index. */
final class LookupTables {
  private final BlockGrid groups;
  private final float[] values;
  private final int entries;
  private final int vectorSize;

  private LookupTables(BlockGrid groups, float[] values, int entries, int vectorSize) {
    this.groups = groups;
    this.values = values;
    this.entries = entries;
    this.vectorSize = vectorSize;
  }

  /**
   * @param laidOver the shape that the groups are laid over: that of the indices, or of the mask
   *     where they are packed
   */
  static LookupTables of(WeightExpression.Lookup lookup, Shape laidOver) {
    Encoding.Lookup encoding =
        new Encoding.Lookup(
            new Encoding.Dense(lookup.indices().type(), lookup.indices().shape()),
            lookup.table().encoding(),
            lookup.vectorAxis());
    Shape table = encoding.table().shape();
    return new LookupTables(
        new BlockGrid(laidOver, encoding.groups()),
        ValueReader.all(lookup.table()),
        Math.toIntExact(table.dimension(-2)),
        Math.toIntExact(table.dimension(-1)));
  }

  int vectorSize() {
    return vectorSize;
  }

  BlockGrid groups() {
    return groups;
  }

  /** One component of the entry for the index at a position. */
  float look(long position, int index, int component) {
    long group = groups.blockCount() == 1 ? 0 : groups.blockOf(position);
    return values[((int) group * entries + index) * vectorSize + component];
  }

  /** Scalar entries for consecutive indices. */
  void look(long start, int count, int[] index, float[] into, int offset) {
    int done = 0;
    long runLength = groups.runLength();
    if (runLength < 16) {
      int[] blocks = new int[count];
      groups.blocksOf(start, count, blocks);
      look(blocks, count, index, into, offset);
      return;
    }
    while (done < count) {
      long position = start + done;
      int run = (int) Math.min(count - done, runLength - position % runLength);
      int base = (int) groups.blockOf(position) * entries;
      for (int i = done; i < done + run; i++) {
        into[offset + i] = values[base + index[i]];
      }
      done += run;
    }
  }

  /** Scalar entries for indices of any groups. */
  void look(int[] blocks, int count, int[] index, float[] into, int offset) {
    for (int i = 0; i < count; i++) {
      into[offset + i] = values[blocks[i] * entries + index[i]];
    }
  }
}
