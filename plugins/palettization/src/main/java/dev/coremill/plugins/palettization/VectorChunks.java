package dev.coremill.plugins.palettization;

import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;

/**
 * A walk through the vectors of a group in the order of their indices.
 *
 * <p>The weight is a sequence of tiles: as many steps along the channel axis as a vector has
 * components, with everything inside that axis. Vector {@code i} of a tile has its components
 * {@code inner} elements apart, from element {@code i} of the tile on.
 */
final class VectorChunks {
  /** The most vectors that come at a time. */
  static final int LARGEST = 1 << 15;

  private final Tensor floats;
  private final GroupRuns runs;
  private final int group;
  private final int dimension;
  private final long inner;
  private final long tile;
  private final float[] buffer = new float[LARGEST];

  private long run = -1;
  private long start;
  private long end;

  /** Vectors of the tile at {@code start} that were read already, where a tile comes in parts. */
  private long within;

  private long index;

  VectorChunks(Tensor floats, PaletteLayout layout, GroupRuns runs, int group) {
    this.floats = floats;
    this.runs = runs;
    this.group = group;
    this.dimension = layout.vectorSize();
    this.inner = layout.shape().stride(layout.axis());
    this.tile = inner * dimension;
  }

  /** Puts the next vectors in place of those that are there; returns false where none are left. */
  boolean next(Vectors into) {
    into.clear();
    if (start == end) {
      if (++run == runs.runs()) {
        return false;
      }
      start = runs.start(group, run);
      end = start + runs.length(group, run);
    }
    if (tile > LARGEST) {
      readPart(into);
    } else {
      readTiles(into);
    }
    return true;
  }

  /** The index of the first vector among all vectors of the weight. */
  long index() {
    return index;
  }

  private void readTiles(Vectors into) {
    int tiles = (int) Math.min(LARGEST / tile, (end - start) / tile);
    int length = (int) tile;
    Elements.readFloats(floats, start, tiles * length, buffer, 0);
    for (int i = 0; i < tiles; i++) {
      if (inner == 1) {
        into.add(buffer, i * length, 1);
      } else {
        into.add(buffer, i * length, (int) inner, (int) inner);
      }
    }
    index = start / dimension;
    start += tiles * tile;
  }

  private void readPart(Vectors into) {
    // A vector of a whole tile of channels may be longer than the buffer.
    int most = Math.max(1, LARGEST / dimension);
    int count = (int) Math.min(most, inner - within);
    float[] parts = dimension <= LARGEST ? buffer : new float[dimension];
    for (int c = 0; c < dimension; c++) {
      Elements.readFloats(floats, start + c * inner + within, count, parts, c * count);
    }
    into.add(parts, 0, count, count);
    index = start / dimension + within;
    within += count;
    if (within == inner) {
      within = 0;
      start += tile;
    }
  }
}
