package dev.coremill.core.cost;

import dev.coremill.api.target.OperandProfile;
import dev.coremill.api.weight.Encoding;

/**
 * How the weights of an operation are stored, as far as it matters for cost.
 *
 * @param kind what is done to the values
 * @param bits bits of an index or a stored integer; 16 for plain values
 * @param density the share of values that are stored, from 0 to 1; 1 where nothing is pruned
 * @param channelsPerTable output channels that share a lookup table; 0 where there are no tables or
 *     a single one
 */
public record WeightForm(Kind kind, int bits, double density, double channelsPerTable) {
  /** Plain values. */
  public static final WeightForm PLAIN = new WeightForm(Kind.PLAIN, 16, 1, 0);

  /** What is done to the values. */
  public enum Kind {
    /** Nothing. */
    PLAIN,
    /** Integers with scales for channels or whole tensors. */
    INTEGER,
    /** Integers with scales for blocks. */
    BLOCKWISE_INTEGER,
    /** Indices into lookup tables. */
    PALETTE
  }

  /** A pruned form of this one. */
  public WeightForm pruned(double newDensity) {
    return new WeightForm(kind, bits, newDensity, channelsPerTable);
  }

  /** Whether it is stored in any other way than plainly. */
  public boolean isCompressed() {
    return kind != Kind.PLAIN || density < 1;
  }

  /** Stored bytes for each byte of 16-bit values, without scales and tables. */
  public double nominalShare() {
    return density * bits / 16 + (density < 1 ? 1.0 / 16 : 0);
  }

  /** The form of a constant. */
  static WeightForm of(OperandProfile operand) {
    return operand.constant().map(WeightForm::of).orElse(PLAIN);
  }

  private static WeightForm of(Encoding encoding) {
    return switch (encoding) {
      case Encoding.Dense _ -> PLAIN;
      case Encoding.Cast cast -> of(cast.source());
      case Encoding.Sparse sparse -> {
        long elements = Math.max(1, sparse.shape().elementCount());
        long kept = sparse.nonZeros().shape().elementCount();
        yield of(sparse.nonZeros()).pruned(Math.min(1, (double) kept / elements));
      }
      case Encoding.Lookup lookup -> lookup(lookup);
      case Encoding.Affine affine -> affine(affine);
    };
  }

  private static WeightForm lookup(Encoding.Lookup lookup) {
    long vector = Math.max(1, lookup.vectorSize());
    int bits = (int) Math.max(1, lookup.indices().type().bits() / vector);
    long tables = lookup.groups().elementCount();
    long channels = lookup.shape().rank() == 0 ? 1 : lookup.shape().dimension(0);
    return new WeightForm(
        Kind.PALETTE, bits, 1, tables <= 1 ? 0 : Math.max(1.0 / 16, (double) channels / tables));
  }

  private static WeightForm affine(Encoding.Affine affine) {
    if (affine.data() instanceof Encoding.Dense dense) {
      boolean blocks = affine.scale().shape().elementCount() > largest(dense);
      return new WeightForm(
          blocks ? Kind.BLOCKWISE_INTEGER : Kind.INTEGER, Math.min(16, dense.type().bits()), 1, 0);
    }
    return of(affine.data());
  }

  private static long largest(Encoding.Dense data) {
    long largest = 1;
    for (long dimension : data.shape().dimensions()) {
      largest = Math.max(largest, dimension);
    }
    return largest;
  }
}
