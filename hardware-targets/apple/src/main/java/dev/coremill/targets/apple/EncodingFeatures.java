package dev.coremill.targets.apple;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import java.util.EnumSet;
import java.util.Set;

/** Tells which features an encoding has, by its structure alone. */
final class EncodingFeatures {
  private final EnumSet<EncodingFeature> found = EnumSet.noneOf(EncodingFeature.class);

  private EncodingFeatures() {}

  /** The features of a well-formed encoding ({@link Encoding#validate()}). */
  static Set<EncodingFeature> of(Encoding encoding) {
    EncodingFeatures features = new EncodingFeatures();
    features.visit(encoding);
    return features.found;
  }

  private void visit(Encoding encoding) {
    switch (encoding) {
      case Encoding.Dense _ -> found.add(EncodingFeature.DENSE);
      case Encoding.Affine affine -> visitAffine(affine, affine.shape());
      case Encoding.Lookup lookup -> visitLookup(lookup);
      case Encoding.Sparse sparse -> visitSparse(sparse);
      case Encoding.Cast cast -> visitCast(cast);
    }
  }

  /**
   * @param laidOver the shape that the scales divide: that of the data, or of the mask around it
   */
  private void visitAffine(Encoding.Affine affine, Shape laidOver) {
    visitScaleTypes(affine);
    switch (affine.data()) {
      case Encoding.Dense data -> {
        visitScaledType(data.type());
        if (!isPerTensorOrChannel(laidOver, affine.scale().shape())) {
          found.add(EncodingFeature.AFFINE_PER_BLOCK);
        }
      }
      case Encoding.Lookup lookup -> {
        found.add(EncodingFeature.LOOKUP_SCALED);
        visitLookup(lookup);
      }
      case Encoding.Affine inner -> visitNested(inner);
      case Encoding.Sparse inner -> visitNested(inner);
      case Encoding.Cast inner -> visitNested(inner);
    }
  }

  private void visitScaledType(DataType type) {
    switch (type) {
      case INT8, UINT8 -> found.add(EncodingFeature.AFFINE);
      case INT4, UINT4 -> found.add(EncodingFeature.AFFINE_4_BIT);
      case FLOAT16, FLOAT32 -> found.add(EncodingFeature.AFFINE_FLOAT_DATA);
      case BOOL,
          STRING,
          FLOAT64,
          BFLOAT16,
          FLOAT8E4M3FN,
          FLOAT8E5M2,
          INT16,
          INT32,
          INT64,
          UINT1,
          UINT2,
          UINT3,
          UINT6,
          UINT16,
          UINT32,
          UINT64 ->
          found.add(EncodingFeature.AFFINE_TYPE);
    }
  }

  private void visitScaleTypes(Encoding.Affine affine) {
    visitPart(affine.scale());
    if (!isPlainFloat(affine.scale().type())) {
      found.add(EncodingFeature.SCALE_TYPE);
    }
    Encoding offset = affine.offset();
    if (offset == null) {
      return;
    }
    visitPart(offset);
    if (offset.type() == DataType.FLOAT16) {
      found.add(EncodingFeature.AFFINE_FLOAT16_OFFSET);
    } else if (offset.type().isFloat() && offset.type() != DataType.FLOAT32) {
      found.add(EncodingFeature.SCALE_TYPE);
    }
  }

  private void visitLookup(Encoding.Lookup lookup) {
    found.add(EncodingFeature.LOOKUP);
    if (lookup.indices().type() == DataType.UINT3) {
      found.add(EncodingFeature.LOOKUP_3_BIT);
    }
    if (lookup.groups().elementCount() != 1) {
      found.add(EncodingFeature.LOOKUP_GROUPED);
    }
    if (lookup.vectorSize() > 1) {
      found.add(EncodingFeature.LOOKUP_VECTOR);
    }
    if (lookup.table() instanceof Encoding.Affine table
        && table.data() instanceof Encoding.Dense entries
        && isByte(entries.type())) {
      found.add(EncodingFeature.LOOKUP_QUANTIZED_TABLE);
      visitScaleTypes(table);
    } else {
      visitPart(lookup.table());
    }
    if (!isPlainFloat(lookup.table().type()) && !isByte(lookup.table().type())) {
      found.add(EncodingFeature.TABLE_TYPE);
    }
  }

  private void visitSparse(Encoding.Sparse sparse) {
    found.add(EncodingFeature.SPARSE);
    switch (sparse.nonZeros()) {
      case Encoding.Dense values -> {
        if (values.type().bits() < 8) {
          found.add(EncodingFeature.SPARSE_4_BIT);
        }
      }
      case Encoding.Lookup lookup -> {
        found.add(EncodingFeature.SPARSE_LOOKUP);
        visitLookup(lookup);
      }
      case Encoding.Affine affine -> {
        found.add(EncodingFeature.SPARSE_AFFINE);
        if (affine.data() instanceof Encoding.Lookup) {
          found.add(EncodingFeature.SPARSE_LOOKUP);
        }
        visitAffine(affine, sparse.mask().shape());
      }
      case Encoding.Sparse inner -> visitNested(inner);
      case Encoding.Cast inner -> visitNested(inner);
    }
  }

  private void visitCast(Encoding.Cast cast) {
    found.add(EncodingFeature.CAST);
    if (cast.source().type() != DataType.FLOAT16 || cast.type() != DataType.FLOAT32) {
      found.add(EncodingFeature.CAST_TYPE);
    }
    visitPart(cast.source());
  }

  /** A part that the oldest operations take as a plain constant. */
  private void visitPart(Encoding part) {
    if (!part.isDense()) {
      visitNested(part);
    }
  }

  private void visitNested(Encoding part) {
    found.add(EncodingFeature.NESTED);
    visit(part);
  }

  /** One scale for all, or one for each index of a single axis. */
  private static boolean isPerTensorOrChannel(Shape shape, Shape scales) {
    int axes = 0;
    for (int axis = 0; axis < scales.rank(); axis++) {
      if (scales.dimension(axis) != 1) {
        axes++;
        if (scales.dimension(axis) != shape.dimension(axis)) {
          return false;
        }
      }
    }
    return axes <= 1;
  }

  private static boolean isPlainFloat(DataType type) {
    return type == DataType.FLOAT16 || type == DataType.FLOAT32;
  }

  private static boolean isByte(DataType type) {
    return type == DataType.INT8 || type == DataType.UINT8;
  }
}
