package dev.coremill.plugins.palettization;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.Outcome;
import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Palettizes one weight with scalar tables. */
final class ScalarPalettizer {
  private static final int MOST_UNIQUE = 256;

  private final PaletteLayout layout;
  private final Tensor floats;
  private final PaletteMaker maker;
  private final CompressionContext context;
  private final GroupRuns runs;
  private final SortedValues values = new SortedValues();
  private final OptimalClusters clusters = new OptimalClusters();
  private final int[] indices = new int[GroupRuns.Chunks.LARGEST];

  /**
   * @param floats the dense weight, or the non-zeros of a sparse one
   * @param mask the mask of a sparse one, else null
   * @param maker makes the tables
   */
  ScalarPalettizer(
      PaletteLayout layout,
      Tensor floats,
      @Nullable Tensor mask,
      PaletteMaker maker,
      CompressionContext context) {
    this.layout = layout;
    this.floats = floats;
    this.maker = maker;
    this.context = context;
    this.runs =
        mask == null
            ? GroupRuns.ofDense(layout.shape(), layout.axis(), layout.groups())
            : GroupRuns.ofPacked(mask, layout.axis(), layout.groups());
  }

  Outcome compress(int bits) {
    if (layout.scaleAxis() >= 0) {
      return new ScaledPalettizer(layout, floats, runs, context, this::palette, this::reader)
          .compress(bits);
    }
    return new Outcome.Rewritten(lookup(bits));
  }

  /**
   * The squared errors that tables of several sizes leave; empty where a group has more distinct
   * values than are told apart, so that only compressing tells.
   */
  Optional<double[]> squaredErrors(int[] widths) {
    double[] errors = new double[widths.length];
    // Each width searches from where its last search ended, as it does when it compresses.
    OptimalClusters[] searches = new OptimalClusters[widths.length];
    for (int i = 0; i < widths.length; i++) {
      searches[i] = new OptimalClusters();
    }
    GroupValues reader = reader();
    for (int group = 0; group < runs.groups(); group++) {
      context.checkCancelled();
      if (reader.collect(group, values)) {
        return Optional.empty();
      }
      for (int i = 0; i < widths.length; i++) {
        errors[i] += palette(values, 1 << widths[i], searches[i]).error();
      }
    }
    return Optional.of(errors);
  }

  /** With as many bits as the group with the most distinct values needs. */
  Outcome compressUnique(Opset opset) {
    int most = 1;
    GroupValues reader = reader();
    for (int group = 0; group < runs.groups(); group++) {
      context.checkCancelled();
      boolean merged = reader.collect(group, values);
      if (merged || values.size() > MOST_UNIQUE) {
        return new Outcome.Skipped(
            "it has over " + MOST_UNIQUE + " distinct values for one table; mode unique keeps all");
      }
      most = Math.max(most, values.size());
    }
    int bits = 1;
    while (1 << bits < most || !isWidth(bits, opset)) {
      bits++;
    }
    return new Outcome.Rewritten(lookup(bits));
  }

  private static boolean isWidth(int bits, Opset opset) {
    return PalettizeConfiguration.isWidth(bits)
        && (bits != 3 || opset.constexprParametersAreInputs());
  }

  private GroupValues reader() {
    // Counts of float16 patterns are ints.
    return floats.type() == DataType.FLOAT16 && floats.elementCount() <= Integer.MAX_VALUE
        ? new GroupValues.OfHalves(floats.data(), runs)
        : new GroupValues.OfFloats(FloatSource.of(floats), runs);
  }

  private WeightExpression lookup(int bits) {
    DataType indexType = DataType.unsigned(bits);
    MemorySegment table = allocate(layout.type(), (long) layout.groups() << bits);
    MemorySegment packed = allocate(indexType, floats.elementCount());
    GroupValues reader = reader();
    boolean merged = false;
    for (int group = 0; group < runs.groups(); group++) {
      context.checkCancelled();
      merged |= reader.collect(group, values);
      Palette palette = palette(values, 1 << bits);
      Elements.writeFloats(
          layout.type(), table, (long) group << bits, palette.entries(), 0, 1 << bits);
      reader.assign(palette.entries());
      for (GroupRuns.Chunks chunks = runs.chunks(group); chunks.next(); ) {
        reader.indices(chunks.start(), chunks.count(), indices);
        Elements.writeIntegers(indexType, packed, chunks.start(), indices, 0, chunks.count());
      }
    }
    if (merged) {
      context.note(GroupValues.MERGED);
    }
    return new WeightExpression.Lookup(
        Tensor.of(indexType, layout.indexShape(), packed),
        new WeightExpression.Dense(Tensor.of(layout.type(), layout.tableShape(bits), table)),
        layout.vectorAxis());
  }

  private Palette palette(SortedValues from, int entries) {
    return palette(from, entries, clusters);
  }

  private Palette palette(SortedValues from, int entries, OptimalClusters search) {
    return maker.make(from, entries, layout.type(), search);
  }

  private MemorySegment allocate(DataType type, long count) {
    return context.memory().allocate(Tensor.packedSize(type, count), 64);
  }
}
