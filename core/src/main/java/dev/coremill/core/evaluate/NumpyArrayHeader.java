package dev.coremill.core.evaluate;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The header of a NumPy array that is written, of version 1.0 of the format.
 *
 * @param description the type of the elements as NumPy writes it, such as {@code <f4}
 * @param count the first dimension
 * @param shape the other dimensions
 */
record NumpyArrayHeader(String description, long count, Shape shape) {
  private static final byte[] START = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** The elements begin at a multiple of this, so that readers may map the file. */
  private static final int ALIGNMENT = 64;

  /** How NumPy writes a type of numbers; empty for those that it lacks. */
  static Optional<String> description(DataType type) {
    return switch (type) {
      case BOOL -> Optional.of("|b1");
      case INT8 -> Optional.of("|i1");
      case UINT8 -> Optional.of("|u1");
      case INT16 -> Optional.of("<i2");
      case UINT16 -> Optional.of("<u2");
      case INT32 -> Optional.of("<i4");
      case UINT32 -> Optional.of("<u4");
      case INT64 -> Optional.of("<i8");
      case UINT64 -> Optional.of("<u8");
      case FLOAT16 -> Optional.of("<f2");
      case FLOAT32 -> Optional.of("<f4");
      case FLOAT64 -> Optional.of("<f8");
      case STRING, BFLOAT16, FLOAT8E4M3FN, FLOAT8E5M2, INT4, UINT1, UINT2, UINT3, UINT4, UINT6 ->
          Optional.empty();
    };
  }

  /** The type of texts of at most so many characters, each as 4 bytes. */
  static String texts(int longest) {
    return "<U" + longest;
  }

  /** The header as it stands in a file; the elements follow. */
  byte[] bytes() {
    StringBuilder text = new StringBuilder("{'descr': '").append(description);
    text.append("', 'fortran_order': False, 'shape': (").append(count).append(',');
    for (long dimension : shape.dimensions()) {
      text.append(' ').append(dimension).append(',');
    }
    text.append("), }");
    int before = START.length + 2;
    int unaligned = (before + text.length() + 1) % ALIGNMENT;
    text.repeat(' ', (ALIGNMENT - unaligned) % ALIGNMENT).append('\n');
    byte[] dictionary = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] header = new byte[before + dictionary.length];
    System.arraycopy(START, 0, header, 0, START.length);
    header[START.length] = (byte) dictionary.length;
    header[START.length + 1] = (byte) (dictionary.length >> 8);
    System.arraycopy(dictionary, 0, header, before, dictionary.length);
    return header;
  }
}
