package dev.coremill.api.weight;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * How a constant is stored: a {@link WeightExpression} with types and shapes in place of data.
 * Plans, legality and reports work with these.
 *
 * <p>Building an encoding checks nothing; {@link #validate()} does.
 */
public sealed interface Encoding {
  /** The element type of the value. */
  DataType type();

  /** The shape of the value; inside a sparse encoding that of the packed value. */
  Shape shape();

  /** Bytes that all parts take together, without the alignment of the file. */
  long storedBytes();

  /** Whether this is a plain tensor. */
  default boolean isDense() {
    return this instanceof Dense;
  }

  /** Stored bits for each element of the value; 0 for a value without elements. */
  default double bitsPerWeight() {
    long elements = shape().elementCount();
    return elements == 0 ? 0 : storedBytes() * 8.0 / elements;
  }

  /**
   * Checks that the parts fit together as {@link WeightExpression} describes.
   *
   * @throws IllegalArgumentException if they do not; the message says which part and why
   */
  default void validate() {
    EncodingRules.validate(this);
  }

  /**
   * A plain tensor.
   *
   * @param type the element type
   * @param shape the shape
   */
  record Dense(DataType type, Shape shape) implements Encoding {
    @Override
    public long storedBytes() {
      return Tensor.packedSize(type, shape.elementCount());
    }

    @Override
    public String toString() {
      return type.text() + shape;
    }
  }

  /**
   * Linear quantization.
   *
   * @param data what is scaled
   * @param scale one scale for each block
   * @param offset one offset for each block, or null
   */
  record Affine(Encoding data, Encoding scale, @Nullable Encoding offset) implements Encoding {
    @Override
    public DataType type() {
      return scale.type();
    }

    @Override
    public Shape shape() {
      return data.shape();
    }

    @Override
    public long storedBytes() {
      return data.storedBytes() + scale.storedBytes() + (offset == null ? 0 : offset.storedBytes());
    }

    @Override
    public String toString() {
      return "affine("
          + data
          + ", scale="
          + scale
          + (offset == null ? "" : ", offset=" + offset)
          + ")";
    }
  }

  /**
   * Palettization.
   *
   * @param indices the indices
   * @param table the lookup tables, one for each group
   * @param vectorAxis the axis of the vectors
   */
  record Lookup(Dense indices, Encoding table, int vectorAxis) implements Encoding {
    @Override
    public DataType type() {
      return table.type();
    }

    /** Values that an index stands for; 1 for scalar tables. */
    public long vectorSize() {
      return table.shape().dimension(-1);
    }

    /** How many tables there are along each axis of the weight. */
    public Shape groups() {
      Shape whole = table.shape();
      long[] groups = new long[whole.rank() - 2];
      for (int axis = 0; axis < groups.length; axis++) {
        groups[axis] = whole.dimension(axis);
      }
      return Shape.of(groups);
    }

    @Override
    public Shape shape() {
      long vectorSize = vectorSize();
      if (vectorSize == 1) {
        return indices.shape();
      }
      boolean packed = indices.shape().rank() != table.shape().rank() - 2;
      int axis = packed ? 0 : vectorAxis;
      return indices.shape().with(axis, indices.shape().dimension(axis) * vectorSize);
    }

    @Override
    public long storedBytes() {
      return indices.storedBytes() + table.storedBytes();
    }

    @Override
    public String toString() {
      return "lookup("
          + indices
          + ", table="
          + table
          + (vectorSize() == 1 ? "" : ", vector axis " + vectorAxis)
          + ")";
    }
  }

  /**
   * Pruning.
   *
   * @param mask where there are non-zeros
   * @param nonZeros the packed non-zeros
   */
  record Sparse(Dense mask, Encoding nonZeros) implements Encoding {
    @Override
    public DataType type() {
      return nonZeros.type();
    }

    @Override
    public Shape shape() {
      if (nonZeros instanceof Lookup lookup && lookup.vectorSize() > 1) {
        int axis = lookup.vectorAxis();
        return mask.shape().with(axis, mask.shape().dimension(axis) * lookup.vectorSize());
      }
      return mask.shape();
    }

    @Override
    public long storedBytes() {
      return mask.storedBytes() + nonZeros.storedBytes();
    }

    @Override
    public String toString() {
      return "sparse(" + nonZeros + ", mask=" + mask + ")";
    }
  }

  /**
   * A change of the float type.
   *
   * @param source what is cast
   * @param type the type of the value
   */
  record Cast(Encoding source, DataType type) implements Encoding {
    @Override
    public Shape shape() {
      return source.shape();
    }

    @Override
    public long storedBytes() {
      return source.storedBytes();
    }

    @Override
    public String toString() {
      return "cast(" + source + ", " + type.text() + ")";
    }
  }
}
