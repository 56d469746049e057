package dev.coremill.core.cache;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;

/** The tree of an expression as bytes: kinds, types and shapes. The data of tensors lies apart. */
final class ExpressionTree {
  private static final int DENSE = 'd';
  private static final int AFFINE = 'a';
  private static final int LOOKUP = 'l';
  private static final int SPARSE = 's';
  private static final int CAST = 'c';

  /** Far more than any expression that the format can hold. */
  private static final int DEEPEST = 16;

  private static final int HIGHEST_RANK = 64;

  /** Gives the tensors of a tree, in its order. */
  interface TensorSource {
    /** The next tensor, of this type and shape. */
    Tensor next(DataType type, Shape shape) throws IOException;
  }

  private ExpressionTree() {}

  /**
   * Writes a tree.
   *
   * @param tensors gets the tensors, in the order of the tree
   */
  static void write(DataOutputStream out, WeightExpression expression, List<Tensor> tensors)
      throws IOException {
    switch (expression) {
      case WeightExpression.Dense dense -> {
        out.writeByte(DENSE);
        write(out, dense.tensor(), tensors);
      }
      case WeightExpression.Affine affine -> {
        out.writeByte(AFFINE);
        WeightExpression offset = affine.offset();
        out.writeBoolean(offset != null);
        write(out, affine.data(), tensors);
        write(out, affine.scale(), tensors);
        if (offset != null) {
          write(out, offset, tensors);
        }
      }
      case WeightExpression.Lookup lookup -> {
        out.writeByte(LOOKUP);
        out.writeInt(lookup.vectorAxis());
        write(out, lookup.indices(), tensors);
        write(out, lookup.table(), tensors);
      }
      case WeightExpression.Sparse sparse -> {
        out.writeByte(SPARSE);
        write(out, sparse.mask(), tensors);
        write(out, sparse.nonZeros(), tensors);
      }
      case WeightExpression.Cast cast -> {
        out.writeByte(CAST);
        out.writeUTF(cast.target().text());
        write(out, cast.source(), tensors);
      }
    }
  }

  private static void write(DataOutputStream out, Tensor tensor, List<Tensor> tensors)
      throws IOException {
    out.writeUTF(tensor.type().text());
    long[] dimensions = tensor.shape().dimensions();
    out.writeByte(dimensions.length);
    for (long dimension : dimensions) {
      out.writeLong(dimension);
    }
    tensors.add(tensor);
  }

  /**
   * Reads a tree.
   *
   * @throws IOException if it ends early, or is none
   * @throws IllegalArgumentException if a shape or a size is impossible
   */
  static WeightExpression read(DataInputStream in, TensorSource tensors) throws IOException {
    return read(in, tensors, 0);
  }

  private static WeightExpression read(DataInputStream in, TensorSource tensors, int depth)
      throws IOException {
    if (depth > DEEPEST) {
      throw new IOException("an expression over " + DEEPEST + " levels deep");
    }
    int kind = in.readUnsignedByte();
    return switch (kind) {
      case DENSE -> new WeightExpression.Dense(tensor(in, tensors));
      case AFFINE -> {
        boolean withOffset = in.readBoolean();
        WeightExpression data = read(in, tensors, depth + 1);
        WeightExpression scale = read(in, tensors, depth + 1);
        yield new WeightExpression.Affine(
            data, scale, withOffset ? read(in, tensors, depth + 1) : null);
      }
      case LOOKUP -> {
        int axis = in.readInt();
        Tensor indices = tensor(in, tensors);
        yield new WeightExpression.Lookup(indices, read(in, tensors, depth + 1), axis);
      }
      case SPARSE -> {
        Tensor mask = tensor(in, tensors);
        yield new WeightExpression.Sparse(mask, read(in, tensors, depth + 1));
      }
      case CAST -> {
        DataType target = type(in);
        yield new WeightExpression.Cast(read(in, tensors, depth + 1), target);
      }
      default -> throw new IOException("an expression of the unknown kind " + kind);
    };
  }

  private static Tensor tensor(DataInputStream in, TensorSource tensors) throws IOException {
    DataType type = type(in);
    int rank = in.readUnsignedByte();
    if (rank > HIGHEST_RANK) {
      throw new IOException("a tensor of rank " + rank);
    }
    long[] dimensions = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      dimensions[axis] = in.readLong();
    }
    return tensors.next(type, Shape.of(dimensions));
  }

  private static DataType type(DataInputStream in) throws IOException {
    String text = in.readUTF();
    for (DataType type : DataType.values()) {
      if (type.text().equals(text)) {
        return type;
      }
    }
    throw new IOException("the unknown type '" + text + "'");
  }
}
