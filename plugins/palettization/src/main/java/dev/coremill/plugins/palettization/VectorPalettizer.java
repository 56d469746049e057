package dev.coremill.plugins.palettization;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Palettizes one weight with tables of vectors. Clusters are found on a sample of the vectors where
 * there are many, and then improved on all of them.
 */
final class VectorPalettizer {
  private static final int SAMPLE = 1 << 14;
  private static final int MOST_STEPS = 12;
  private static final double SMALLEST_GAIN = 1e-5;

  private final PaletteLayout layout;
  private final Tensor floats;
  private final CompressionContext context;
  private final GroupRuns runs;
  private final Vectors vectors;

  VectorPalettizer(PaletteLayout layout, Tensor floats, CompressionContext context) {
    this.layout = layout;
    this.floats = floats;
    this.context = context;
    this.runs = GroupRuns.ofDense(layout.shape(), layout.axis(), layout.groups());
    this.vectors = new Vectors(layout.vectorSize(), VectorChunks.LARGEST);
  }

  Outcome compress(int bits) {
    int dimension = layout.vectorSize();
    DataType indexType = DataType.unsigned(bits);
    int tableLength = dimension << bits;
    MemorySegment table = allocate(layout.type(), (long) layout.groups() * tableLength);
    MemorySegment packed = allocate(indexType, floats.elementCount() / dimension);
    for (int group = 0; group < layout.groups(); group++) {
      float[] entries = new VectorClusters(sample(group), bits, context::checkCancelled).table();
      round(entries);
      entries = polish(group, entries, bits);
      Elements.writeFloats(
          layout.type(), table, (long) group * tableLength, entries, 0, tableLength);
      for (VectorChunks chunks = chunks(group); chunks.next(vectors); ) {
        vectors.assign(entries, bits);
        Elements.writeIntegers(
            indexType, packed, chunks.index(), vectors.nearest(), 0, vectors.count());
      }
    }
    return new Outcome.Rewritten(
        new WeightExpression.Lookup(
            Tensor.of(indexType, layout.indexShape(), packed),
            new WeightExpression.Dense(Tensor.of(layout.type(), layout.tableShape(bits), table)),
            layout.axis()));
  }

  /** All vectors of a group, or every n-th one of many. */
  private Vectors sample(int group) {
    long all = runs.elements(group) / layout.vectorSize();
    long step = (all + SAMPLE - 1) / SAMPLE;
    Vectors sample = new Vectors(layout.vectorSize(), (int) ((all + step - 1) / step));
    float[] one = new float[layout.vectorSize()];
    long seen = 0;
    for (VectorChunks chunks = chunks(group); chunks.next(vectors); ) {
      for (int i = (int) ((step - seen % step) % step); i < vectors.count(); i += (int) step) {
        for (int c = 0; c < one.length; c++) {
          one[c] = vectors.component(i, c);
        }
        sample.add(one, 0, 1);
      }
      seen += vectors.count();
    }
    return sample;
  }

  /** Lloyd's steps with rounded entries over all vectors, as long as they lower the error. */
  private float[] polish(int group, float[] first, int bits) {
    float[] best = first;
    float[] entries = first.clone();
    double smallest = Double.POSITIVE_INFINITY;
    double[] sums = new double[first.length];
    long[] counts = new long[1 << bits];
    for (int step = 0; step < MOST_STEPS; step++) {
      Arrays.fill(sums, 0);
      Arrays.fill(counts, 0);
      double error = 0;
      for (VectorChunks chunks = chunks(group); chunks.next(vectors); ) {
        vectors.assign(entries, bits);
        error += vectors.accumulate(entries, sums, counts);
      }
      if (error >= smallest) {
        break;
      }
      boolean last = error > smallest * (1 - SMALLEST_GAIN);
      smallest = error;
      best = entries.clone();
      if (last) {
        break;
      }
      VectorClusters.average(sums, counts, entries);
      round(entries);
    }
    return best;
  }

  private void round(float[] entries) {
    for (int i = 0; i < entries.length; i++) {
      entries[i] = Elements.round(layout.type(), entries[i]);
    }
  }

  private VectorChunks chunks(int group) {
    context.checkCancelled();
    return new VectorChunks(floats, layout, runs, group);
  }

  private MemorySegment allocate(DataType type, long count) {
    return context.memory().allocate(Tensor.packedSize(type, count), 64);
  }
}
