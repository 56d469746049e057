package dev.coremill.plugins.testkit;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import java.util.ArrayList;
import java.util.List;

/** Ways to store a matrix. */
final class KitEncodings {
  private KitEncodings() {}

  /** Float16 as it is. */
  static Encoding dense(Shape matrix) {
    return new Encoding.Dense(DataType.FLOAT16, matrix);
  }

  /** One of each kind, valid for a matrix of sizes that 64 divides. */
  static List<Encoding> ofEachKind(Shape matrix) {
    List<Encoding> encodings = new ArrayList<>();
    encodings.add(dense(matrix));
    encodings.add(new Encoding.Dense(DataType.FLOAT32, matrix));
    long rows = matrix.dimension(0);
    for (DataType type : List.of(DataType.INT8, DataType.UINT8, DataType.INT4, DataType.UINT4)) {
      for (Shape scale : List.of(Shape.of(1, 1), Shape.of(rows, 1), Shape.of(rows, 2))) {
        encodings.add(affine(matrix, type, scale));
      }
    }
    encodings.addAll(lookups(matrix));
    for (Encoding encoding : encodings) {
      encoding.validate();
    }
    return encodings;
  }

  /** Lookup tables, each with more bits than the one before. */
  static List<Encoding> lookups(Shape matrix) {
    List<Encoding> encodings = new ArrayList<>();
    for (DataType type :
        List.of(
            DataType.UINT1,
            DataType.UINT2,
            DataType.UINT3,
            DataType.UINT4,
            DataType.UINT6,
            DataType.UINT8)) {
      Shape table = Shape.of(1, 1, 1L << type.bits(), 1);
      encodings.add(
          new Encoding.Lookup(
              new Encoding.Dense(type, matrix), new Encoding.Dense(DataType.FLOAT16, table), 0));
    }
    return encodings;
  }

  /** Integers with one scale for each row, each with more bits than the one before. */
  static List<Encoding> integers(Shape matrix) {
    Shape scale = Shape.of(matrix.dimension(0), 1);
    return List.of(affine(matrix, DataType.INT4, scale), affine(matrix, DataType.INT8, scale));
  }

  private static Encoding affine(Shape matrix, DataType type, Shape scale) {
    return new Encoding.Affine(
        new Encoding.Dense(type, matrix), new Encoding.Dense(DataType.FLOAT16, scale), null);
  }
}
