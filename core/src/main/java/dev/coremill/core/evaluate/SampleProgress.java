package dev.coremill.core.evaluate;

/** Hears how many samples are done. */
@FunctionalInterface
public interface SampleProgress {
  /** Hears nothing. */
  SampleProgress SILENT = (_, _) -> {};

  /**
   * A sample is done.
   *
   * @param done how many are
   * @param total how many there are
   */
  void done(long done, long total);
}
