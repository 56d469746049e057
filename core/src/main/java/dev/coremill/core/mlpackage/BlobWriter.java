package dev.coremill.core.mlpackage;

import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes a blob file from front to back. Data goes straight from where it is to the file, so memory
 * of a blob's size is never needed.
 */
final class BlobWriter implements AutoCloseable {
  /** Bytes per write from native memory. */
  private static final long NATIVE_CHUNK = 1 << 28;

  /** Bytes per write from the heap, where the JDK copies each chunk first. */
  private static final long HEAP_CHUNK = 1 << 20;

  private static final long MOST_BLOBS = 0xFFFF_FFFFL;

  private final Path path;
  private final FileChannel channel;
  private final MemorySegment scratch = MemorySegment.ofArray(new byte[BlobRecord.SIZE]);
  private long position;
  private long count;

  BlobWriter(Path path) {
    this.path = path;
    try {
      this.channel =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    } catch (IOException cause) {
      throw Failures.writing(path, cause);
    }
    scratch.fill((byte) 0);
    write(scratch);
  }

  Path path() {
    return path;
  }

  /** How many blobs were written. */
  long count() {
    return count;
  }

  /**
   * Appends a blob.
   *
   * @param typeCode the number of its type in blob files
   * @param paddingBits unused high bits of the last byte
   * @param data the packed elements
   * @return where its record is
   * @throws ProblemException if it cannot be written
   */
  BlobRecord append(int typeCode, long paddingBits, MemorySegment data) {
    if (count == MOST_BLOBS) {
      throw Failures.failed(path, "cannot hold more than " + MOST_BLOBS + " blobs", "");
    }
    scratch.fill((byte) 0);
    long offset = BlobRecord.align(position);
    if (offset > position) {
      write(scratch.asSlice(0, offset - position));
    }
    BlobRecord record =
        new BlobRecord(offset, typeCode, data.byteSize(), offset + BlobRecord.SIZE, paddingBits);
    scratch.set(BlobFile.INT, 0, BlobRecord.SENTINEL);
    scratch.set(BlobFile.INT, 4, typeCode);
    scratch.set(BlobFile.LONG, 8, record.size());
    scratch.set(BlobFile.LONG, 16, record.dataOffset());
    scratch.set(BlobFile.LONG, 24, paddingBits);
    write(scratch);
    write(data);
    count++;
    return record;
  }

  /** Maps the data of a blob that was written. */
  MemorySegment map(BlobRecord record, Arena arena) {
    try {
      return channel.map(MapMode.READ_ONLY, record.dataOffset(), record.size(), arena);
    } catch (IOException cause) {
      throw Failures.writing(path, cause);
    }
  }

  /**
   * Writes the header, now that the count is known, and brings everything to the disk.
   *
   * @throws ProblemException if it cannot be written
   */
  void finish() {
    scratch.fill((byte) 0);
    scratch.set(BlobFile.INT, 0, (int) count);
    scratch.set(BlobFile.INT, 4, BlobFile.VERSION);
    try {
      ByteBuffer header = scratch.asByteBuffer();
      while (header.hasRemaining()) {
        channel.write(header, header.position());
      }
      channel.force(true);
    } catch (IOException cause) {
      throw Failures.writing(path, cause);
    }
  }

  private void write(MemorySegment data) {
    long chunk = data.isNative() ? NATIVE_CHUNK : HEAP_CHUNK;
    try {
      for (long from = 0; from < data.byteSize(); from += chunk) {
        ByteBuffer buffer =
            data.asSlice(from, Math.min(chunk, data.byteSize() - from)).asByteBuffer();
        while (buffer.hasRemaining()) {
          position += channel.write(buffer, position);
        }
      }
    } catch (IOException cause) {
      throw Failures.writing(path, cause);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException cause) {
      throw Failures.writing(path, cause);
    }
  }
}
