package dev.coremill.api.weight;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * The values of an expression: the single definition of what a compressed constant means. Values
 * are computed for a range of elements at a time, so that nothing of the size of the weight is
 * needed. Any number of threads may read at the same time.
 */
public final class ExpressionValues {
  /** Elements in a chunk: two float arrays of this length fit the second-level cache. */
  public static final int CHUNK = 1 << 15;

  private final WeightExpression expression;
  private final Shape shape;
  private final ValueReader reader;

  private ExpressionValues(WeightExpression expression, Shape shape, ValueReader reader) {
    this.expression = expression;
    this.shape = shape;
    this.reader = reader;
  }

  /**
   * Prepares an expression for reading; scales and tables are decoded once, here.
   *
   * @throws IllegalArgumentException if its parts do not fit together, or if the mask of a sparse
   *     expression has another number of ones than there are non-zeros
   */
  public static ExpressionValues of(WeightExpression expression) {
    Encoding encoding = expression.encoding();
    encoding.validate();
    return new ExpressionValues(expression, encoding.shape(), ValueReader.of(expression));
  }

  /** The shape of the value. */
  public Shape shape() {
    return shape;
  }

  /**
   * Computes values. Each is exactly a number of the expression's type, widened to float32.
   *
   * @param start the row-major index of the first element
   * @throws IndexOutOfBoundsException if there are not that many elements or the array is too short
   */
  public void read(long start, int count, float[] into, int offset) {
    if (start < 0 || count < 0 || start > shape.elementCount() - count) {
      throw new IndexOutOfBoundsException(
          "elements " + start + " to " + (start + count) + " of " + shape.elementCount());
    }
    reader.read(start, count, into, offset);
  }

  /**
   * The whole value as a dense tensor.
   *
   * @param allocator provides the memory of the result, zeroed
   */
  public Tensor evaluate(SegmentAllocator allocator) {
    if (expression instanceof WeightExpression.Dense dense) {
      return dense.tensor();
    }
    long count = shape.elementCount();
    MemorySegment data = allocator.allocate(Tensor.packedSize(expression.type(), count), 64);
    float[] chunk = new float[(int) Math.min(CHUNK, count)];
    for (long start = 0; start < count; start += CHUNK) {
      int length = (int) Math.min(CHUNK, count - start);
      reader.read(start, length, chunk, 0);
      write(expression.type(), data, start, chunk, length);
    }
    return Tensor.of(expression.type(), shape, data);
  }

  private static void write(
      DataType type, MemorySegment data, long start, float[] values, int count) {
    if (type.isFloat()) {
      Elements.writeFloats(type, data, start, values, 0, count);
      return;
    }
    // Tables and non-zeros may be integers, which a scale around the whole makes floats of.
    int[] integers = new int[count];
    for (int i = 0; i < count; i++) {
      integers[i] = (int) values[i];
    }
    Elements.writeIntegers(type, data, start, integers, 0, count);
  }
}
