package dev.coremill.core.engine;

import dev.coremill.api.algorithm.WeightSite;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * Memory for one call of an algorithm. A result is about as large as the weight; a call that asks
 * for a large multiple of that never stops asking.
 */
final class BoundedMemory implements SegmentAllocator {
  /** Bytes for each element: eight results of the widest type. */
  private static final long BYTES_PER_ELEMENT = 64;

  /** What any weight may have, however small. */
  private static final long LEAST = 64L << 20;

  private final SegmentAllocator memory;
  private final WeightSite site;
  private final String name;
  private final String where;
  private final long limit;
  private long asked;

  /**
   * Memory for a call.
   *
   * @param memory where it comes from
   * @param name the algorithm's name, for messages
   * @param where the call, for messages
   */
  BoundedMemory(SegmentAllocator memory, WeightSite site, String name, String where) {
    this.where = where;
    this.memory = memory;
    this.site = site;
    this.name = name;
    long elements = site.encoding().shape().elementCount();
    this.limit = Math.max(LEAST, Math.min(elements, Long.MAX_VALUE / 128) * BYTES_PER_ELEMENT);
  }

  @Override
  public MemorySegment allocate(long byteSize, long byteAlignment) {
    count(byteSize);
    return memory.allocate(byteSize, byteAlignment);
  }

  private synchronized void count(long byteSize) {
    if (byteSize < 0) {
      throw new IllegalArgumentException(byteSize + " bytes");
    }
    if (byteSize > limit - asked) {
      throw new ProblemException(
          Problem.failed(
              site.name(),
              name
                  + " asks for more than "
                  + limit
                  + " bytes of memory in one call of compress, for a weight of "
                  + site.encoding().shape().elementCount()
                  + " elements"
                  + where,
              "exclude the weight, or report the defect to the plugin's provider"));
    }
    asked += byteSize;
  }
}
