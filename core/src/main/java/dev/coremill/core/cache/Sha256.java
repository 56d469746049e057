package dev.coremill.core.cache;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A SHA-256 that takes memory segments of any size. */
final class Sha256 {
  /** Bytes of this hash. */
  static final int SIZE = 32;

  /** Bytes that are copied to the heap at a time, where the digest is fastest. */
  static final int CHUNK = 1 << 16;

  private final MessageDigest digest;
  private byte[] chunk = new byte[0];

  Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      // Every Java platform has it.
      throw new IllegalStateException(impossible);
    }
  }

  void add(byte[] bytes) {
    digest.update(bytes);
  }

  void add(byte[] bytes, int offset, int length) {
    digest.update(bytes, offset, length);
  }

  void add(MemorySegment segment) {
    if (chunk.length == 0) {
      chunk = new byte[CHUNK];
    }
    long size = segment.byteSize();
    for (long position = 0; position < size; position += CHUNK) {
      int length = (int) Math.min(CHUNK, size - position);
      MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, position, chunk, 0, length);
      digest.update(chunk, 0, length);
    }
  }

  byte[] finish() {
    return digest.digest();
  }
}
