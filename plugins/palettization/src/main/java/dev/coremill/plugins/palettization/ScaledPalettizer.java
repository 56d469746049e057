package dev.coremill.plugins.palettization;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Palettizes one weight with scalar tables and a scale for each output channel: its largest
 * magnitude. Errors count with the squared scale, so that the error of the weight is minimized, not
 * that of its scaled form. Where tables without scales serve the weight better, all scales are 1.
 */
final class ScaledPalettizer {
  private final PaletteLayout layout;
  private final Tensor floats;
  private final GroupRuns runs;
  private final CompressionContext context;
  private final TableMaker maker;

  /** Makes a table for values. */
  interface TableMaker {
    Palette make(SortedValues values, int entries);
  }

  ScaledPalettizer(
      PaletteLayout layout,
      Tensor floats,
      GroupRuns runs,
      CompressionContext context,
      TableMaker maker) {
    this.layout = layout;
    this.floats = floats;
    this.runs = runs;
    this.context = context;
    this.maker = maker;
  }

  /** Tables for all groups, and their error. */
  private record Tables(float[] scales, float[][] entries, double error, boolean merged) {}

  Outcome compress(int bits) {
    float[] scales = largestMagnitudes();
    float[] ones = new float[scales.length];
    Arrays.fill(ones, 1);
    Tables scaled = tables(scales, 1 << bits);
    Tables plain = tables(ones, 1 << bits);
    if (plain.error < scaled.error) {
      context.note("all scales are 1: the error is smaller than with the channels' ranges");
    }
    Tables chosen = plain.error < scaled.error ? plain : scaled;
    if (chosen.merged) {
      context.note(GroupValues.MERGED);
    }
    return new Outcome.Rewritten(expression(chosen, bits));
  }

  private float[] largestMagnitudes() {
    Shape scaleShape = layout.scaleShape();
    BlockGrid channels = new BlockGrid(layout.shape(), scaleShape);
    float[] largest = new float[Math.toIntExact(scaleShape.elementCount())];
    float[] values = new float[GroupRuns.Chunks.LARGEST];
    int[] blocks = new int[values.length];
    for (long start = 0; start < floats.elementCount(); start += values.length) {
      int count = (int) Math.min(values.length, floats.elementCount() - start);
      Elements.readFloats(floats, start, count, values, 0);
      channels.blocksOf(start, count, blocks);
      for (int i = 0; i < count; i++) {
        int channel = blocks[i];
        largest[channel] = Math.max(largest[channel], Math.abs(values[i]));
      }
    }
    for (int channel = 0; channel < largest.length; channel++) {
      if (largest[channel] == 0) {
        largest[channel] = 1;
      }
    }
    return largest;
  }

  private Tables tables(float[] scales, int entries) {
    GroupValues reader = reader(scales);
    SortedValues values = new SortedValues();
    float[][] tables = new float[layout.groups()][];
    double error = 0;
    boolean merged = false;
    for (int group = 0; group < tables.length; group++) {
      context.checkCancelled();
      merged |= reader.collect(group, values);
      Palette palette = maker.make(values, entries);
      tables[group] = palette.entries();
      error += palette.error();
    }
    return new Tables(scales, tables, error, merged);
  }

  private GroupValues reader(float[] scales) {
    return new GroupValues.OfFloats(FloatSource.scaled(floats, layout.scaleAxis(), scales), runs);
  }

  private WeightExpression expression(Tables tables, int bits) {
    DataType indexType = DataType.unsigned(bits);
    DataType type = layout.type();
    MemorySegment table = allocate(type, (long) layout.groups() << bits);
    MemorySegment packed = allocate(indexType, floats.elementCount());
    MemorySegment scale = allocate(type, tables.scales.length);
    Elements.writeFloats(type, scale, 0, tables.scales, 0, tables.scales.length);
    GroupValues reader = reader(tables.scales);
    int[] indices = new int[GroupRuns.Chunks.LARGEST];
    for (int group = 0; group < layout.groups(); group++) {
      context.checkCancelled();
      float[] entries = tables.entries[group];
      Elements.writeFloats(type, table, (long) group << bits, entries, 0, entries.length);
      reader.assign(entries);
      for (GroupRuns.Chunks chunks = runs.chunks(group); chunks.next(); ) {
        reader.indices(chunks.start(), chunks.count(), indices);
        Elements.writeIntegers(indexType, packed, chunks.start(), indices, 0, chunks.count());
      }
    }
    return new WeightExpression.Affine(
        new WeightExpression.Lookup(
            Tensor.of(indexType, layout.indexShape(), packed),
            new WeightExpression.Dense(Tensor.of(type, layout.tableShape(bits), table)),
            layout.vectorAxis()),
        new WeightExpression.Dense(Tensor.of(type, layout.scaleShape(), scale)),
        null);
  }

  private MemorySegment allocate(DataType type, long count) {
    return context.memory().allocate(Tensor.packedSize(type, count), 64);
  }
}
