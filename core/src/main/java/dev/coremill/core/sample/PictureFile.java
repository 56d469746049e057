package dev.coremill.core.sample;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes picture files with what the JDK has: PNG, JPEG, BMP, GIF (its first picture), TIFF.
 * Colors come as sRGB, gray as it is stored, both as they are seen: turned as a camera noted it.
 * Transparency is ignored.
 */
final class PictureFile {
  private static final long MOST_PIXELS = 1L << 27;

  private static final String UNSOUND = "it is not sound";

  /** Bytes that we hold for a pixel beside those of the decoder, and some for its work. */
  private static final int BYTES_BESIDE = 4;

  /** Bytes that we hold for a pixel beside those, where it is turned. */
  private static final int BYTES_TURNED = 3;

  /** Bytes that a decoder holds for a pixel where it does not say: four channels of 16 bits. */
  private static final int MOST_BYTES = 8;

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
    return read(path, Runtime.getRuntime().maxMemory());
  }

  /** The same with so many bytes of memory. */
  static Value read(Path path, long memory) throws IOException {
    try (ImageInputStream stream = ImageIO.createImageInputStream(path.toFile())) {
      if (stream == null) {
        throw new IOException("cannot be opened");
      }
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new IllegalArgumentException(
            "is no picture that can be read; convert it to PNG or JPEG");
      }
      FourColorJpeg fourColors = FourColorJpeg.of(stream);
      PictureOrientation orientation = PictureOrientation.of(stream);
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        int beside = BYTES_BESIDE + (orientation.isUpright() ? 0 : BYTES_TURNED);
        requireSize(decode(() -> size(reader)), beside, memory);
        return value(reader, fourColors, orientation);
      } finally {
        reader.dispose();
      }
    }
  }

  /**
   * The size of a picture that is not decoded yet.
   *
   * @param bytes what its decoder holds for a pixel
   */
  private record Size(long width, long height, int bytes) {}

  private static Size size(ImageReader reader) throws IOException {
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    @Nullable ImageTypeSpecifier type = types.hasNext() ? types.next() : null;
    int bytes = MOST_BYTES;
    if (type != null) {
      bytes = (type.getColorModel().getPixelSize() + 7) / 8;
      for (int bits : type.getColorModel().getComponentSize()) {
        if (bits > 16 && bits % 32 != 0) {
          // The decoder of TIFF would make a table of two to that power.
          throw new IOException("it has channels of " + bits + " bits");
        }
      }
    }
    return new Size(reader.getWidth(0), reader.getHeight(0), bytes);
  }

  private interface Decoding<T> {
    T run() throws IOException;
  }

  /** Decoders throw whatever a damaged file leads them to. */
  private static <T> T decode(Decoding<T> decoding) {
    try {
      return decoding.run();
    } catch (OutOfMemoryError greedy) {
      // Some decoders take memory for sizes of strips and tables that they have not checked.
      throw damaged("it asks for more memory than Java has", greedy);
    } catch (EOFException damaged) {
      throw damaged("it is cut off", damaged);
    } catch (IOException damaged) {
      throw damaged(Objects.requireNonNullElse(damaged.getMessage(), UNSOUND), damaged);
    } catch (RuntimeException damaged) {
      throw damaged(UNSOUND, damaged);
    }
  }

  private static IllegalArgumentException damaged(String how, Throwable cause) {
    return new IllegalArgumentException(
        "is a damaged picture, or one that cannot be read: " + how, cause);
  }

  private static void requireSize(Size size, int beside, long memory) {
    long most = Math.min(MOST_PIXELS, memory / 4 * 3 / (size.bytes() + beside));
    if (size.width() < 1 || size.height() < 1) {
      throw new IllegalArgumentException(
          "has " + size.width() + " x " + size.height() + " pixels; repair or leave it out");
    }
    if (size.width() > most / size.height()) {
      throw new IllegalArgumentException(
          "has "
              + size.width()
              + " x "
              + size.height()
              + " pixels, and the most are "
              + most
              + "; make it smaller"
              + (most == MOST_PIXELS ? "" : ", or give Java more with COREMILL_JAVA_OPTS=-Xmx4g"));
    }
  }

  private static Value value(
      ImageReader reader, @Nullable FourColorJpeg fourColors, PictureOrientation orientation)
      throws IOException {
    if (fourColors != null) {
      byte[] bytes = decode(() -> fourColors.read(reader));
      return value(bytes, reader.getHeight(0), reader.getWidth(0), 3, orientation);
    }
    BufferedImage image = decode(() -> reader.read(0));
    boolean gray = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    byte[] bytes = gray ? gray(image) : decode(() -> colors(image));
    return value(bytes, image.getHeight(), image.getWidth(), gray ? 1 : 3, orientation);
  }

  private static Value value(
      byte[] bytes, int height, int width, int channels, PictureOrientation orientation) {
    Shape shape =
        orientation.swapsSides()
            ? Shape.of(width, height, channels)
            : Shape.of(height, width, channels);
    byte[] upright = orientation.upright(bytes, height, width, channels);
    return Value.OfTensor.of(Tensor.of(DataType.UINT8, shape, MemorySegment.ofArray(upright)));
  }

  /**
   * Gray is taken from the raster, because Java's own conversion to sRGB would change it; what else
   * the raster has is transparency.
   */
  private static byte[] gray(BufferedImage image) {
    int width = image.getWidth();
    Raster raster = image.getRaster();
    int bits = raster.getSampleModel().getSampleSize(0);
    int type = raster.getTransferType();
    if (bits < 8 || type != DataBuffer.TYPE_BYTE && type != DataBuffer.TYPE_USHORT) {
      throw new IllegalArgumentException("has gray that is not of 8 or 16 bits; convert it to PNG");
    }
    byte[] bytes = new byte[width * image.getHeight()];
    int[] row = new int[width];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        bytes[y * width + x] = (byte) (row[x] >> bits - 8);
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
