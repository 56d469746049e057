package dev.coremill.api.weight;

import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.util.Arrays;

/** The values of sparse expressions. */
final class SparseReader implements ValueReader {
  private final Tensor mask;
  private final MaskRanks ranks;
  private final PackedReader nonZeros;

  private SparseReader(Tensor mask, MaskRanks ranks, PackedReader nonZeros) {
    this.mask = mask;
    this.ranks = ranks;
    this.nonZeros = nonZeros;
  }

  static ValueReader of(WeightExpression.Sparse sparse) {
    MaskRanks ranks = new MaskRanks(sparse.mask());
    boolean vectors =
        sparse.nonZeros() instanceof WeightExpression.Lookup lookup
            && lookup.table().shape().dimension(-1) > 1;
    long stored =
        sparse.nonZeros() instanceof WeightExpression.Lookup lookup
            ? lookup.indices().elementCount()
            : sparse.nonZeros().shape().elementCount();
    if (ranks.total() != stored) {
      throw new IllegalArgumentException(
          "the mask has " + ranks.total() + " ones for " + stored + " non-zeros");
    }
    return vectors
        ? new OfVectors(sparse.mask(), ranks, (WeightExpression.Lookup) sparse.nonZeros())
        : new SparseReader(sparse.mask(), ranks, packed(sparse.nonZeros(), sparse.mask().shape()));
  }

  @Override
  public void read(long start, int count, float[] into, int offset) {
    int[] bits = new int[count];
    Elements.readIntegers(mask, start, count, bits, 0);
    int[] positions = new int[count];
    int ones = 0;
    for (int i = 0; i < count; i++) {
      positions[ones] = i;
      ones += bits[i];
    }
    float[] packed = new float[ones];
    nonZeros.read(ranks.before(start), ones, start, count, positions, packed);
    Arrays.fill(into, offset, offset + count, 0f);
    for (int i = 0; i < ones; i++) {
      into[offset + positions[i]] = packed[i];
    }
  }

  /**
   * Computes packed values, for which the positions in the whole weight decide the block or group.
   */
  private interface PackedReader {
    /**
     * @param first the number of the first non-zero
     * @param ones how many non-zeros
     * @param start the position in the weight where the chunk starts
     * @param count how many elements of the weight the chunk has
     * @param positions the position of each non-zero in the chunk
     * @param into receives the values
     */
    void read(long first, int ones, long start, int count, int[] positions, float[] into);
  }

  private static PackedReader packed(WeightExpression expression, Shape whole) {
    return switch (expression) {
      case WeightExpression.Dense dense -> new PackedDense(dense.tensor());
      case WeightExpression.Affine affine ->
          new PackedAffine(packed(affine.data(), whole), AffineArithmetic.of(affine, whole));
      case WeightExpression.Lookup lookup ->
          new PackedLookup(lookup.indices(), LookupTables.of(lookup, whole));
      case WeightExpression.Sparse _, WeightExpression.Cast _ ->
          throw new IllegalArgumentException(
              "a sparse expression cannot hold " + expression.encoding());
    };
  }

  private record PackedDense(Tensor tensor) implements PackedReader {
    @Override
    public void read(long first, int ones, long start, int count, int[] positions, float[] into) {
      Elements.readFloats(tensor, first, ones, into, 0);
    }
  }

  private record PackedAffine(PackedReader data, AffineArithmetic arithmetic)
      implements PackedReader {
    @Override
    public void read(long first, int ones, long start, int count, int[] positions, float[] into) {
      data.read(first, ones, start, count, positions, into);
      arithmetic.apply(start, count, positions, ones, into);
    }
  }

  private record PackedLookup(Tensor indices, LookupTables tables) implements PackedReader {
    @Override
    public void read(long first, int ones, long start, int count, int[] positions, float[] into) {
      int[] index = new int[ones];
      Elements.readIntegers(indices, first, ones, index, 0);
      int[] blocks = new int[count];
      tables.groups().blocksOf(start, count, blocks);
      gather(blocks, positions, ones);
      tables.look(blocks, ones, index, into, 0);
    }
  }

  /**
   * Moves the blocks of the non-zeros to the front; positions ascend, so nothing is overwritten
   * before it is read.
   */
  private static void gather(int[] blocks, int[] positions, int ones) {
    for (int i = 0; i < ones; i++) {
      blocks[i] = blocks[positions[i]];
    }
  }

  /** Tables of vectors: the mask and the indices have one element for each vector. */
  private static final class OfVectors implements ValueReader {
    private final PackedIndices mask;
    private final MaskRanks ranks;
    private final PackedIndices indices;
    private final LookupTables tables;
    private final long inner;
    private final long length;

    OfVectors(Tensor mask, MaskRanks ranks, WeightExpression.Lookup lookup) {
      this.mask = new PackedIndices(mask);
      this.ranks = ranks;
      this.indices = new PackedIndices(lookup.indices());
      this.tables = LookupTables.of(lookup, mask.shape());
      this.inner = mask.shape().stride(lookup.vectorAxis());
      this.length = mask.shape().dimension(lookup.vectorAxis());
    }

    @Override
    public void read(long start, int count, float[] into, int offset) {
      int vectorSize = tables.vectorSize();
      for (int i = 0; i < count; i++) {
        long element = start + i;
        long along = element / inner % (length * vectorSize);
        long outer = element / inner / (length * vectorSize);
        long position = (outer * length + along / vectorSize) * inner + element % inner;
        into[offset + i] =
            mask.at(position) == 0
                ? 0f
                : tables.look(
                    position, indices.at(ranks.before(position)), (int) (along % vectorSize));
      }
    }
  }
}
