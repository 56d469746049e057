package dev.coremill.plugins.palettization;

import java.lang.foreign.MemorySegment;

/** The distinct values of groups, and the indices that stand for elements. */
sealed interface GroupValues {
  /** What the report says where a group has too many distinct values. */
  String MERGED =
      "a table serves over "
          + FloatHistogram.MOST_DISTINCT
          + " distinct values: neighbours were merged into about as many bins, so its error may be"
          + " slightly above the smallest one";

  /**
   * Finds the distinct values of a group, ascending.
   *
   * @return whether neighbours were merged
   */
  boolean collect(int group, SortedValues into);

  /** Sets the table whose indices are wanted; it is the one of the group collected last. */
  void assign(float[] entries);

  /** The same for a group that need not be the one collected last. */
  void assign(int group, float[] entries);

  /** The indices of elements of that group. */
  void indices(long start, int count, int[] into);

  /** Float16 elements, by their bits. */
  final class OfHalves implements GroupValues {
    private final HalfHistogram histogram = new HalfHistogram();
    private final MemorySegment data;
    private final GroupRuns runs;

    OfHalves(MemorySegment data, GroupRuns runs) {
      this.data = data;
      this.runs = runs;
    }

    @Override
    public boolean collect(int group, SortedValues into) {
      histogram.collect(data, runs, group, into);
      return false;
    }

    @Override
    public void assign(float[] entries) {
      histogram.assign(entries);
    }

    @Override
    public void assign(int group, float[] entries) {
      histogram.collect(data, runs, group, new SortedValues());
      histogram.assign(entries);
    }

    @Override
    public void indices(long start, int count, int[] into) {
      histogram.indices(data, start, count, into);
    }
  }

  /** Elements of any float type, or scaled ones. */
  final class OfFloats implements GroupValues {
    private final FloatHistogram histogram = new FloatHistogram();
    private final FloatSource source;
    private final GroupRuns runs;

    /** Entry {@code i + 1} serves values above border {@code i}. */
    private double[] borders = new double[0];

    OfFloats(FloatSource source, GroupRuns runs) {
      this.source = source;
      this.runs = runs;
    }

    @Override
    public boolean collect(int group, SortedValues into) {
      return histogram.collect(source, runs, group, into);
    }

    @Override
    public void assign(float[] entries) {
      // A table has a power of two of entries, so halving steps of fixed length find an entry.
      borders = new double[entries.length];
      for (int i = 0; i + 1 < entries.length; i++) {
        borders[i] = Palette.middle(entries, i);
      }
      borders[entries.length - 1] = Double.POSITIVE_INFINITY;
    }

    @Override
    public void assign(int group, float[] entries) {
      assign(entries);
    }

    @Override
    public void indices(long start, int count, int[] into) {
      source.read(start, count);
      float[] values = source.values();
      int half = borders.length / 2;
      for (int i = 0; i < count; i++) {
        double value = values[i];
        int index = 0;
        for (int step = half; step > 0; step >>= 1) {
          index += value > borders[index + step - 1] ? step : 0;
        }
        into[i] = index;
      }
    }
  }
}
