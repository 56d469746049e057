package dev.coremill.core.sample;

import dev.coremill.api.tensor.DataType;

/**
 * The type of the elements of a NumPy array.
 *
 * @param type the type of the elements
 * @param bytes bytes that one takes in the file
 * @param swapped whether numbers stand with their highest byte first
 * @param wide whether a string stands as 4 bytes for each character, otherwise as one
 */
record NumpyType(DataType type, int bytes, boolean swapped, boolean wide) {
  private static final int LONGEST_STRING = 1 << 16;

  /**
   * Reads a type description such as {@code <f4}.
   *
   * @throws IllegalArgumentException if it is none, or one that no model takes
   */
  static NumpyType of(String description) {
    if (description.length() < 3) {
      throw unknown(description);
    }
    char order = description.charAt(0);
    char kind = description.charAt(1);
    int size;
    try {
      size = Integer.parseInt(description.substring(2));
    } catch (NumberFormatException _) {
      throw unknown(description);
    }
    if ("<>|=".indexOf(order) < 0 || size < 1 || size > LONGEST_STRING) {
      throw unknown(description);
    }
    boolean swapped = order == '>';
    if (kind == 'U' || kind == 'S') {
      return new NumpyType(DataType.STRING, kind == 'U' ? size * 4 : size, swapped, kind == 'U');
    }
    DataType type =
        switch (description.substring(1)) {
          case "b1" -> DataType.BOOL;
          case "i1" -> DataType.INT8;
          case "i2" -> DataType.INT16;
          case "i4" -> DataType.INT32;
          case "i8" -> DataType.INT64;
          case "u1" -> DataType.UINT8;
          case "u2" -> DataType.UINT16;
          case "u4" -> DataType.UINT32;
          case "u8" -> DataType.UINT64;
          case "f2" -> DataType.FLOAT16;
          case "f4" -> DataType.FLOAT32;
          case "f8" -> DataType.FLOAT64;
          default -> throw unknown(description);
        };
    return new NumpyType(type, size, swapped && size > 1, false);
  }

  private static IllegalArgumentException unknown(String description) {
    return new IllegalArgumentException(
        "has elements of the NumPy type '"
            + description
            + "', which cannot be read; save them as booleans, integers, floats or strings");
  }
}
