package dev.coremill.api.runtime;

/**
 * How a function is to be run.
 *
 * @param mode how results are rounded
 * @param threads how many threads one prediction may use, at least 1
 */
public record RuntimeOptions(NumericMode mode, int threads) {
  /** Rejects a number of threads below 1. */
  public RuntimeOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("a runtime needs a thread, not " + threads);
    }
  }
}
