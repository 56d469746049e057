package dev.coremill.core.mlpackage;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A blob file, mapped into memory. Its data is read when somebody looks at it, not before. */
final class BlobFile {
  static final int VERSION = 2;
  static final int HEADER_SIZE = 64;

  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final String DAMAGED = "the package is damaged; save or copy it again";

  private final Path path;
  private final MemorySegment file;

  private BlobFile(Path path, MemorySegment file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Maps a file and checks its header.
   *
   * @param arena decides how long the map lives
   * @throws ProblemException if it cannot be read, or is no blob file
   */
  static BlobFile open(Path path, Arena arena) {
    MemorySegment file;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      file = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
    } catch (IOException cause) {
      throw Failures.reading(path, cause);
    }
    if (file.byteSize() < HEADER_SIZE) {
      throw Failures.input(
          path,
          "is no blob file: it has " + file.byteSize() + " bytes, less than the header's 64",
          DAMAGED);
    }
    int version = file.get(INT, 4);
    if (version != VERSION) {
      throw Failures.input(
          path,
          "is no blob file of version 2: the header says " + Integer.toUnsignedString(version),
          DAMAGED);
    }
    return new BlobFile(path, file);
  }

  Path path() {
    return path;
  }

  long size() {
    return file.byteSize();
  }

  /** How many blobs the header promises. */
  long count() {
    return Integer.toUnsignedLong(file.get(INT, 0));
  }

  /**
   * Reads and checks a record.
   *
   * @param offset where the record should be
   * @param user what refers to it, for the message
   * @throws ProblemException if there is no sound record
   */
  BlobRecord record(long offset, String user) {
    if (offset < HEADER_SIZE || offset > size() - BlobRecord.SIZE) {
      throw damaged(offset, user, "lies outside the file of " + size() + " bytes");
    }
    if (offset % BlobRecord.SIZE != 0) {
      throw damaged(offset, user, "is no multiple of 64");
    }
    int sentinel = file.get(INT, offset);
    if (sentinel != BlobRecord.SENTINEL) {
      throw damaged(
          offset,
          user,
          String.format("holds no blob record: it starts with 0x%08X, not 0xDEADBEEF", sentinel));
    }
    int typeCode = file.get(INT, offset + 4);
    long size = file.get(LONG, offset + 8);
    long dataOffset = file.get(LONG, offset + 16);
    if (dataOffset < HEADER_SIZE || dataOffset > size()) {
      throw damaged(
          offset,
          user,
          "has its data at "
              + Long.toUnsignedString(dataOffset)
              + ", outside the file of "
              + size()
              + " bytes");
    }
    if (dataOffset % BlobRecord.SIZE != 0) {
      throw damaged(offset, user, "has its data at " + dataOffset + ", no multiple of 64");
    }
    if (size < 0 || size > size() - dataOffset) {
      throw damaged(
          offset,
          user,
          "says "
              + Long.toUnsignedString(size)
              + " bytes of data, and the file has "
              + (size() - dataOffset)
              + " there");
    }
    return new BlobRecord(offset, typeCode, size, dataOffset, file.get(LONG, offset + 24));
  }

  /** The data of a record of this file. */
  MemorySegment data(BlobRecord record) {
    return file.asSlice(record.dataOffset(), record.size()).asReadOnly();
  }

  /**
   * The tensor that a blob holds.
   *
   * @param user what refers to it, for the message
   * @throws ProblemException if the blob is not of this type and shape
   */
  Tensor tensor(BlobRecord record, DataType type, Shape shape, String user) {
    if (TypeCodes.inBlobFile(type) != record.typeCode() || record.typeCode() == 0) {
      throw damaged(
          record.offset(),
          user,
          "holds "
              + TypeCodes.describeBlobType(record.typeCode())
              + ", and the program declares "
              + type.text()
              + shape);
    }
    long expected = packedSize(type, shape);
    if (expected != record.size()) {
      throw damaged(
          record.offset(),
          user,
          "holds "
              + record.size()
              + " bytes, and "
              + type.text()
              + shape
              + " takes "
              + (expected < 0 ? "more than 2^60" : Long.toString(expected)));
    }
    if (type.bits() < 8) {
      checkPadding(record, expected * 8 - shape.elementCount() * type.bits(), user);
    }
    return Tensor.of(type, shape, data(record));
  }

  private void checkPadding(BlobRecord record, long unused, String user) {
    if (record.paddingBits() != unused) {
      throw damaged(
          record.offset(),
          user,
          "says "
              + Long.toUnsignedString(record.paddingBits())
              + " unused bits, and its type and shape leave "
              + unused);
    }
    if (unused > 0) {
      int last = file.get(ValueLayout.JAVA_BYTE, record.end() - 1) & 0xff;
      if (last >>> (8 - unused) != 0) {
        throw damaged(record.offset(), user, "has unused bits at its end that are not 0");
      }
    }
  }

  /** Bytes that the elements take; -1 if nothing can be as large. */
  private static long packedSize(DataType type, Shape shape) {
    return shape.elementCount() > 1L << 57 ? -1 : Tensor.packedSize(type, shape.elementCount());
  }

  /**
   * Goes through all records as the reference reader does: each directly after the data of the one
   * before, with no gaps, and nothing after the last.
   *
   * @throws ProblemException if they do not follow each other so
   */
  void requireSound() {
    long count = count();
    long offset = HEADER_SIZE;
    long end = HEADER_SIZE;
    for (long i = 0; i < count; i++) {
      String user = "blob " + i + " of " + count;
      BlobRecord record = record(offset, user);
      if (record.dataOffset() != offset + BlobRecord.SIZE) {
        throw damaged(offset, user, "has its data not directly after it");
      }
      end = record.end();
      offset = BlobRecord.align(end);
    }
    if (end != size()) {
      throw damaged(end, "the file", "is the end of the last blob, and more follows");
    }
  }

  private ProblemException damaged(long offset, String user, String what) {
    return Failures.input(
        path, user + ": offset " + Long.toUnsignedString(offset) + " " + what, DAMAGED);
  }
}
