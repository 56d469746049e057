package dev.coremill.core.check;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Finds what to use in place of an encoding that is not allowed. */
public final class NearestEncoding {
  private NearestEncoding() {}

  /**
   * The nearest allowed encoding of the same weight: first the same algorithm with less freedom,
   * then one of about the same size, at last the dense weight.
   *
   * @param allowed whether an encoding is allowed
   */
  public static Optional<Encoding> of(Encoding encoding, Predicate<Encoding> allowed) {
    for (Encoding candidate : candidates(encoding)) {
      if (allowed.test(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private static List<Encoding> candidates(Encoding encoding) {
    List<Encoding> candidates = new ArrayList<>();
    DataType type = encoding.type();
    Shape shape = encoding.shape();
    switch (encoding) {
      case Encoding.Dense _ -> {}
      case Encoding.Lookup lookup -> {
        if (lookup.table() instanceof Encoding.Affine table) {
          Encoding plain = new Encoding.Dense(type, table.shape());
          candidates.add(new Encoding.Lookup(lookup.indices(), plain, lookup.vectorAxis()));
        }
        candidates.addAll(tables(type, shape, lookup.indices().type().bits()));
      }
      case Encoding.Affine affine -> {
        if (affine.data() instanceof Encoding.Lookup lookup) {
          candidates.add(new Encoding.Lookup(lookup.indices(), lookup.table(), 0));
          candidates.addAll(tables(type, shape, lookup.indices().type().bits()));
        } else {
          int bits = affine.data().type().bits();
          if (bits == 4) {
            candidates.add(perChannel(affine, shape, affine.data().type()));
            candidates.addAll(tables(type, shape, 4));
          }
          candidates.add(perChannel(affine, shape, DataType.INT8));
        }
      }
      case Encoding.Sparse sparse -> {
        switch (sparse.nonZeros()) {
          case Encoding.Lookup lookup ->
              candidates.addAll(tables(type, shape, lookup.indices().type().bits()));
          case Encoding.Affine affine -> candidates.add(perChannel(affine, shape, DataType.INT8));
          case Encoding.Dense _, Encoding.Sparse _, Encoding.Cast _ -> {}
        }
        long kept = sparse.nonZeros().shape().elementCount();
        candidates.add(
            new Encoding.Sparse(sparse.mask(), new Encoding.Dense(type, Shape.of(kept))));
      }
      case Encoding.Cast cast -> candidates.addAll(candidates(cast.source()));
    }
    candidates.add(new Encoding.Dense(type, shape));
    return candidates;
  }

  /** One table for the whole weight, of the same bits or the next more that old systems know. */
  private static List<Encoding> tables(DataType type, Shape shape, int bits) {
    List<Encoding> tables = new ArrayList<>();
    tables.add(table(type, shape, bits));
    if (bits == 3) {
      tables.add(table(type, shape, 4));
    }
    return tables;
  }

  private static Encoding table(DataType type, Shape shape, int bits) {
    long[] dimensions = new long[shape.rank() + 2];
    Arrays.fill(dimensions, 1);
    dimensions[shape.rank()] = 1L << bits;
    return new Encoding.Lookup(
        new Encoding.Dense(DataType.unsigned(bits), shape),
        new Encoding.Dense(type, Shape.of(dimensions)),
        0);
  }

  /** One scale for each channel of the axis that has the most scales now. */
  private static Encoding perChannel(Encoding.Affine affine, Shape shape, DataType data) {
    Shape scales = affine.scale().shape();
    int axis = 0;
    for (int other = 0; other < scales.rank(); other++) {
      boolean whole = scales.dimension(other) == shape.dimension(other);
      if (whole && scales.dimension(other) > 1) {
        axis = other;
        break;
      }
    }
    Shape perChannel = shape.rank() == 0 ? shape : shape.ones().with(axis, shape.dimension(axis));
    return new Encoding.Affine(
        new Encoding.Dense(data, shape),
        new Encoding.Dense(affine.scale().type(), perChannel),
        affine.offset() == null ? null : new Encoding.Dense(data, perChannel));
  }
}
