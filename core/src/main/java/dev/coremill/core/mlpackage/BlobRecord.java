package dev.coremill.core.mlpackage;

/**
 * The metadata record of a blob.
 *
 * @param offset where the record is
 * @param typeCode the number of the element type
 * @param size bytes of data
 * @param dataOffset where the data is
 * @param paddingBits unused high bits of the last byte; means something for sub-byte types only
 */
record BlobRecord(long offset, int typeCode, long size, long dataOffset, long paddingBits) {
  /** Bytes of a record, and the unit that records and data are aligned to. */
  static final int SIZE = 64;

  /** The first word of a record. */
  static final int SENTINEL = 0xDEADBEEF;

  /** Rounds up to where a record or data may start. */
  static long align(long position) {
    return (position + SIZE - 1) & -SIZE;
  }

  /** Where the data ends. */
  long end() {
    return dataOffset + size;
  }
}
