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

/**
 * The memory of the results for one weight. What exceeds the limit lies in a temporary file, which
 * the system pages out as it needs to; the file has no name, so that nothing of it is left behind.
 */
final class WeightMemory implements SegmentAllocator, AutoCloseable {
  private static final long ALIGNMENT = 64;

  private final Arena arena = Arena.ofShared();
  private final Path spillFolder;
  private long left;

  /**
   * @param limit bytes that may lie in memory
   * @param spillFolder where temporary files go
   */
  WeightMemory(long limit, Path spillFolder) {
    this.left = limit;
    this.spillFolder = spillFolder;
  }

  @Override
  public synchronized MemorySegment allocate(long byteSize, long byteAlignment) {
    if (byteSize <= left) {
      left -= byteSize;
      return arena.allocate(byteSize, Math.max(byteAlignment, ALIGNMENT));
    }
    return spill(byteSize);
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
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, byteSize, arena);
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
  public void close() {
    arena.close();
  }
}
