package dev.coremill.core.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Value;
import java.awt.Point;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures of many kinds, as cameras, printers and scanners leave them. */
class PictureFormatsTest {
  private static final int[] GRAYS = {0, 1, 100, 200, 255};

  /** The tag of TIFF that says it. */
  private static final int BITS_PER_CHANNEL = 258;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"png, 8, 1", "png, 8, 2", "png, 16, 1", "png, 16, 2", "tiff, 8, 2", "tiff, 16, 2"})
  void grayStaysAsItIsStoredBesideTransparency(String format, int bits, int channels)
      throws IOException {
    Path file = folder.resolve("gray." + format);
    assertThat(ImageIO.write(grays(bits, channels), format, file.toFile())).isTrue();

    assertThat(values(PictureFile.read(file))).containsExactly(0, 1, 100, 200, 255);
  }

  private static BufferedImage grays(int bits, int channels) {
    int type = bits == 8 ? DataBuffer.TYPE_BYTE : DataBuffer.TYPE_USHORT;
    WritableRaster raster =
        Raster.createInterleavedRaster(type, GRAYS.length, 1, channels, new Point());
    for (int x = 0; x < GRAYS.length; x++) {
      raster.setSample(x, 0, 0, bits == 8 ? GRAYS[x] : GRAYS[x] << 8 | 0x7f);
      if (channels == 2) {
        raster.setSample(x, 0, 1, (1 << bits) - 1);
      }
    }
    return new BufferedImage(
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            channels == 2,
            false,
            channels == 2 ? BufferedImage.TRANSLUCENT : BufferedImage.OPAQUE,
            type),
        raster,
        false,
        null);
  }

  @Test
  void inksOfAJpegForPrintingBecomeColors() throws IOException {
    // What is left of the light by cyan, magenta, yellow and black.
    Path file = Files.write(folder.resolve("print.jpg"), printed(0, 200, 100, 50, 255));

    assertThat(values(PictureFile.read(file))).startsWith(200, 100, 50).hasSize(16 * 16 * 3);
    Files.write(file, printed(0, 200, 100, 50, 0));
    assertThat(values(PictureFile.read(file))).containsOnly(0);
  }

  @Test
  void inksThatStandAsLuminanceBecomeColors() throws IOException {
    // The luminance of the inks, without color, is 55: 200 is left of the light.
    Path file = Files.write(folder.resolve("print.jpg"), printed(2, 55, 128, 128, 255));

    assertThat(values(PictureFile.read(file))).containsOnly(200);
  }

  @Test
  void fourChannelsWithoutAMeaningAreRefused() throws IOException {
    Path file = Files.write(folder.resolve("four.jpg"), printed(-1, 200, 100, 50, 255));

    assertThatThrownBy(() -> PictureFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("has four channels, and does not say which colors they are; convert it to RGB");
  }

  /** A JPEG of four channels; below 0 there is no segment of Adobe's that says what they are. */
  private static byte[] printed(int transform, int... pixel) throws IOException {
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, new Point());
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 16; x++) {
        raster.setPixel(x, y, pixel);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(raster, null, null), null);
    } finally {
      writer.dispose();
    }
    byte[] bare = bytes.toByteArray();
    if (transform < 0) {
      return bare;
    }
    ByteArrayOutputStream marked = new ByteArrayOutputStream();
    marked.write(bare, 0, 2);
    marked.writeBytes(new byte[] {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e'});
    marked.writeBytes(new byte[] {0, 100, 0, 0, 0, 0, (byte) transform});
    marked.write(bare, 2, bare.length - 2);
    return marked.toByteArray();
  }

  @Test
  void aPictureThatMemoryCannotHoldIsRefusedBeforeItIsDecoded() throws IOException {
    Path file = folder.resolve("large.png");
    BufferedImage image = new BufferedImage(300, 200, BufferedImage.TYPE_BYTE_GRAY);
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();

    // A byte for the decoder and four for us, in three quarters of the memory.
    assertThat(values(PictureFile.read(file, 400 * 200 * 5))).hasSize(300 * 200);
    assertThatThrownBy(() -> PictureFile.read(file, 400 * 199 * 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "has 300 x 200 pixels, and the most are 59700; make it smaller, or give Java more with"
                + " COREMILL_JAVA_OPTS=-Xmx4g");
  }

  @Test
  void aPictureIsResizedWithoutBeingHeldAsNumbers() {
    // As floats, its rows would take 16 GiB.
    assertThatThrownBy(() -> TriangleFilter.resize((_, _) -> {}, 1, 1 << 27, 32, 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is a picture of 1 x 134217728 pixels, which is too narrow");
  }

  @Test
  void channelsOfManyBitsAreRefusedBeforeTheirTableTakesTheMemory() throws IOException {
    Path file = folder.resolve("color.tiff");
    BufferedImage image = new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB);
    assertThat(ImageIO.write(image, "tiff", file.toFile())).isTrue();
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    int fields = bytes.getInt(4);
    for (int at = fields + 2; at < fields + 2 + 12 * bytes.getShort(fields); at += 12) {
      if (bytes.getShort(at) == BITS_PER_CHANNEL) {
        bytes.putShort(bytes.getInt(at + 8) + 2, (short) 30);
      }
    }
    Files.write(file, bytes.array());

    assertThatThrownBy(() -> PictureFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("is a damaged picture, or one that cannot be read: it has channels of 30 bits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif", "tiff"})
  void damagedFilesEndInAMessage(String format) throws IOException {
    BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 9; x++) {
      image.setRGB(x, x % 7, 0x3a7b11 * x);
    }
    Path file = folder.resolve("sound." + format);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
    byte[] sound = Files.readAllBytes(file);
    int told = 0;
    for (int at = 0; at < Math.min(sound.length, 400); at++) {
      byte[] damaged = sound.clone();
      damaged[at] = (byte) ~damaged[at];
      told += isTold(Files.write(file, damaged)) ? 1 : 0;
      told += isTold(Files.write(file, Arrays.copyOf(sound, at))) ? 1 : 0;
    }
    assertThat(told).isPositive();
  }

  /** Whether a file is refused; whatever a decoder throws besides fails the test. */
  private static boolean isTold(Path file) throws IOException {
    try {
      assertThat(values(PictureFile.read(file, 1 << 24))).isNotEmpty();
      return false;
    } catch (IllegalArgumentException damaged) {
      assertThat(damaged).hasMessageMatching("(is|has) .+").hasMessageNotContaining("null");
      return true;
    }
  }

  private static int[] values(Value picture) {
    double[] values = Numbers.all(((Value.OfTensor) picture).tensor());
    return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
  }
}
