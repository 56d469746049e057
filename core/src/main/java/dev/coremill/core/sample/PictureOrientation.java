package dev.coremill.core.sample;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/**
 * How a picture lies in its file, as a camera noted it: what the Exif standard and TIFF call
 * orientation.
 *
 * @param code 1 where it lies as it is seen, 2 to 8 where it is mirrored or turned
 */
record PictureOrientation(int code) {
  private static final PictureOrientation UPRIGHT = new PictureOrientation(1);

  private static final int LAST = 8;
  private static final int FIRST_WITH_SIDES_SWAPPED = 5;

  private static final long PNG = 0x89504e470d0a1a0aL;
  private static final int PNG_EXIF = 0x65584966; // eXIf
  private static final int PNG_END = 0x49454e44; // IEND
  private static final int APPLICATION_1 = 0xffe1;
  private static final int EXIF = 0x45786966; // Exif
  private static final int LITTLE = 0x4949;
  private static final int BIG = 0x4d4d;
  private static final int TIFF = 42;
  private static final int TAG = 0x112;
  private static final int SHORT = 3;

  /**
   * The orientation that a file notes; the stream stands where it stood. A note that is cut off or
   * says nothing known is none, as for other programs: the pixels are sound without it.
   *
   * @param stream a JPEG, PNG or TIFF file at its beginning; others note nothing
   * @throws IOException if the stream cannot be read
   */
  static PictureOrientation of(ImageInputStream stream) throws IOException {
    ByteOrder order = stream.getByteOrder();
    stream.mark();
    try {
      stream.setByteOrder(ByteOrder.BIG_ENDIAN);
      return find(stream);
    } catch (EOFException _) {
      return UPRIGHT;
    } finally {
      stream.setByteOrder(order);
      stream.reset();
    }
  }

  private static PictureOrientation find(ImageInputStream stream) throws IOException {
    long start = stream.getStreamPosition();
    long magic = stream.readLong();
    stream.seek(start);
    if (magic == PNG) {
      return inPng(stream);
    }
    int first = (int) (magic >>> 48);
    if (first == LITTLE || first == BIG) {
      return inTiff(stream);
    }
    PictureOrientation[] found = {UPRIGHT};
    JpegSegments.visit(
        stream,
        (marker, end) -> {
          boolean exif = marker == APPLICATION_1 && end - stream.getStreamPosition() > 6;
          if (exif && found[0].equals(UPRIGHT) && stream.readInt() == EXIF) {
            int _ = stream.readUnsignedShort();
            found[0] = inTiff(stream);
          }
        });
    return found[0];
  }

  private static PictureOrientation inPng(ImageInputStream stream) throws IOException {
    stream.seek(stream.getStreamPosition() + Long.BYTES);
    while (true) {
      long length = stream.readUnsignedInt();
      int type = stream.readInt();
      if (type == PNG_EXIF) {
        return inTiff(stream);
      }
      if (type == PNG_END) {
        return UPRIGHT;
      }
      stream.seek(stream.getStreamPosition() + length + Integer.BYTES);
    }
  }

  /** Looks through the first directory of a TIFF file, or of the like that Exif is. */
  private static PictureOrientation inTiff(ImageInputStream stream) throws IOException {
    long start = stream.getStreamPosition();
    int order = stream.readUnsignedShort();
    if (order != LITTLE && order != BIG) {
      return UPRIGHT;
    }
    stream.setByteOrder(order == LITTLE ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    try {
      if (stream.readUnsignedShort() != TIFF) {
        return UPRIGHT;
      }
      stream.seek(start + stream.readUnsignedInt());
      for (int left = stream.readUnsignedShort(); left > 0; left--) {
        int tag = stream.readUnsignedShort();
        int type = stream.readUnsignedShort();
        long count = stream.readUnsignedInt();
        int value = stream.readUnsignedShort();
        stream.seek(stream.getStreamPosition() + 2);
        if (tag == TAG) {
          boolean known = type == SHORT && count == 1 && value >= 1 && value <= LAST;
          return known ? new PictureOrientation(value) : UPRIGHT;
        }
      }
      return UPRIGHT;
    } finally {
      stream.setByteOrder(ByteOrder.BIG_ENDIAN);
    }
  }

  /** Whether the picture lies as it is seen. */
  boolean isUpright() {
    return code == 1;
  }

  /** Whether the rows of the file are the columns of the picture. */
  boolean swapsSides() {
    return code >= FIRST_WITH_SIDES_SWAPPED;
  }

  /**
   * The picture as it is seen.
   *
   * @param bytes rows of pixels as they lie in the file
   * @param height rows in the file
   * @param width pixels of a row in the file
   * @param channels bytes of a pixel
   */
  byte[] upright(byte[] bytes, int height, int width, int channels) {
    if (isUpright()) {
      return bytes;
    }
    byte[] result = new byte[bytes.length];
    int rows = swapsSides() ? width : height;
    int columns = swapsSides() ? height : width;
    int to = 0;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        int along = swapsSides() ? y : x;
        int down = swapsSides() ? x : y;
        int from = (fromBelow() ? height - 1 - down : down) * width;
        from += fromRight() ? width - 1 - along : along;
        for (int channel = 0; channel < channels; channel++) {
          result[to++] = bytes[from * channels + channel];
        }
      }
    }
    return result;
  }

  private boolean fromRight() {
    return code == 2 || code == 3 || code == 7 || code == 8;
  }

  private boolean fromBelow() {
    return code == 3 || code == 4 || code == 6 || code == 7;
  }
}
