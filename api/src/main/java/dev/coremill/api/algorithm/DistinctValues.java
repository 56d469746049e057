package dev.coremill.api.algorithm;

/**
 * The distinct values of the elements that share something, such as a lookup table, in ascending
 * order. All are finite, and the two zeros are one value. Of float32 weights with very many
 * distinct values, close neighbours are merged into their mean.
 */
public interface DistinctValues {
  /** How many there are. */
  int size();

  /**
   * A value.
   *
   * @param index from 0 on; values ascend with it
   */
  double value(int index);

  /**
   * What an error in a value counts: how many elements have it, times the squared scale of the
   * element's channel where the values were divided by scales.
   *
   * @param index the value's index
   */
  double weight(int index);
}
