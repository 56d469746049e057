package dev.coremill.api.algorithm;

import java.lang.foreign.SegmentAllocator;

/** What the engine offers while one weight is compressed. */
public interface CompressionContext extends PlanContext {
  /**
   * Memory for results, zeroed, of any size; 64-byte alignment is given. It counts against the
   * memory budget, and lies in a temporary file where it does not fit. It is freed after the engine
   * has written the result.
   */
  SegmentAllocator memory();

  /** Adds a remark on this weight to the report. */
  void note(String remark);

  /**
   * To be called now and then (each few milliseconds) in long computations.
   *
   * @throws java.util.concurrent.CancellationException if the run is being stopped
   */
  void checkCancelled();
}
