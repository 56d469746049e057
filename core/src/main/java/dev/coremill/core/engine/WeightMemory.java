package dev.coremill.core.engine;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory of the results for one weight. What exceeds the limit lies in a temporary file, which
 * the system pages out as it needs to; the file has no name, so that nothing of it is left behind.
 */
final class WeightMemory implements SegmentAllocator, AutoCloseable {
  private final MemoryPool pool;
  private final Path spillFolder;
  private final List<MemoryPool.Block> blocks = new ArrayList<>();
  private @Nullable Arena mapped;
  private long left;

  /**
   * @param limit bytes that may lie in memory
   * @param pool where they come from
   * @param spillFolder where temporary files go
   */
  WeightMemory(long limit, MemoryPool pool, Path spillFolder) {
    this.left = limit;
    this.pool = pool;
    this.spillFolder = spillFolder;
  }

  /** The alignment is 64 bytes at least, and no larger one is needed by the format. */
  @Override
  public synchronized MemorySegment allocate(long byteSize, long byteAlignment) {
    if (byteSize > left) {
      return spill(byteSize);
    }
    left -= byteSize;
    MemoryPool.Block block = pool.take(Math.max(byteSize, 1));
    blocks.add(block);
    MemorySegment segment = block.segment().asSlice(0, byteSize);
    return block.used() ? segment.fill((byte) 0) : segment;
  }

  /** Keeps what is mapped into it as long as this memory. */
  @SuppressWarnings("MustBeClosedChecker") // closed with this memory
  synchronized Arena arena() {
    if (mapped == null) {
      mapped = Arena.ofShared();
    }
    return mapped;
  }

  private MemorySegment spill(long byteSize) {
    try {
      Path file = Files.createTempFile(spillFolder, ".coremill-", ".spill");
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE)) {
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, byteSize, arena());
      }
    } catch (IOException failure) {
      throw new ProblemException(
          Problem.failed(
              spillFolder.toString(),
              "cannot make a temporary file of " + byteSize + " bytes: " + failure.getMessage(),
              "free space there, or raise --max-memory"),
          failure);
    }
  }

  @Override
  public synchronized void close() {
    for (MemoryPool.Block block : blocks) {
      pool.give(block);
    }
    blocks.clear();
    if (mapped != null) {
      mapped.close();
      mapped = null;
    }
  }
}
