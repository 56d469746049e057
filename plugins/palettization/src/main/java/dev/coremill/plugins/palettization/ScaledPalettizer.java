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
import java.util.function.Supplier;

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
  private final Supplier<GroupValues> unscaled;

  /** Makes a table for values. */
  interface TableMaker {
    Palette make(SortedValues values, int entries);
  }

  /**
   * @param unscaled reads the weight as it is
   */
  ScaledPalettizer(
      PaletteLayout layout,
      Tensor floats,
      GroupRuns runs,
      CompressionContext context,
      TableMaker maker,
      Supplier<GroupValues> unscaled) {
    this.layout = layout;
    this.floats = floats;
    this.runs = runs;
    this.context = context;
    this.maker = maker;
    this.unscaled = unscaled;
  }

  /** Tables for all groups, and their error. */
  private static final class Tables {
    final float[] scales;
    final float[][] entries;
    double error;
    boolean merged;

    Tables(float[] scales, int groups) {
      this.scales = scales;
      this.entries = new float[groups][];
    }
  }

  Outcome compress(int bits) {
    float[] scales = largestMagnitudes();
    float[] ones = new float[scales.length];
    Arrays.fill(ones, 1);
    Tables scaled = tables(scales, scaled(scales), 1 << bits);
    Tables plain = tables(ones, unscaled.get(), 1 << bits);
    if (plain.error < scaled.error) {
      context.note("all scales are 1: the error is smaller than with the channels' ranges");
    }
    Tables chosen = plain.error < scaled.error ? plain : scaled;
    if (chosen.merged) {
      context.note(GroupValues.MERGED);
    }
    return new Outcome.Rewritten(
        expression(chosen, chosen == plain ? unscaled.get() : scaled(scales), bits));
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

  private Tables tables(float[] scales, GroupValues reader, int entries) {
    SortedValues values = new SortedValues();
    Tables tables = new Tables(scales, layout.groups());
    for (int group = 0; group < layout.groups(); group++) {
      context.checkCancelled();
      tables.merged |= reader.collect(group, values);
      Palette palette = maker.make(values, entries);
      tables.entries[group] = palette.entries();
      tables.error += palette.error();
    }
    return tables;
  }

  private GroupValues scaled(float[] scales) {
    return new GroupValues.OfFloats(FloatSource.scaled(floats, layout.scaleAxis(), scales), runs);
  }

  private WeightExpression expression(Tables tables, GroupValues reader, int bits) {
    DataType indexType = DataType.unsigned(bits);
    DataType type = layout.type();
    MemorySegment table = allocate(type, (long) layout.groups() << bits);
    MemorySegment packed = allocate(indexType, floats.elementCount());
    MemorySegment scale = allocate(type, tables.scales.length);
    Elements.writeFloats(type, scale, 0, tables.scales, 0, tables.scales.length);
    int[] indices = new int[GroupRuns.Chunks.LARGEST];
    for (int group = 0; group < layout.groups(); group++) {
      context.checkCancelled();
      float[] entries = tables.entries[group];
      Elements.writeFloats(type, table, (long) group << bits, entries, 0, entries.length);
      reader.assign(group, entries);
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
