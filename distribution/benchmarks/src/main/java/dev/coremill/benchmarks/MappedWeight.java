package dev.coremill.benchmarks;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** Square float16 weights, normally distributed, in a file that is mapped as packages are. */
final class MappedWeight implements AutoCloseable {
  private final Path file;
  private final Arena arena;
  private final Tensor tensor;

  private MappedWeight(Path file, Arena arena, Tensor tensor) {
    this.file = file;
    this.arena = arena;
    this.tensor = tensor;
  }

  /**
   * Writes and maps a weight.
   *
   * @param side rows and columns
   */
  static MappedWeight create(int side) throws IOException {
    Path file = Files.createTempFile("coremill-benchmark", ".bin");
    long size = 2L * side * side;
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Arena writing = Arena.ofConfined()) {
      MemorySegment to = channel.map(FileChannel.MapMode.READ_WRITE, 0, size, writing);
      SplittableRandom random = new SplittableRandom(20_260_101);
      float[] row = new float[side];
      for (int i = 0; i < side; i++) {
        for (int j = 0; j < side; j++) {
          row[j] = (float) (random.nextGaussian() * 0.02);
        }
        Elements.writeFloats(DataType.FLOAT16, to, (long) i * side, row, 0, side);
      }
      to.force();
    }
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment data = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      return new MappedWeight(file, arena, Tensor.of(DataType.FLOAT16, Shape.of(side, side), data));
    }
  }

  Tensor tensor() {
    return tensor;
  }

  @Override
  public void close() throws IOException {
    arena.close();
    Files.delete(file);
  }
}
