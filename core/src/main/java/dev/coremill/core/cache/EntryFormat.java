package dev.coremill.core.cache;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What writer and reader of entries agree on. A file holds, big-endian:
 *
 * <ol>
 *   <li>{@link #MAGIC} (8 bytes), {@link #VERSION} (4), the length of the description (4)
 *   <li>the description: the key, the steps, the measured error, the tree of the expression
 *   <li>the data of each tensor in the order of the tree, each from a multiple of {@link
 *       #ALIGNMENT} on
 *   <li>a SHA-256 of all before it
 * </ol>
 */
final class EntryFormat {
  /** To be raised with each change of this format, and of what a result means. */
  static final int VERSION = 1;

  static final long MAGIC = 0x434d_524d_4c52_4553L;
  static final int ALIGNMENT = 64;
  static final int HEADER = 16;

  /** A longer description is damaged. */
  static final int LONGEST_DESCRIPTION = 1 << 24;

  private EntryFormat() {}

  /** The next multiple of the alignment. */
  static long aligned(long position) {
    return (position + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Writes a text of any length. */
  static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** Reads a text; what is left in the stream bounds its length. */
  static String readText(DataInputStream in) throws IOException {
    int length = readCount(in);
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  /** Reads a count of things that take at least a byte each. */
  static int readCount(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > in.available()) {
      throw new IOException("a count of " + count + " where " + in.available() + " bytes are left");
    }
    return count;
  }
}
