package dev.coremill.targets.apple;

import java.util.Locale;

/**
 * What an encoding may contain that decides where it loads. {@code encodings.csv} has one rule for
 * each, with its words.
 */
enum EncodingFeature {
  DENSE,
  AFFINE,
  LOOKUP,
  SPARSE,
  CAST,
  AFFINE_4_BIT,
  AFFINE_PER_BLOCK,
  AFFINE_FLOAT_DATA,
  AFFINE_FLOAT16_OFFSET,
  LOOKUP_3_BIT,
  LOOKUP_GROUPED,
  LOOKUP_VECTOR,
  LOOKUP_QUANTIZED_TABLE,
  LOOKUP_SCALED,
  SPARSE_4_BIT,
  SPARSE_LOOKUP,
  SPARSE_AFFINE,
  NESTED,
  AFFINE_TYPE,
  SCALE_TYPE,
  TABLE_TYPE,
  CAST_TYPE,
  /** {@link dev.coremill.api.weight.Encoding#validate()} rejects it. */
  MALFORMED;

  /** The id in the data file, such as {@code lookup-3-bit}. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
