package dev.coremill.core.constant;

import static dev.coremill.core.constant.ConstantParameters.require;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** Lifts the operations of the older dialect, whose parameters are attributes. */
final class AttributeFormLifter {
  private AttributeFormLifter() {}

  static Meaning affine(ConstantParameters parameters) {
    Tensor data = parameters.tensor("quantized_data");
    Tensor scale = parameters.tensor("scale");
    Tensor offset = parameters.tensor("zero_point");
    Shape shape = data.shape();
    require(shape.rank() > 0, "quantized_data is a scalar");
    int axis = shape.axis(parameters.integer("axis"));
    require(
        data.type() == DataType.INT8 || data.type() == DataType.UINT8, "quantized_data is " + data);
    require(
        offset.type() == data.type() || offset.type() == DataType.FLOAT32,
        "zero_point is " + offset.type().text() + " for data of " + data.type().text());
    checkAlongAxis("scale", scale, shape, axis);
    checkAlongAxis("zero_point", offset, shape, axis);
    boolean perChannel = scale.shape().rank() == 1 || offset.shape().rank() == 1;
    Shape grid = perChannel ? shape.ones().with(axis, shape.dimension(axis)) : shape.ones();
    return new Meaning.Whole(
        new WeightExpression.Affine(
            new WeightExpression.Dense(data),
            new WeightExpression.Dense(spread(scale, grid)),
            new WeightExpression.Dense(spread(offset, grid))));
  }

  private static void checkAlongAxis(String name, Tensor tensor, Shape data, int axis) {
    boolean fits =
        tensor.shape().rank() == 0
            || tensor.shape().rank() == 1 && tensor.elementCount() == data.dimension(axis);
    require(fits, name + " has the shape " + tensor.shape() + " for axis " + axis + " of " + data);
  }

  /** A vector laid along its axis, or a scalar repeated. */
  private static Tensor spread(Tensor tensor, Shape grid) {
    if (tensor.elementCount() == grid.elementCount()) {
      return tensor.reshape(grid);
    }
    int size = Math.toIntExact(tensor.byteSize());
    byte[] repeated = new byte[Math.toIntExact(grid.elementCount() * size)];
    for (int at = 0; at < repeated.length; at += size) {
      MemorySegment.copy(tensor.data(), ValueLayout.JAVA_BYTE, 0, repeated, at, size);
    }
    return Tensor.of(tensor.type(), grid, MemorySegment.ofArray(repeated));
  }

  static Meaning lookup(ConstantParameters parameters) {
    Tensor table = parameters.tensor("lut");
    Shape shape = parameters.shape("shape");
    long entries = table.elementCount();
    boolean possible =
        table.shape().rank() == 1
            && (entries == 2 || entries == 4 || entries == 16 || entries == 64 || entries == 256);
    require(possible, "lut has the shape " + table.shape());
    DataType indexType = DataType.unsigned(Long.numberOfTrailingZeros(entries));
    long[] grid = new long[shape.rank() + 2];
    Arrays.fill(grid, 1);
    grid[shape.rank()] = entries;
    return new Meaning.Whole(
        new WeightExpression.Lookup(
            unpacked(parameters, "indices", indexType, shape),
            new WeightExpression.Dense(table.reshape(Shape.of(grid))),
            0));
  }

  static Meaning sparse(ConstantParameters parameters) {
    Tensor mask = unpacked(parameters, "mask", DataType.UINT1, parameters.shape("shape"));
    return new Meaning.Whole(
        new WeightExpression.Sparse(
            mask, new WeightExpression.Dense(parameters.tensor("nonzero_data"))));
  }

  /** Bytes of packed values seen as a tensor of the small type, over the same memory. */
  private static Tensor unpacked(
      ConstantParameters parameters, String name, DataType type, Shape shape) {
    Tensor bytes = parameters.tensor(name);
    require(
        bytes.type() == DataType.UINT8 && bytes.shape().rank() == 1,
        name + " is " + bytes + ", not a uint8 vector");
    long size = Tensor.packedSize(type, shape.elementCount());
    require(
        bytes.byteSize() == size,
        name + " has " + bytes.byteSize() + " bytes; the shape " + shape + " takes " + size);
    int used = (int) (shape.elementCount() % 8 * type.bits() % 8);
    require(
        used == 0 || (bytes.data().get(ValueLayout.JAVA_BYTE, size - 1) & 0xff) >>> used == 0,
        "the unused bits at the end of " + name + " are not 0");
    return Tensor.of(type, shape, bytes.data());
  }
}
