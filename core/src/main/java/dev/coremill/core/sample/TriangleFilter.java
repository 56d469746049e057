package dev.coremill.core.sample;

/**
 * Stretches planes of pictures with a triangle filter. Where a plane grows, that is linear
 * interpolation; where it shrinks, the triangle is as many times wider as the plane gets smaller,
 * so that every pixel counts.
 */
final class TriangleFilter {
  /** As many values as lie between the resized rows and the resized columns. */
  private static final int MOST_BETWEEN = 1 << 26;

  private TriangleFilter() {}

  /** Where the rows of a plane come from. */
  @FunctionalInterface
  interface Rows {
    /** Writes a row to the beginning of an array. */
    void read(int y, float[] into);
  }

  /**
   * Resizes a plane: first its rows, then its columns.
   *
   * @return the resized rows one after another
   * @throws IllegalArgumentException if what lies between the two steps is too large
   */
  static float[] resize(Rows rows, int width, int height, int toWidth, int toHeight) {
    if ((long) toWidth * height > MOST_BETWEEN) {
      throw new IllegalArgumentException(
          "is a picture of "
              + width
              + " x "
              + height
              + " pixels, which is too narrow to be resized");
    }
    float[] narrow = new float[toWidth * height];
    float[] row = new float[width];
    for (int y = 0; y < height; y++) {
      rows.read(y, row);
      if (width == toWidth) {
        System.arraycopy(row, 0, narrow, y * toWidth, width);
      } else {
        line(row, 0, 1, width, narrow, y * toWidth, 1, toWidth);
      }
    }
    if (height == toHeight) {
      return narrow;
    }
    float[] result = new float[toWidth * toHeight];
    for (int x = 0; x < toWidth; x++) {
      line(narrow, x, toWidth, height, result, x, toWidth, toHeight);
    }
    return result;
  }

  private static void line(
      float[] from,
      int start,
      int step,
      int size,
      float[] to,
      int toStart,
      int toStep,
      int toSize) {
    double ratio = (double) size / toSize;
    double reach = Math.max(1, ratio);
    for (int i = 0; i < toSize; i++) {
      double center = (i + 0.5) * ratio - 0.5;
      int lowest = (int) Math.max(0, Math.ceil(center - reach));
      int highest = (int) Math.min(size - 1, Math.floor(center + reach));
      double sum = 0;
      double weights = 0;
      for (int j = lowest; j <= highest; j++) {
        double weight = Math.max(0, 1 - Math.abs(j - center) / reach);
        sum += weight * from[start + j * step];
        weights += weight;
      }
      to[toStart + i * toStep] = (float) (sum / weights);
    }
  }
}
