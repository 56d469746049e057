package dev.coremill.api.tensor;

import java.lang.foreign.MemorySegment;

/**
 * An immutable array of elements of one type, packed as the format packs them, in memory of any
 * kind: on the heap, off the heap, or in a mapped file, and of any size that a {@code long} counts.
 *
 * <p>A tensor does not own its memory. One that views a package's weight file is valid as long as
 * the package is open; one that an algorithm allocated from its context is valid until the engine
 * has written it. Elements are read through {@link Elements}.
 */
public final class Tensor {
  private final DataType type;
  private final Shape shape;
  private final MemorySegment data;

  private Tensor(DataType type, Shape shape, MemorySegment data) {
    this.type = type;
    this.shape = shape;
    this.data = data;
  }

  /**
   * A tensor that views the given memory, which must not change while the tensor is in use.
   *
   * @param data exactly {@link #packedSize} bytes; the unused high bits of the last byte of a
   *     sub-byte type are 0
   * @throws IllegalArgumentException if the memory has another size than the elements need, or if
   *     the type is {@link DataType#STRING}
   */
  public static Tensor of(DataType type, Shape shape, MemorySegment data) {
    long expected = packedSize(type, shape.elementCount());
    if (data.byteSize() != expected) {
      throw new IllegalArgumentException(
          type.text()
              + shape
              + " takes "
              + expected
              + " bytes, and "
              + data.byteSize()
              + " were given");
    }
    return new Tensor(type, shape, data.asReadOnly());
  }

  /** A float32 tensor with these values, row-major. */
  public static Tensor ofFloats(Shape shape, float... values) {
    return ofFloats(DataType.FLOAT32, shape, values);
  }

  /**
   * A tensor of a floating-point type; each value is rounded to that type, half to even.
   *
   * @throws IllegalArgumentException if the count of values is not that of the shape, or if the
   *     type is no float type
   */
  public static Tensor ofFloats(DataType type, Shape shape, float... values) {
    MemorySegment data = onHeap(type, shape, values.length);
    Elements.writeFloats(type, data, 0, values, 0, values.length);
    return of(type, shape, data);
  }

  /**
   * A tensor of an integer type of at most 32 bits, or of booleans.
   *
   * @throws IllegalArgumentException if the count of values is not that of the shape, or if a value
   *     is out of the type's range
   */
  public static Tensor ofIntegers(DataType type, Shape shape, int... values) {
    MemorySegment data = onHeap(type, shape, values.length);
    for (int value : values) {
      if (type.isInteger()
          && type.bits() < 32
          && (value < type.minimum() || value > type.maximum())) {
        throw new IllegalArgumentException(value + " is no value of " + type.text());
      }
    }
    Elements.writeIntegers(type, data, 0, values, 0, values.length);
    return of(type, shape, data);
  }

  private static MemorySegment onHeap(DataType type, Shape shape, int count) {
    if (shape.elementCount() != count) {
      throw new IllegalArgumentException(count + " values for the shape " + shape);
    }
    return MemorySegment.ofArray(new byte[Math.toIntExact(packedSize(type, count))]);
  }

  /**
   * Bytes that a number of packed elements take.
   *
   * @throws IllegalArgumentException if the count is negative, or so large that the bits cannot be
   *     counted, or if the type is {@link DataType#STRING}
   */
  public static long packedSize(DataType type, long count) {
    if (type == DataType.STRING) {
      throw new IllegalArgumentException("strings have no packed form");
    }
    if (count < 0 || count > (Long.MAX_VALUE - 7) / type.bits()) {
      throw new IllegalArgumentException(count + " elements of " + type.text());
    }
    return (count * type.bits() + 7) / 8;
  }

  /** The type of the elements. */
  public DataType type() {
    return type;
  }

  /** The sizes of the dimensions. */
  public Shape shape() {
    return shape;
  }

  /** How many elements there are. */
  public long elementCount() {
    return shape.elementCount();
  }

  /** How many bytes the packed elements take. */
  public long byteSize() {
    return data.byteSize();
  }

  /** The packed elements, read-only. */
  public MemorySegment data() {
    return data;
  }

  /**
   * The same elements in another shape.
   *
   * @throws IllegalArgumentException if that shape has another number of elements
   */
  public Tensor reshape(Shape other) {
    if (other.elementCount() != shape.elementCount()) {
      throw new IllegalArgumentException("cannot reshape " + shape + " to " + other);
    }
    return new Tensor(type, other, data);
  }

  /** Whether type, shape and every stored bit are the same. */
  public boolean contentEquals(Tensor other) {
    return type == other.type && shape.equals(other.shape) && data.mismatch(other.data) == -1;
  }

  /** Type and shape, such as {@code float16[64, 3, 3]}. */
  @Override
  public String toString() {
    return type.text() + shape;
  }
}
