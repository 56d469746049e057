package dev.coremill.core.sample;

import java.io.IOException;
import javax.imageio.stream.ImageInputStream;

/** The segments of a JPEG file that stand before its pixels. */
final class JpegSegments {
  private static final int START = 0xffd8;
  private static final int SCAN = 0xffda;

  private JpegSegments() {}

  /** Takes one segment after another. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Takes a segment; the stream stands behind its length.
     *
     * @param end where the segment ends
     */
    void segment(int marker, long end) throws IOException;
  }

  /**
   * Visits the segments of a stream that stands at its beginning; of a file that is no JPEG there
   * are none.
   *
   * @throws java.io.EOFException if the file ends before its pixels begin
   * @throws IOException if the stream cannot be read
   */
  static void visit(ImageInputStream stream, Visitor visitor) throws IOException {
    if (stream.readUnsignedShort() != START) {
      return;
    }
    int marker = stream.readUnsignedShort();
    while (marker != SCAN && marker >> 8 == 0xff) {
      long start = stream.getStreamPosition();
      // The length counts itself; less is damage, which must not hold us where we are.
      long end = start + Math.max(2, stream.readUnsignedShort());
      visitor.segment(marker, end);
      stream.seek(end);
      marker = stream.readUnsignedShort();
    }
  }
}
