package dev.coremill.plugins.palettization;

import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a weight of any float type in chunks, each divided by the scale of its channel
 * where there are scales, and with the weight that its squared error has: the squared scale.
 */
final class FloatSource {
  private final Tensor tensor;
  private final @Nullable BlockGrid channels;
  private final float[] scales;
  private final float[] values = new float[GroupRuns.Chunks.LARGEST];
  private final double[] weights = new double[GroupRuns.Chunks.LARGEST];
  private final int[] blocks;

  private FloatSource(Tensor tensor, @Nullable BlockGrid channels, float[] scales) {
    this.tensor = tensor;
    this.channels = channels;
    this.scales = scales;
    this.blocks = new int[channels == null ? 0 : GroupRuns.Chunks.LARGEST];
    Arrays.fill(weights, 1);
  }

  /** The elements as they are. */
  static FloatSource of(Tensor tensor) {
    return new FloatSource(tensor, null, new float[0]);
  }

  /**
   * The elements over the scales of their channels.
   *
   * @param axis the axis of the channels
   * @param scales one for each channel, none of them 0
   */
  static FloatSource scaled(Tensor tensor, int axis, float[] scales) {
    Shape grid = tensor.shape().ones().with(axis, scales.length);
    return new FloatSource(tensor, new BlockGrid(tensor.shape(), grid), scales);
  }

  /** Reads the next elements into {@link #values()} and {@link #weights()}. */
  void read(long start, int count) {
    Elements.readFloats(tensor, start, count, values, 0);
    if (channels == null) {
      return;
    }
    channels.blocksOf(start, count, blocks);
    for (int i = 0; i < count; i++) {
      float scale = scales[blocks[i]];
      values[i] /= scale;
      weights[i] = (double) scale * scale;
    }
  }

  float[] values() {
    return values;
  }

  double[] weights() {
    return weights;
  }
}
