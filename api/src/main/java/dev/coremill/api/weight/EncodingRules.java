package dev.coremill.api.weight;

import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** Checks that the parts of an encoding fit together. */
final class EncodingRules {
  private EncodingRules() {}

  static void validate(Encoding encoding) {
    validate(encoding, null);
  }

  /**
   * @param mask the shape of the mask where the encoding is packed, else null
   */
  private static void validate(Encoding encoding, @Nullable Shape mask) {
    switch (encoding) {
      case Encoding.Dense dense -> {
        require(
            mask == null || dense.shape().rank() == 1,
            "packed values have rank 1, not the shape %s",
            dense.shape());
      }
      case Encoding.Affine affine -> validateAffine(affine, mask);
      case Encoding.Lookup lookup -> validateLookup(lookup, mask);
      case Encoding.Sparse sparse -> {
        require(mask == null, "a sparse encoding inside another one");
        require(
            sparse.mask().type() == DataType.UINT1,
            "a mask of %s; it must be uint1",
            sparse.mask().type().text());
        validate(sparse.nonZeros(), sparse.mask().shape());
        long count = sparse.nonZeros().shape().elementCount();
        require(
            count <= sparse.shape().elementCount(),
            "%s non-zeros for a weight of shape %s",
            count,
            sparse.shape());
      }
      case Encoding.Cast cast -> {
        require(mask == null, "a cast inside a sparse encoding");
        require(
            cast.type().isFloat() && cast.source().type().isFloat(),
            "a cast between types that are not float");
        validate(cast.source(), null);
      }
    }
  }

  private static void validateAffine(Encoding.Affine affine, @Nullable Shape mask) {
    validate(affine.data(), mask);
    validate(affine.scale(), null);
    require(
        mask == null
            || !(affine.data() instanceof Encoding.Lookup lookup)
            || lookup.vectorSize() == 1,
        "scales on the packed vectors of a lookup table");
    Encoding offset = affine.offset();
    require(
        affine.scale().type().isFloat(),
        "a scale of %s; it must be a float type",
        affine.scale().type().text());
    requireGrid(mask == null ? affine.data().shape() : mask, affine.scale().shape(), "scales");
    if (offset != null) {
      validate(offset, null);
      require(
          offset.shape().equals(affine.scale().shape()),
          "an offset of shape %s beside a scale of shape %s",
          offset.shape(),
          affine.scale().shape());
      require(
          offset.type().isFloat() || offset.type() == affine.data().type(),
          "an offset of %s for data of %s",
          offset.type().text(),
          affine.data().type().text());
    }
  }

  private static void validateLookup(Encoding.Lookup lookup, @Nullable Shape mask) {
    Encoding.Dense indices = lookup.indices();
    validate(indices, mask);
    validate(lookup.table(), null);
    Shape laidOver = mask == null ? indices.shape() : mask;
    Shape table = lookup.table().shape();
    require(
        table.rank() == laidOver.rank() + 2,
        "a lookup table of rank %s for indices of rank %s; it must have two more",
        table.rank(),
        laidOver.rank());
    require(
        !indices.type().isFloat() && !indices.type().isSigned() && indices.type().bits() <= 8,
        "indices of %s; they must be unsigned and of at most 8 bits",
        indices.type().text());
    long entries = table.dimension(-2);
    require(
        entries == 1L << indices.type().bits(),
        "a lookup table of %s entries for indices of %s",
        entries,
        indices.type().text());
    require(table.dimension(-1) >= 1, "a lookup table of vectors of size 0");
    require(
        table.dimension(-1) == 1
            || lookup.vectorAxis() >= 0 && lookup.vectorAxis() < laidOver.rank(),
        "vector axis %s for indices of rank %s",
        lookup.vectorAxis(),
        laidOver.rank());
    requireGrid(laidOver, lookup.groups(), "lookup tables");
  }

  private static void requireGrid(Shape shape, Shape grid, String what) {
    require(shape.rank() > 0, "%s for a scalar", what);
    try {
      var _ = new BlockGrid(shape, grid);
    } catch (IllegalArgumentException misfit) {
      throw new IllegalArgumentException(what + " do not fit: " + misfit.getMessage(), misfit);
    }
  }

  private static void require(boolean condition, String message, Object... values) {
    if (!condition) {
      throw new IllegalArgumentException(String.format(message, values));
    }
  }
}
