package dev.coremill.plugins.palettization;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import java.util.Arrays;

/**
 * The entries of a scalar lookup table, ascending, each a number of the weight's float type; the
 * first ones are used, and the last used one is repeated up to the end.
 *
 * <p>A value belongs to the nearest entry, and half-way to the lower one.
 */
final class Palette {
  private static final int MOST_POLISHING_STEPS = 6;

  private final float[] entries;
  private final double error;

  private Palette(float[] entries, double error) {
    this.entries = entries;
    this.error = error;
  }

  /** All entries; not to be changed. */
  float[] entries() {
    return entries;
  }

  /** The sum of weighted squared errors over the values that it was made for. */
  double error() {
    return error;
  }

  /**
   * The table with the smallest error: the means of the optimal clusters, rounded to the type.
   * Rounding moves the means, so where a step of assigning and averaging over the rounded entries
   * lowers the error, it is taken.
   */
  static Palette optimal(
      SortedValues values, int entries, DataType type, OptimalClusters clusters) {
    int used = Math.min(entries, values.size());
    if (used == values.size()) {
      return distinct(values, entries, type);
    }
    Palette palette = means(values, clusters.borders(values, used), entries, type);
    for (int step = 0; step < MOST_POLISHING_STEPS; step++) {
      Palette next = means(values, borders(values, palette.entries), entries, type);
      if (next.error >= palette.error) {
        break;
      }
      palette = next;
    }
    return palette;
  }

  /** A table of the values themselves, of which there are not more than entries. */
  static Palette distinct(SortedValues values, int entries, DataType type) {
    float[] table = new float[entries];
    for (int i = 0; i < values.size(); i++) {
      table[i] = Elements.round(type, (float) values.value(i));
    }
    return filled(table, values.size(), values);
  }

  /** A table of equally spaced entries from the smallest value to the largest. */
  static Palette uniform(SortedValues values, int entries, DataType type) {
    float[] table = new float[entries];
    if (values.size() > 0) {
      double first = values.value(0);
      double last = values.value(values.size() - 1);
      for (int i = 0; i < entries; i++) {
        table[i] = Elements.round(type, (float) (first + (last - first) * i / (entries - 1)));
      }
    }
    return filled(table, entries, values);
  }

  /**
   * A table that was made elsewhere; any number of entries in any order.
   *
   * @param entries numbers of the weight's type
   */
  static Palette given(SortedValues values, float[] entries) {
    float[] table = entries.clone();
    Arrays.sort(table);
    return filled(table, table.length, values);
  }

  private static Palette means(SortedValues values, int[] borders, int entries, DataType type) {
    float[] table = new float[entries];
    int used = 0;
    for (int cluster = 0; cluster + 1 < borders.length; cluster++) {
      int from = borders[cluster];
      int to = borders[cluster + 1];
      if (from == to) {
        continue;
      }
      // About the first value, so that a far offset costs no digits.
      double origin = values.value(from);
      double mass = 0;
      double moment = 0;
      for (int i = from; i < to; i++) {
        mass += values.weight(i);
        moment += values.weight(i) * (values.value(i) - origin);
      }
      table[used++] = Elements.round(type, (float) (origin + moment / mass));
    }
    return filled(table, used, values);
  }

  private static Palette filled(float[] table, int used, SortedValues values) {
    if (used > 0) {
      Arrays.fill(table, used, table.length, table[used - 1]);
    }
    return new Palette(table, error(values, table));
  }

  /** The borders of the values that each entry serves. */
  private static int[] borders(SortedValues values, float[] table) {
    int[] borders = new int[table.length + 1];
    int at = 0;
    for (int entry = 0; entry + 1 < table.length; entry++) {
      double middle = middle(table, entry);
      while (at < values.size() && values.value(at) <= middle) {
        at++;
      }
      borders[entry + 1] = at;
    }
    borders[table.length] = values.size();
    return borders;
  }

  private static double error(SortedValues values, float[] table) {
    int[] borders = borders(values, table);
    double error = 0;
    for (int entry = 0; entry < table.length; entry++) {
      for (int i = borders[entry]; i < borders[entry + 1]; i++) {
        double difference = values.value(i) - table[entry];
        error += values.weight(i) * difference * difference;
      }
    }
    return error;
  }

  /** The largest value that belongs to an entry rather than to the one after it. */
  static double middle(float[] table, int entry) {
    return ((double) table[entry] + table[entry + 1]) / 2;
  }
}
