package dev.coremill.api.weight;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A constant of a program, as the format can store it.
 *
 * <p>The element-wise parts of what a {@link Sparse} holds are <em>packed</em>: they have one
 * element for each 1 of the mask, in row-major order of the mask, and rank 1. Scales and tables
 * beside them keep the rank of the mask, because they are laid over the whole weight. A packed
 * expression has a value only inside its {@code Sparse}.
 */
public sealed interface WeightExpression {
  /** The same tree with types and shapes in place of data. */
  Encoding encoding();

  /** The element type of the value. */
  default DataType type() {
    return encoding().type();
  }

  /** The shape of the value. */
  default Shape shape() {
    return encoding().shape();
  }

  /**
   * A plain tensor.
   *
   * @param tensor the elements
   */
  record Dense(Tensor tensor) implements WeightExpression {
    @Override
    public Encoding encoding() {
      return new Encoding.Dense(tensor.type(), tensor.shape());
    }
  }

  /**
   * Linear quantization: {@code scale * (data - offset)}, computed in the type of the scale, or of
   * the offset where that is a wider float, and rounded to the type of the scale. The offset is
   * also known as zero point.
   *
   * @param data integers, or an expression of floats (a lookup) that is scaled
   * @param scale floats; of the data's rank, each dimension divides the data's ({@link
   *     dev.coremill.api.tensor.BlockGrid}); inside a {@link Sparse} of the mask's rank and
   *     dividing the mask's
   * @param offset of the scale's shape, and of the data's type or a float type; null for none
   */
  record Affine(WeightExpression data, WeightExpression scale, @Nullable WeightExpression offset)
      implements WeightExpression {
    @Override
    public Encoding encoding() {
      return new Encoding.Affine(
          data.encoding(), scale.encoding(), offset == null ? null : offset.encoding());
    }
  }

  /**
   * Palettization: each index stands for an entry of a lookup table.
   *
   * @param indices unsigned integers of 1, 2, 3, 4, 6 or 8 bits
   * @param table shape [groups along each axis of the indices…, entries, vector size]; as many
   *     entries as the index type has values; group {@code g} of an axis serves the indices from
   *     {@code g * (length / groups)} on
   * @param vectorAxis the axis along which the elements of an entry lie, from 0 on; it means
   *     nothing where the vector size is 1
   */
  record Lookup(Tensor indices, WeightExpression table, int vectorAxis)
      implements WeightExpression {
    @Override
    public Encoding encoding() {
      return new Encoding.Lookup(
          new Encoding.Dense(indices.type(), indices.shape()), table.encoding(), vectorAxis);
    }
  }

  /**
   * Pruning: elements where the mask is 0 are zero and not stored.
   *
   * @param mask uint1; the shape of the weight, or where the non-zeros are vectors from a table,
   *     that of their indices
   * @param nonZeros the other elements, packed
   */
  record Sparse(Tensor mask, WeightExpression nonZeros) implements WeightExpression {
    @Override
    public Encoding encoding() {
      return new Encoding.Sparse(
          new Encoding.Dense(mask.type(), mask.shape()), nonZeros.encoding());
    }
  }

  /**
   * A change of the float type.
   *
   * @param source an expression of floats
   * @param target the type of the value
   */
  record Cast(WeightExpression source, DataType target) implements WeightExpression {
    @Override
    public Encoding encoding() {
      return new Encoding.Cast(source.encoding(), target);
    }
  }
}
