package dev.coremill.core.sample;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Samples that stand one after another in a file, little end first.
 *
 * @param channel the file
 * @param start where the first sample begins
 * @param type the type of the elements, of whole bytes
 * @param shape the shape of one sample
 * @param count how many samples there are
 */
record FileColumn(FileChannel channel, long start, DataType type, Shape shape, long count)
    implements Column {
  /**
   * Bytes of a sample.
   *
   * @throws IllegalArgumentException if a sample is too large to be held
   */
  static int sampleBytes(DataType type, Shape shape) {
    return SampleSize.bytes(type.bits() / 8, shape);
  }

  @Override
  public Value read(long index) throws IOException {
    if (index < 0 || index >= count) {
      throw new IndexOutOfBoundsException("sample " + index + " of " + count);
    }
    byte[] bytes = new byte[sampleBytes(type, shape)];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    long position = start + index * bytes.length;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, position + buffer.position());
      if (read < 0) {
        throw new EOFException("the file ends before it");
      }
    }
    return Value.OfTensor.of(Tensor.of(type, shape, MemorySegment.ofArray(bytes)));
  }

  /** The file is closed by whoever opened it. */
  @Override
  public void close() {}
}
