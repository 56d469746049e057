package dev.coremill.plugins.testkit;

import dev.coremill.api.algorithm.CompressionContext;
import dev.coremill.api.algorithm.IndivisiblePolicy;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;

/** What an algorithm gets while it is tested: memory that is freed when nobody refers to it. */
final class KitContext implements CompressionContext {
  private final AtomicLong looks = new AtomicLong();
  private final long looksBeforeCancelled;

  /**
   * A context.
   *
   * @param looksBeforeCancelled how often {@link #checkCancelled} may be called before it says that
   *     the run is being stopped
   */
  KitContext(long looksBeforeCancelled) {
    this.looksBeforeCancelled = looksBeforeCancelled;
  }

  KitContext() {
    this(Long.MAX_VALUE);
  }

  @Override
  public IndivisiblePolicy onIndivisible() {
    return IndivisiblePolicy.NEAREST;
  }

  @Override
  public SegmentAllocator memory() {
    return Arena.ofAuto();
  }

  @Override
  public void note(String remark) {
    if (remark.isBlank()) {
      throw new IllegalArgumentException("a remark without words");
    }
  }

  @Override
  public void checkCancelled() {
    if (looks.incrementAndGet() > looksBeforeCancelled) {
      throw new CancellationException("the test stops here");
    }
  }
}
