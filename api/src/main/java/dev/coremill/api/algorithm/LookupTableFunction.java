package dev.coremill.api.algorithm;

/**
 * Makes the lookup tables of palettization: {@code palettize} calls it with {@code mode: custom}
 * where its {@code lut_function} is this name. Each element then gets the index of the nearest
 * entry.
 *
 * <p>It is a small way to try an idea about tables, such as equally filled clusters: grouping,
 * packing, scales, sparse weights and reports stay the algorithm's work.
 */
public interface LookupTableFunction {
  /**
   * The name that {@code lut_function} gives: lower case letters, digits and underscores, and no
   * other function's.
   */
  String name();

  /** What its tables are like, in one sentence, for lists and documentation. */
  String description();

  /**
   * The table for the elements of one group. The same arguments must give the same table, on any
   * machine and thread.
   *
   * @param values the values of the group; there is one at least
   * @param nbits bits of an index: 1, 2, 3, 4, 6 or 8
   * @return exactly {@code 1 << nbits} entries in any order, finite in the weight's type, which
   *     they are rounded to; entries that are not needed may repeat others
   * @throws IllegalArgumentException if there can be no table; the message says why, and ends the
   *     run
   */
  float[] table(DistinctValues values, int nbits);
}
