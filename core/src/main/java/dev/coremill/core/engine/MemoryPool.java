package dev.coremill.core.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that is used again for one weight after the other. Freeing a shared arena stops
 * every thread at its next safepoint, which costs milliseconds while the workers are in long loops;
 * so blocks are kept, and freed only where they would exceed the budget together.
 */
final class MemoryPool implements AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final long limit;
  private final List<Block> free = new ArrayList<>();
  private long total;

  /**
   * A block of memory.
   *
   * @param arena frees it
   * @param segment all of it
   * @param used whether it may hold something else than zeros
   */
  record Block(Arena arena, MemorySegment segment, boolean used) {}

  /**
   * @param limit bytes that all blocks may take together, those in use and those that are kept
   */
  MemoryPool(long limit) {
    this.limit = limit;
  }

  /** A block of at least so many bytes; at most twice as many, if it was kept. */
  @SuppressWarnings("MustBeClosedChecker") // the block's own arena, closed with it
  Block take(long size) {
    List<Block> surplus = new ArrayList<>();
    Block best;
    synchronized (this) {
      best = smallest(size);
      if (best != null) {
        free.remove(best);
        return best;
      }
      while (total + size > limit && !free.isEmpty()) {
        Block block = free.removeFirst();
        total -= block.segment().byteSize();
        surplus.add(block);
      }
      total += size;
    }
    for (Block block : surplus) {
      block.arena().close();
    }
    Arena arena = Arena.ofShared();
    return new Block(arena, arena.allocate(size, ALIGNMENT), false);
  }

  private @Nullable Block smallest(long size) {
    Block best = null;
    for (Block block : free) {
      long bytes = block.segment().byteSize();
      if (bytes >= size
          && bytes / 2 <= size
          && (best == null || bytes < best.segment().byteSize())) {
        best = block;
      }
    }
    return best;
  }

  /** Takes a block back. */
  synchronized void give(Block block) {
    free.add(new Block(block.arena(), block.segment(), true));
  }

  /** Frees what was given back. Blocks that are still in use stay the business of who has them. */
  @Override
  public void close() {
    List<Block> surplus;
    synchronized (this) {
      surplus = List.copyOf(free);
      free.clear();
    }
    for (Block block : surplus) {
      block.arena().close();
    }
  }
}
