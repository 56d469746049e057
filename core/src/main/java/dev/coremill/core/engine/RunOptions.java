package dev.coremill.core.engine;

/**
 * What a run may use.
 *
 * @param threads how many weights are worked on at the same time, at least 1
 * @param maximumMemory bytes of weight data that may be in flight, at least 1 MiB; results that do
 *     not fit go to temporary files
 */
public record RunOptions(int threads, long maximumMemory) {
  /** Checks the ranges. */
  public RunOptions {
    if (threads < 1 || maximumMemory < 1 << 20) {
      throw new IllegalArgumentException(threads + " threads, " + maximumMemory + " bytes");
    }
  }

  /** A thread for each processor, and a quarter of the memory that Java may take. */
  static RunOptions ofThisMachine() {
    Runtime runtime = Runtime.getRuntime();
    return new RunOptions(
        runtime.availableProcessors(), Math.max(1 << 20, runtime.maxMemory() / 4));
  }
}
