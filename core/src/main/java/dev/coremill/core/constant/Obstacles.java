package dev.coremill.core.constant;

import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What each opset can hold. The methods name the first part that it cannot, as a plural that a
 * sentence can start with; null means that nothing stands in the way.
 */
final class Obstacles {
  private Obstacles() {}

  static Optional<Obstacle> find(Encoding encoding, Opset opset) {
    String what = what(encoding, opset);
    if (what == null) {
      return Optional.empty();
    }
    for (Opset later : Opset.values()) {
      if (later.isAtLeast(opset) && what(encoding, later) == null) {
        String reason =
            what + " need the opset " + later.text() + " (" + later.firstOs() + ") or later";
        return Optional.of(new Obstacle(reason, Optional.of(later)));
      }
    }
    String impossible = inputForm(encoding);
    return Optional.of(
        new Obstacle(
            "no opset can hold " + (impossible == null ? what : impossible), Optional.empty()));
  }

  private static @Nullable String what(Encoding encoding, Opset opset) {
    if (encoding.isDense()) {
      return null;
    }
    if (opset.constexprParametersAreInputs()) {
      return inputForm(encoding);
    }
    String what = attributeForm(encoding);
    return what == null && opset == Opset.CORE_ML_5 ? "compressed weights" : what;
  }

  private static @Nullable String attributeForm(Encoding encoding) {
    return switch (encoding) {
      case Encoding.Dense _ -> null;
      case Encoding.Affine affine -> attributeFormAffine(affine);
      case Encoding.Lookup lookup -> attributeFormLookup(lookup);
      case Encoding.Sparse sparse -> {
        if (!sparse.nonZeros().isDense()) {
          yield sparse.nonZeros() instanceof Encoding.Lookup
              ? "weights that are both sparse and palettized"
              : "weights that are both sparse and quantized";
        }
        yield byteOrFloat(sparse.nonZeros().type()) ? null : integers(sparse.nonZeros().type());
      }
      case Encoding.Cast cast ->
          cast.source().isDense() ? cast(cast) : "casts of compressed weights";
    };
  }

  private static @Nullable String attributeFormAffine(Encoding.Affine affine) {
    Encoding data = affine.data();
    if (!data.isDense()) {
      return data instanceof Encoding.Lookup
          ? "palettized weights with scales"
          : "scales on compressed weights";
    }
    if (data.type() != DataType.INT8 && data.type() != DataType.UINT8) {
      return data.type().isFloat() ? "scales on float weights" : integers(data.type());
    }
    if (!affine.scale().isDense()) {
      return "scales that are compressed themselves";
    }
    if (!isFloat(affine.scale().type())) {
      return "scales of " + affine.scale().type().text();
    }
    if (!alongOneAxis(data.shape(), affine.scale().shape())) {
      return "scales per block";
    }
    Encoding offset = affine.offset();
    if (offset == null) {
      return null;
    }
    if (!offset.isDense()) {
      return "zero points that are compressed themselves";
    }
    return offset.type() == data.type() || offset.type() == DataType.FLOAT32
        ? null
        : "zero points of " + offset.type().text();
  }

  /** Whether there is one scale, or one for each index of exactly one axis. */
  private static boolean alongOneAxis(Shape data, Shape scale) {
    int axes = 0;
    for (int axis = 0; axis < scale.rank(); axis++) {
      if (scale.dimension(axis) > 1) {
        axes++;
        if (scale.dimension(axis) != data.dimension(axis)) {
          return false;
        }
      }
    }
    return axes <= 1;
  }

  private static @Nullable String attributeFormLookup(Encoding.Lookup lookup) {
    if (!lookup.table().isDense()) {
      return "quantized lookup tables";
    }
    if (lookup.indices().type() == DataType.UINT3) {
      return "3-bit lookup table indices";
    }
    if (lookup.vectorSize() > 1) {
      return "lookup tables of vectors";
    }
    if (lookup.groups().elementCount() > 1) {
      return "several lookup tables for one weight";
    }
    return byteOrFloat(lookup.table().type()) ? null : tables(lookup);
  }

  private static @Nullable String inputForm(Encoding encoding) {
    return switch (encoding) {
      case Encoding.Dense _ -> null;
      case Encoding.Affine affine -> {
        if (!storable(affine.data().type())) {
          yield integers(affine.data().type());
        }
        if (!isFloat(affine.scale().type())) {
          yield "scales of " + affine.scale().type().text();
        }
        Encoding offset = affine.offset();
        if (offset != null && offset.type() != affine.data().type() && !isFloat(offset.type())) {
          yield "zero points of " + offset.type().text();
        }
        String inner = first(inputForm(affine.data()), inputForm(affine.scale()));
        yield offset == null ? inner : first(inner, inputForm(offset));
      }
      case Encoding.Lookup lookup ->
          byteOrFloat(lookup.table().type()) ? inputForm(lookup.table()) : tables(lookup);
      case Encoding.Sparse sparse ->
          storable(sparse.nonZeros().type())
              ? inputForm(sparse.nonZeros())
              : integers(sparse.nonZeros().type());
      case Encoding.Cast cast -> first(cast(cast), inputForm(cast.source()));
    };
  }

  private static @Nullable String cast(Encoding.Cast cast) {
    return cast.source().type() == DataType.FLOAT16 && cast.type() == DataType.FLOAT32
        ? null
        : "casts from " + cast.source().type().text() + " to " + cast.type().text();
  }

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    return one == null ? other : one;
  }

  private static String tables(Encoding.Lookup lookup) {
    return "lookup tables of " + lookup.table().type().text();
  }

  private static String integers(DataType type) {
    return type.isInteger() && type.bits() < 8
        ? type.bits() + "-bit integers"
        : "compressed weights of " + type.text();
  }

  private static boolean isFloat(DataType type) {
    return type == DataType.FLOAT16 || type == DataType.FLOAT32;
  }

  private static boolean byteOrFloat(DataType type) {
    return isFloat(type) || type == DataType.INT8 || type == DataType.UINT8;
  }

  private static boolean storable(DataType type) {
    return byteOrFloat(type) || type == DataType.INT4 || type == DataType.UINT4;
  }
}
