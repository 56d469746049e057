package dev.coremill.core.mlpackage;

import dev.coremill.api.tensor.DataType;
import java.util.List;
import java.util.Optional;

/** What a feature holds. */
public sealed interface FeatureType {
  /** A feature that has no shape. */
  enum Simple implements FeatureType {
    INT64,
    DOUBLE,
    STRING,
    DICTIONARY,
    SEQUENCE,
    /** A type that this version of Coremill does not know. */
    UNKNOWN
  }

  /** The channels of an image. */
  enum ColorSpace {
    GRAYSCALE,
    RGB,
    BGR,
    GRAYSCALE_FLOAT16,
    /** A color space that this version of Coremill does not know. */
    UNKNOWN
  }

  /**
   * An image.
   *
   * @param width pixels in a row, by default where other sizes are allowed
   * @param height rows, likewise
   * @param colorSpace its channels
   * @param sizes the sizes that are allowed; empty if there is no such list
   * @param range the sizes between which all are allowed; empty if there is no such range
   */
  record Image(
      long width, long height, ColorSpace colorSpace, List<Size> sizes, Optional<SizeRange> range)
      implements FeatureType {
    /** Copies the list. */
    public Image {
      sizes = List.copyOf(sizes);
    }

    /** An image of one size. */
    public Image(long width, long height, ColorSpace colorSpace) {
      this(width, height, colorSpace, List.of(), Optional.empty());
    }

    /**
     * A size of an image.
     *
     * @param width pixels in a row
     * @param height rows
     */
    public record Size(long width, long height) {}

    /**
     * The sizes that an image may have.
     *
     * @param width pixels in a row
     * @param height rows
     */
    public record SizeRange(Range width, Range height) {}
  }

  /**
   * An array.
   *
   * @param dataType type of the elements; empty if it is one that we do not know
   * @param shape its shape, or its default shape where others are allowed
   * @param enumeratedShapes the shapes that are allowed; empty if there is no such list
   * @param ranges the sizes that each dimension may have; empty if there are no such ranges
   * @param omitted the value of all elements where a prediction leaves it out; empty if the model
   *     names none
   */
  record MultiArray(
      Optional<DataType> dataType,
      List<Long> shape,
      List<List<Long>> enumeratedShapes,
      List<Range> ranges,
      Optional<Double> omitted)
      implements FeatureType {
    /** Copies the lists. */
    public MultiArray {
      shape = List.copyOf(shape);
      enumeratedShapes = List.copyOf(enumeratedShapes);
      ranges = List.copyOf(ranges);
    }

    /** An array that predictions have to give. */
    public MultiArray(
        Optional<DataType> dataType,
        List<Long> shape,
        List<List<Long>> enumeratedShapes,
        List<Range> ranges) {
      this(dataType, shape, enumeratedShapes, ranges, Optional.empty());
    }
  }

  /**
   * The sizes that a dimension may have.
   *
   * @param lowest the smallest
   * @param highest the largest; -1 if there is none
   */
  record Range(long lowest, long highest) {}

  /**
   * A state, which lives from one prediction to the next.
   *
   * @param array what it holds
   */
  record State(MultiArray array) implements FeatureType {}
}
