package dev.coremill.core.sample;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes picture files with what the JDK has: PNG, JPEG, BMP, GIF (its first picture), TIFF.
 * Colors come as sRGB, gray as it is stored; transparency and the rotation that a camera noted are
 * ignored.
 */
final class PictureFile {
  private static final long MOST_PIXELS = 1L << 27;

  static {
    System.setProperty("java.awt.headless", "true");
    ImageIO.setUseCache(false);
  }

  private PictureFile() {}

  /**
   * A picture as uint8[height, width, channels].
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is no picture, damaged, or too large
   */
  static Value read(Path path) throws IOException {
    try (ImageInputStream stream = ImageIO.createImageInputStream(path.toFile())) {
      if (stream == null) {
        throw new IOException("cannot be opened");
      }
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new IllegalArgumentException(
            "is no picture that can be read; convert it to PNG or JPEG");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        long width = reader.getWidth(0);
        long height = reader.getHeight(0);
        if (width < 1 || height < 1 || width * height > MOST_PIXELS) {
          throw new IllegalArgumentException(
              "has " + width + " x " + height + " pixels, which is too large");
        }
        return value(reader.read(0));
      } catch (IOException | RuntimeException damaged) {
        throw new IllegalArgumentException(
            "is a damaged picture, or one that cannot be read: " + damaged.getMessage(), damaged);
      } finally {
        reader.dispose();
      }
    }
  }

  private static Value value(BufferedImage image) {
    int type = image.getType();
    boolean gray = type == BufferedImage.TYPE_BYTE_GRAY || type == BufferedImage.TYPE_USHORT_GRAY;
    byte[] bytes = gray ? gray(image) : colors(image);
    Shape shape = Shape.of(image.getHeight(), image.getWidth(), gray ? 1 : 3);
    return Value.OfTensor.of(Tensor.of(DataType.UINT8, shape, MemorySegment.ofArray(bytes)));
  }

  /** Gray is taken from the raster, because Java's own conversion to sRGB would change it. */
  private static byte[] gray(BufferedImage image) {
    int width = image.getWidth();
    int shift = image.getType() == BufferedImage.TYPE_USHORT_GRAY ? 8 : 0;
    Raster raster = image.getRaster();
    byte[] bytes = new byte[width * image.getHeight()];
    int[] row = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        bytes[y * width + x] = (byte) (row[x] >> shift);
      }
    }
    return bytes;
  }

  private static byte[] colors(BufferedImage image) {
    int width = image.getWidth();
    byte[] bytes = new byte[width * image.getHeight() * 3];
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        bytes[to++] = (byte) (row[x] >> 16);
        bytes[to++] = (byte) (row[x] >> 8);
        bytes[to++] = (byte) row[x];
      }
    }
    return bytes;
  }
}
