package dev.coremill.core.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files, as 64 lower case hexadecimal digits. */
final class Digests {
  private static final int DIGITS = 64;

  private Digests() {}

  /**
   * The digest of a file.
   *
   * @throws IOException if it cannot be read
   */
  static String sha256(Path file) throws IOException {
    MessageDigest digest = newDigest();
    byte[] chunk = new byte[1 << 16];
    try (InputStream bytes = Files.newInputStream(file)) {
      int read = bytes.read(chunk);
      while (read >= 0) {
        digest.update(chunk, 0, read);
        read = bytes.read(chunk);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Whether a text could be a digest. */
  static boolean isDigest(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!HexFormat.isHexDigit(text.charAt(i))) {
        return false;
      }
    }
    return text.length() == DIGITS;
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
