package dev.coremill.core.constant;

import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import java.util.Arrays;

/**
 * The encoding as an opset stores it, which decides the bytes: up to CoreML7 linear quantization
 * always has zero points, and for CoreML8 a scale on what a table gives is moved onto the table,
 * which repeats for it.
 */
final class StoredForm {
  private StoredForm() {}

  static Encoding of(Encoding encoding, Opset opset) {
    if (encoding instanceof Encoding.Sparse sparse) {
      return new Encoding.Sparse(
          sparse.mask(), packed(sparse.nonZeros(), sparse.mask().shape(), opset));
    }
    return packed(encoding, encoding.shape(), opset);
  }

  private static Encoding packed(Encoding encoding, Shape laidOver, Opset opset) {
    if (!(encoding instanceof Encoding.Affine affine)) {
      return encoding;
    }
    if (!opset.constexprParametersAreInputs()) {
      return affine.offset() != null
          ? affine
          : new Encoding.Affine(
              affine.data(),
              affine.scale(),
              new Encoding.Dense(affine.data().type(), affine.scale().shape()));
    }
    return opset == Opset.CORE_ML_8
            && affine.data() instanceof Encoding.Lookup lookup
            && lookup.table() instanceof Encoding.Dense table
            && lookup.vectorSize() == 1
        ? scaledTable(affine, lookup, table, laidOver)
        : affine;
  }

  private static Encoding scaledTable(
      Encoding.Affine affine, Encoding.Lookup lookup, Encoding.Dense table, Shape laidOver) {
    long[] split = table.shape().dimensions();
    for (int axis = 0; axis < laidOver.rank(); axis++) {
      split[axis] =
          ScaledTables.leastCommonMultiple(split[axis], affine.scale().shape().dimension(axis));
    }
    Encoding offset = affine.offset();
    return new Encoding.Lookup(
        lookup.indices(),
        new Encoding.Affine(
            new Encoding.Dense(table.type(), Shape.of(split)),
            withTableAxes(affine.scale()),
            offset == null ? null : withTableAxes(offset)),
        lookup.vectorAxis());
  }

  private static Encoding withTableAxes(Encoding scale) {
    long[] dimensions = Arrays.copyOf(scale.shape().dimensions(), scale.shape().rank() + 2);
    dimensions[dimensions.length - 2] = 1;
    dimensions[dimensions.length - 1] = 1;
    return new Encoding.Dense(scale.type(), Shape.of(dimensions));
  }
}
