package dev.coremill.core.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes NumPy files byte by byte, sound and damaged ones. */
public final class NumpyFiles {
  private NumpyFiles() {}

  /** An array with this header, whatever it says. */
  public static byte[] array(String type, boolean fortran, String shape, byte... elements) {
    String text =
        "{'descr': '"
            + type
            + "', 'fortran_order': "
            + (fortran ? "True" : "False")
            + ", 'shape': "
            + shape
            + ", }";
    byte[] dictionary =
        (text + " ".repeat(63 - (10 + text.length()) % 64) + "\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + dictionary.length + elements.length)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) 1).put((byte) 0).putShort((short) dictionary.length);
    return bytes.put(dictionary).put(elements).array();
  }

  /** An array of float32. */
  public static byte[] floats(String shape, float... values) {
    return array("<f4", false, shape, bytes(values));
  }

  /** An array of int32. */
  public static byte[] integers(String shape, int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putInt(value);
    }
    return array("<i4", false, shape, bytes.array());
  }

  static byte[] bytes(float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  /** Writes a deflated archive of arrays. */
  public static Path archive(Path file, Map<String, byte[]> arrays) {
    return archive(file, false, arrays);
  }

  /** Writes an archive of arrays. */
  public static Path archive(Path file, boolean stored, Map<String, byte[]> arrays) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> each : arrays.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey() + ".npy");
        if (stored) {
          CRC32 checksum = new CRC32();
          checksum.update(each.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(each.getValue().length);
          entry.setCrc(checksum.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(each.getValue());
        zip.closeEntry();
      }
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return write(file, bytes.toByteArray());
  }

  static Path write(Path file, byte... bytes) {
    try {
      return Files.write(file, bytes);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
