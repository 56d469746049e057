package dev.coremill.targets.apple;

import static dev.coremill.targets.apple.EncodingFeature.*;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Encodings of a weight [8, 4] and since when they load; one for each rule and more. */
final class EncodingExamples {
  static final int NEVER = Integer.MAX_VALUE;

  /**
   * An encoding with what is expected of it.
   *
   * @param name what it shows
   * @param encoding the encoding
   * @param firstIos the first version of iOS that loads it, or {@link #NEVER}
   * @param features its features
   */
  record Example(String name, Encoding encoding, int firstIos, Set<EncodingFeature> features) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Encoding.Dense TABLE_16 = dense(DataType.FLOAT16, 1, 1, 16, 1);
  private static final Encoding.Dense PER_CHANNEL = dense(DataType.FLOAT16, 8, 1);
  private static final Encoding.Dense PER_TENSOR = dense(DataType.FLOAT16, 1, 1);
  private static final Encoding.Dense MASK = dense(DataType.UINT1, 8, 4);

  private EncodingExamples() {}

  static List<Example> all() {
    return List.of(
        of("dense float16", dense(DataType.FLOAT16, 8, 4), 15, DENSE),
        of("dense float32", dense(DataType.FLOAT32, 8, 4), 15, DENSE),
        of("1 bit", lookup(1, table(1, 1, 2, 1)), 16, LOOKUP),
        of("2 bits", lookup(2, table(1, 1, 4, 1)), 16, LOOKUP),
        of("3 bits", lookup(3, table(1, 1, 8, 1)), 18, LOOKUP, LOOKUP_3_BIT),
        of("4 bits", lookup(4, TABLE_16), 16, LOOKUP),
        of("6 bits", lookup(6, table(1, 1, 64, 1)), 16, LOOKUP),
        of("8 bits", lookup(8, table(1, 1, 256, 1)), 16, LOOKUP),
        of("float32 table", lookup(4, dense(DataType.FLOAT32, 1, 1, 16, 1)), 16, LOOKUP),
        of("int8 values", lookup(4, dense(DataType.INT8, 1, 1, 16, 1)), 16, LOOKUP),
        of("grouped", lookup(4, table(4, 1, 16, 1)), 18, LOOKUP, LOOKUP_GROUPED),
        of("grouped inputs", lookup(4, table(1, 2, 16, 1)), 18, LOOKUP, LOOKUP_GROUPED),
        of(
            "vectors",
            new Encoding.Lookup(dense(DataType.UINT4, 4, 4), table(1, 1, 16, 2), 0),
            18,
            LOOKUP,
            LOOKUP_VECTOR),
        of(
            "int8 table",
            lookup(4, affine(dense(DataType.INT8, 1, 1, 16, 1), table(1, 1, 1, 1))),
            18,
            LOOKUP,
            LOOKUP_QUANTIZED_TABLE),
        of(
            "int4 table",
            lookup(4, affine(dense(DataType.INT4, 1, 1, 16, 1), table(1, 1, 1, 1))),
            18,
            LOOKUP,
            NESTED,
            AFFINE_4_BIT),
        of("scaled", affine(lookup(4, TABLE_16), PER_CHANNEL), 18, LOOKUP, LOOKUP_SCALED),
        of("int8 per tensor", affine(dense(DataType.INT8, 8, 4), PER_TENSOR), 16, AFFINE),
        of("int8 per channel", affine(dense(DataType.INT8, 8, 4), PER_CHANNEL), 16, AFFINE),
        of(
            "uint8 per channel with offset",
            new Encoding.Affine(
                dense(DataType.UINT8, 8, 4), PER_CHANNEL, dense(DataType.UINT8, 8, 1)),
            16,
            AFFINE),
        of(
            "uint8 with float32 offset",
            new Encoding.Affine(
                dense(DataType.UINT8, 8, 4), PER_CHANNEL, dense(DataType.FLOAT32, 8, 1)),
            16,
            AFFINE),
        of(
            "uint8 with float16 offset",
            new Encoding.Affine(dense(DataType.UINT8, 8, 4), PER_CHANNEL, PER_CHANNEL),
            18,
            AFFINE,
            AFFINE_FLOAT16_OFFSET),
        of(
            "int8 per block",
            affine(dense(DataType.INT8, 8, 4), dense(DataType.FLOAT16, 8, 2)),
            18,
            AFFINE,
            AFFINE_PER_BLOCK),
        of(
            "int8 per group of channels",
            affine(dense(DataType.INT8, 8, 4), dense(DataType.FLOAT16, 2, 1)),
            18,
            AFFINE,
            AFFINE_PER_BLOCK),
        of("int4", affine(dense(DataType.INT4, 8, 4), PER_CHANNEL), 18, AFFINE_4_BIT),
        of("uint4", affine(dense(DataType.UINT4, 8, 4), PER_TENSOR), 18, AFFINE_4_BIT),
        of(
            "int4 per block",
            affine(dense(DataType.INT4, 8, 4), dense(DataType.FLOAT16, 8, 2)),
            18,
            AFFINE_4_BIT,
            AFFINE_PER_BLOCK),
        of(
            "scaled floats",
            affine(dense(DataType.FLOAT16, 8, 4), PER_CHANNEL),
            18,
            AFFINE_FLOAT_DATA),
        of("sparse", new Encoding.Sparse(MASK, dense(DataType.FLOAT16, 5)), 16, SPARSE),
        of(
            "sparse int4 values",
            new Encoding.Sparse(MASK, dense(DataType.INT4, 5)),
            18,
            SPARSE,
            SPARSE_4_BIT),
        of(
            "sparse and table",
            new Encoding.Sparse(MASK, new Encoding.Lookup(dense(DataType.UINT4, 5), TABLE_16, 0)),
            18,
            SPARSE,
            SPARSE_LOOKUP,
            LOOKUP),
        of(
            "sparse and int8",
            new Encoding.Sparse(MASK, affine(dense(DataType.INT8, 5), PER_CHANNEL)),
            18,
            SPARSE,
            SPARSE_AFFINE,
            AFFINE),
        of(
            "sparse, scaled and table",
            new Encoding.Sparse(
                MASK,
                affine(new Encoding.Lookup(dense(DataType.UINT4, 5), TABLE_16, 0), PER_CHANNEL)),
            18,
            SPARSE,
            SPARSE_LOOKUP,
            SPARSE_AFFINE,
            LOOKUP,
            LOOKUP_SCALED),
        of("cast", new Encoding.Cast(dense(DataType.FLOAT16, 8, 4), DataType.FLOAT32), 16, CAST),
        of(
            "cast of a lookup",
            new Encoding.Cast(lookup(4, TABLE_16), DataType.FLOAT32),
            18,
            CAST,
            NESTED,
            LOOKUP),
        of(
            "cast down",
            new Encoding.Cast(dense(DataType.FLOAT32, 8, 4), DataType.FLOAT16),
            NEVER,
            CAST,
            CAST_TYPE),
        of("int16", affine(dense(DataType.INT16, 8, 4), PER_CHANNEL), NEVER, AFFINE_TYPE),
        of(
            "bfloat16 scale",
            affine(dense(DataType.INT8, 8, 4), dense(DataType.BFLOAT16, 8, 1)),
            NEVER,
            AFFINE,
            SCALE_TYPE),
        of(
            "bfloat16 table",
            lookup(4, dense(DataType.BFLOAT16, 1, 1, 16, 1)),
            NEVER,
            LOOKUP,
            TABLE_TYPE));
  }

  static Encoding.Dense dense(DataType type, long... dimensions) {
    return new Encoding.Dense(type, Shape.of(dimensions));
  }

  static Encoding.Lookup lookup(int bits, Encoding table) {
    return new Encoding.Lookup(dense(DataType.unsigned(bits), 8, 4), table, 0);
  }

  static Encoding.Dense table(long... dimensions) {
    return dense(DataType.FLOAT16, dimensions);
  }

  static Encoding.Affine affine(Encoding data, Encoding scale) {
    return new Encoding.Affine(data, scale, null);
  }

  private static Example of(
      String name,
      Encoding encoding,
      int firstIos,
      EncodingFeature first,
      EncodingFeature... rest) {
    return new Example(name, encoding, firstIos, EnumSet.of(first, rest));
  }
}
