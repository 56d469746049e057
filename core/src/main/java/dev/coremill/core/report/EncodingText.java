package dev.coremill.core.report;

import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;

/** Says in a few words how a weight is stored. */
public final class EncodingText {
  private EncodingText() {}

  /**
   * Such as {@code float16}, {@code int8, 64 scales}, {@code 4-bit palette, 2 tables} or {@code
   * sparse of float16}.
   */
  public static String of(Encoding encoding) {
    return switch (encoding) {
      case Encoding.Dense dense -> dense.type().text();
      case Encoding.Affine affine -> affine(affine);
      case Encoding.Lookup lookup -> lookup(lookup);
      case Encoding.Sparse sparse -> "sparse of " + of(sparse.nonZeros());
      case Encoding.Cast cast -> of(cast.source()) + " cast to " + cast.type().text();
    };
  }

  private static String affine(Encoding.Affine affine) {
    String scales = Quantities.count(affine.scale().shape().elementCount(), "scale");
    boolean plainScale = affine.scale().isDense();
    return of(affine.data())
        + ", "
        + scales
        + (plainScale ? "" : " as " + of(affine.scale()))
        + (affine.offset() == null ? "" : " and zero points");
  }

  private static String lookup(Encoding.Lookup lookup) {
    Shape groups = lookup.groups();
    boolean plainTable = lookup.table().isDense();
    return lookup.indices().type().bits()
        + "-bit palette, "
        + Quantities.count(groups.elementCount(), "table")
        + (lookup.vectorSize() == 1 ? "" : " of " + lookup.vectorSize() + "-vectors")
        + (plainTable ? "" : " as " + of(lookup.table()));
  }
}
