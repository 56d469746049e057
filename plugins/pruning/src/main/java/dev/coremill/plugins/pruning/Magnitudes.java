package dev.coremill.plugins.pruning;

import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;

/** The magnitudes that decide what is pruned, in chunks, as often as they are wanted. */
interface Magnitudes {
  /** Takes one chunk of magnitudes. */
  interface Receiver {
    /**
     * @param values magnitudes, none negative; valid during the call
     * @param elements how many elements of the weight each of them stands for
     */
    void take(float[] values, int count, int elements);
  }

  /** Gives all magnitudes to a receiver, always in the same order. */
  void forEach(Receiver receiver);

  /** The magnitude of each element for itself. */
  static Magnitudes ofElements(Tensor weight) {
    return receiver -> {
      float[] values = new float[Tiles.CHUNK];
      for (long start = 0; start < weight.elementCount(); start += values.length) {
        int count = (int) Math.min(values.length, weight.elementCount() - start);
        Elements.readFloats(weight, start, count, values, 0);
        for (int i = 0; i < count; i++) {
          values[i] = Math.abs(values[i]);
        }
        receiver.take(values, count, 1);
      }
    };
  }

  /** The L2 norm of each block, which stands for all elements of the block. */
  static Magnitudes ofBlocks(Tensor weight, int axis, int blockSize) {
    return receiver -> {
      Tiles tiles = new Tiles(weight, axis, blockSize);
      float[] norms = new float[Tiles.CHUNK];
      while (tiles.next()) {
        receiver.take(norms, tiles.norms(norms), tiles.rows());
      }
    };
  }
}
