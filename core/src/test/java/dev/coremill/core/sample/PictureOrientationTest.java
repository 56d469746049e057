package dev.coremill.core.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures that cameras took sideways or upside down. */
class PictureOrientationTest {
  private static final short ORIENTATION = 0x112;
  private static final short SHORT = 3;

  /** Where the chunks of a PNG file begin that follow its header. */
  private static final int AFTER_PNG_HEADER = 33;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "1, 2, 123456",
    "2, 2, 321654",
    "3, 2, 654321",
    "4, 2, 456123",
    "5, 3, 142536",
    "6, 3, 415263",
    "7, 3, 635241",
    "8, 3, 362514",
    "0, 2, 123456",
    "9, 2, 123456"
  })
  void aPictureIsTurnedAsItsNoteSays(int code, int height, String pixels) throws IOException {
    byte[] file = withChunk(png(), exif(ByteOrder.BIG_ENDIAN, code));

    Tensor picture = read("turned.png", file);

    assertThat(picture.shape()).isEqualTo(Shape.of(height, 6 / height, 1));
    assertThat(digits(picture)).isEqualTo(pixels);
  }

  @Test
  void theColorsOfAPixelStayTogether() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0x010203);
    image.setRGB(1, 0, 0x040506);

    Tensor picture =
        read("colors.png", withChunk(bytes(image, "png"), exif(ByteOrder.LITTLE_ENDIAN, 3)));

    assertThat(digits(picture)).isEqualTo("456123");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aJpegIsTurned(boolean little) throws IOException {
    byte[] exif = exif(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN, 6);
    byte[] sound = bytes(new BufferedImage(32, 16, BufferedImage.TYPE_INT_RGB), "jpg");

    assertThat(read("turned.jpg", withSegment(sound, exif)).shape()).isEqualTo(Shape.of(32, 16, 3));
    assertThat(read("sound.jpg", sound).shape()).isEqualTo(Shape.of(16, 32, 3));
  }

  @Test
  void aTiffIsTurned() throws IOException {
    byte[] sound = bytes(gray(), "tiff");
    ByteBuffer file = ByteBuffer.wrap(sound);
    int directory = file.getInt(4);
    int fields = file.getShort(directory);
    // The directory moves to the end of the file, where it has room for one more field.
    ByteBuffer turned = ByteBuffer.allocate(sound.length + 2 + 12 * (fields + 1) + 4);
    turned.put(sound).putShort((short) (fields + 1));
    boolean told = false;
    for (int at = directory + 2; at < directory + 2 + 12 * fields; at += 12) {
      if (!told && file.getShort(at) > ORIENTATION) {
        turned.putShort(ORIENTATION).putShort(SHORT).putInt(1).putShort((short) 8);
        turned.putShort((short) 0);
        told = true;
      }
      turned.put(sound, at, 12);
    }
    turned.putInt(0).putInt(4, sound.length);

    assertThat(told).isTrue();
    assertThat(digits(read("turned.tiff", turned.array()))).isEqualTo("362514");
  }

  @Test
  void aDamagedNoteIsNone() throws IOException {
    byte[] exif = exif(ByteOrder.BIG_ENDIAN, 6);
    for (int at = 0; at < exif.length; at++) {
      byte[] damaged = exif.clone();
      damaged[at] = (byte) ~damaged[at];
      assertThat(read("damaged.png", withChunk(png(), damaged)).elementCount())
          .as("byte %s", at)
          .isEqualTo(6);
      assertThat(digits(read("cut.png", withChunk(png(), Arrays.copyOf(exif, at)))))
          .as("cut at %s", at)
          .isIn("123456", "415263");
    }
    byte[] far = exif.clone();
    Arrays.fill(far, 4, 8, (byte) 0xff);
    assertThat(digits(read("far.png", withChunk(png(), far)))).isEqualTo("123456");
  }

  @Test
  void memoryForTurningIsCounted() throws IOException {
    BufferedImage image = new BufferedImage(300, 200, BufferedImage.TYPE_BYTE_GRAY);
    byte[] sound = bytes(image, "png");
    Path turned =
        Files.write(folder.resolve("large.png"), withChunk(sound, exif(ByteOrder.BIG_ENDIAN, 3)));

    // A byte for the decoder, four for us and three while it is turned, in three quarters.
    assertThat(PictureFile.read(turned, 400 * 200 * 8)).isNotNull();
    assertThatThrownBy(() -> PictureFile.read(turned, 400 * 199 * 8))
        .hasMessageContaining("the most are 59700");
  }

  private static BufferedImage gray() {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 6; i++) {
      image.getRaster().setSample(i % 3, i / 3, 0, i + 1);
    }
    return image;
  }

  private static byte[] png() throws IOException {
    return bytes(gray(), "png");
  }

  private static byte[] bytes(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  /** A directory with the orientation as its second field. */
  private static byte[] exif(ByteOrder order, int code) {
    ByteBuffer exif = ByteBuffer.allocate(8 + 2 + 2 * 12 + 4).order(order);
    exif.putShort((short) (order == ByteOrder.LITTLE_ENDIAN ? 0x4949 : 0x4d4d));
    exif.putShort((short) 42).putInt(8).putShort((short) 2);
    exif.putShort((short) 0x100).putShort(SHORT).putInt(1).putInt(0);
    exif.putShort(ORIENTATION).putShort(SHORT).putInt(1).putShort((short) code);
    return exif.array();
  }

  private static byte[] withChunk(byte[] png, byte... exif) {
    ByteBuffer chunk = ByteBuffer.allocate(exif.length + 12);
    chunk.putInt(exif.length).put("eXIf".getBytes(StandardCharsets.US_ASCII)).put(exif);
    CRC32 sum = new CRC32();
    sum.update(chunk.array(), 4, exif.length + 4);
    chunk.putInt((int) sum.getValue());
    return inserted(png, AFTER_PNG_HEADER, chunk.array());
  }

  private static byte[] withSegment(byte[] jpeg, byte... exif) {
    ByteBuffer segment = ByteBuffer.allocate(exif.length + 10);
    segment.putShort((short) 0xffe1).putShort((short) (exif.length + 8));
    segment.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(exif);
    return inserted(jpeg, 2, segment.array());
  }

  private static byte[] inserted(byte[] file, int at, byte... part) {
    ByteBuffer whole = ByteBuffer.allocate(file.length + part.length);
    return whole.put(file, 0, at).put(part).put(file, at, file.length - at).array();
  }

  private Tensor read(String name, byte... file) throws IOException {
    Value picture = PictureFile.read(Files.write(folder.resolve(name), file));
    return ((Value.OfTensor) picture).tensor();
  }

  private static String digits(Tensor picture) {
    StringBuilder digits = new StringBuilder();
    for (double value : Numbers.all(picture)) {
      digits.append((int) value);
    }
    return digits.toString();
  }
}
