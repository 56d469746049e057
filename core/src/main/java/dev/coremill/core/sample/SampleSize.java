package dev.coremill.core.sample;

import dev.coremill.api.tensor.Shape;

/** How large a sample may be: it is held in one array of bytes, and converted by way of doubles. */
final class SampleSize {
  private static final long LARGEST = 1 << 30;

  /** Bytes of Java's memory that an element takes until it has the type of its input. */
  private static final long BYTES_PER_ELEMENT = 32;

  private SampleSize() {}

  /**
   * Bytes of a sample.
   *
   * @param width bytes of an element
   * @param shape the shape of a sample
   * @throws IllegalArgumentException if a sample is too large to be held
   */
  static int bytes(int width, Shape shape) {
    return bytes(width, shape, Runtime.getRuntime().maxMemory());
  }

  /** The same with so many bytes of memory. */
  static int bytes(int width, Shape shape, long memory) {
    long elements = 1;
    for (long dimension : shape.dimensions()) {
      if (dimension > 0 && elements > LARGEST / width / dimension) {
        throw new IllegalArgumentException(
            "has samples of more than 1 GiB: " + shape + " each; the first axis is the sample");
      }
      elements *= Math.max(1, dimension);
    }
    if (elements > memory / BYTES_PER_ELEMENT) {
      throw new IllegalArgumentException(
          "has samples of "
              + elements
              + " elements, and Java's memory is enough for "
              + memory / BYTES_PER_ELEMENT
              + "; the first axis is the sample; if that is so, give Java more with"
              + " COREMILL_JAVA_OPTS=-Xmx16g");
    }
    return (int) (shape.elementCount() * width);
  }
}
