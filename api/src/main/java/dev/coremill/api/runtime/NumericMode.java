package dev.coremill.api.runtime;

/** How a runtime rounds. */
public enum NumericMode {
  /** Every float is computed and kept in float32, whatever type the program declares. */
  FLOAT32,
  /**
   * What the program declares as float16 is rounded to float16 after each operation; sums inside an
   * operation run in float32.
   */
  FLOAT16
}
