package dev.coremill.core.sample;

import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * JPEG files for printing, whose pixels are cyan, magenta, yellow and black. The JDK's decoder
 * refuses them, or takes black for transparency; it does give the bare channels.
 *
 * @param luminance whether the colors stand as luminance and chrominance, beside black
 */
record FourColorJpeg(boolean luminance) {
  private static final int CHANNELS = 4;
  private static final int ADOBE = 0xffee;

  /** What an Adobe segment says of colors that stand as luminance and chrominance. */
  private static final int TRANSFORMED = 2;

  /**
   * Whether a file is one; the stream stands where it stood.
   *
   * @return null where it is none: no JPEG, or one of other colors
   * @throws IllegalArgumentException if it has four channels that nothing gives a meaning to
   * @throws IOException if the stream cannot be read
   */
  static @Nullable FourColorJpeg of(ImageInputStream stream) throws IOException {
    stream.mark();
    try {
      return parse(stream);
    } catch (EOFException _) {
      return null;
    } finally {
      stream.reset();
    }
  }

  private static @Nullable FourColorJpeg parse(ImageInputStream stream) throws IOException {
    int[] channels = {0};
    int[] transform = {-1};
    JpegSegments.visit(
        stream,
        (marker, end) -> {
          if (isFrame(marker)) {
            stream.skipBytes(5);
            channels[0] = stream.readUnsignedByte();
          } else if (marker == ADOBE && end - stream.getStreamPosition() == 12) {
            stream.skipBytes(11);
            transform[0] = stream.readUnsignedByte();
          }
        });
    if (channels[0] != CHANNELS) {
      return null;
    }
    if (transform[0] < 0) {
      throw new IllegalArgumentException(
          "has four channels, and does not say which colors they are; convert it to RGB");
    }
    return new FourColorJpeg(transform[0] == TRANSFORMED);
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xffc0
        && marker <= 0xffcf
        && marker != 0xffc4
        && marker != 0xffc8
        && marker != 0xffcc;
  }

  /** Its pixels as bytes of red, green and blue, without regard to a color profile. */
  byte[] read(ImageReader reader) throws IOException {
    Raster raster = reader.readRaster(0, null);
    int width = raster.getWidth();
    byte[] bytes = new byte[width * raster.getHeight() * 3];
    int[] row = new int[width * CHANNELS];
    int to = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int at = 0; at < row.length; at += CHANNELS) {
        // Files that Adobe's segment marks hold the light that each ink leaves, not the ink.
        int black = row[at + 3];
        bytes[to++] = (byte) (light(row, at, 0) * black / 255);
        bytes[to++] = (byte) (light(row, at, 1) * black / 255);
        bytes[to++] = (byte) (light(row, at, 2) * black / 255);
      }
    }
    return bytes;
  }

  private int light(int[] row, int at, int channel) {
    if (!luminance) {
      return row[at + channel];
    }
    double blue = row[at + 1] - 128.0;
    double red = row[at + 2] - 128.0;
    double value =
        row[at]
            + switch (channel) {
              case 0 -> 1.402 * red;
              case 1 -> -0.344136 * blue - 0.714136 * red;
              default -> 1.772 * blue;
            };
    return 255 - (int) Math.rint(Math.max(0, Math.min(255, value)));
  }
}
