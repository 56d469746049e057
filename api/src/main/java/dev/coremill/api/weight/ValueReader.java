package dev.coremill.api.weight;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;

/**
 * Computes ranges of the values of an expression that is not packed. One implementation for each
 * kind of expression.
 */
interface ValueReader {
  /**
   * Writes the values of {@code count} elements from {@code start} on into the array. Bounds have
   * been checked.
   */
  void read(long start, int count, float[] into, int offset);

  /** A reader for an expression that has been validated. */
  static ValueReader of(WeightExpression expression) {
    return switch (expression) {
      case WeightExpression.Dense dense -> new OfDense(dense.tensor());
      case WeightExpression.Cast cast -> new OfCast(of(cast.source()), cast.target());
      case WeightExpression.Affine affine ->
          new OfAffine(of(affine.data()), AffineArithmetic.of(affine, affine.data().shape()));
      case WeightExpression.Lookup lookup ->
          lookup.table().shape().dimension(-1) == 1
              ? new OfLookup(lookup.indices(), LookupTables.of(lookup, lookup.indices().shape()))
              : new OfVectorLookup(lookup);
      case WeightExpression.Sparse sparse -> SparseReader.of(sparse);
    };
  }

  /** The float values of a whole small expression, such as a scale or a table. */
  static float[] all(WeightExpression expression) {
    float[] values = new float[Math.toIntExact(expression.shape().elementCount())];
    of(expression).read(0, values.length, values, 0);
    return values;
  }

  /** A plain tensor. */
  record OfDense(Tensor tensor) implements ValueReader {
    @Override
    public void read(long start, int count, float[] into, int offset) {
      Elements.readFloats(tensor, start, count, into, offset);
    }
  }

  /** A change of type. */
  record OfCast(ValueReader source, DataType target) implements ValueReader {
    @Override
    public void read(long start, int count, float[] into, int offset) {
      source.read(start, count, into, offset);
      for (int i = offset; i < offset + count; i++) {
        into[i] = Elements.round(target, into[i]);
      }
    }
  }

  /** Scaled and shifted data. */
  record OfAffine(ValueReader data, AffineArithmetic arithmetic) implements ValueReader {
    @Override
    public void read(long start, int count, float[] into, int offset) {
      // Loops over arrays that both start at 0 are those that the compiler vectorizes.
      float[] values = offset == 0 ? into : new float[count];
      data.read(start, count, values, 0);
      arithmetic.apply(start, count, values);
      if (offset != 0) {
        System.arraycopy(values, 0, into, offset, count);
      }
    }
  }

  /** Scalar tables. */
  record OfLookup(Tensor indices, LookupTables tables) implements ValueReader {
    @Override
    public void read(long start, int count, float[] into, int offset) {
      int[] index = new int[count];
      Elements.readIntegers(indices, start, count, index, 0);
      tables.look(start, count, index, into, offset);
    }
  }

  /** Tables of vectors, which lie along one axis of the value. */
  final class OfVectorLookup implements ValueReader {
    private final PackedIndices indices;
    private final LookupTables tables;
    private final int vectorSize;
    private final long inner;
    private final long length;

    OfVectorLookup(WeightExpression.Lookup lookup) {
      Shape shape = lookup.indices().shape();
      this.indices = new PackedIndices(lookup.indices());
      this.tables = LookupTables.of(lookup, shape);
      this.vectorSize = tables.vectorSize();
      this.inner = shape.stride(lookup.vectorAxis());
      this.length = shape.dimension(lookup.vectorAxis());
    }

    @Override
    public void read(long start, int count, float[] into, int offset) {
      int done = 0;
      while (done < count) {
        long element = start + done;
        long within = element % inner;
        long along = element / inner % (length * vectorSize);
        long outer = element / inner / (length * vectorSize);
        int component = (int) (along % vectorSize);
        long position = (outer * length + along / vectorSize) * inner + within;
        int run = (int) Math.min(count - done, inner - within);
        for (int i = 0; i < run; i++) {
          into[offset + done + i] = tables.look(position + i, indices.at(position + i), component);
        }
        done += run;
      }
    }
  }
}
