package dev.coremill.core.install;

import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * A signature in a file of its own, made with the private key whose public half the user has. The
 * public key is X.509 in PEM ({@code BEGIN PUBLIC KEY}, Ed25519, RSA or EC) or a certificate; the
 * signature is raw or in Base64: of Ed25519 as it is, of RSA and EC over SHA-256.
 *
 * @param signature the file with the signature
 * @param publicKey the file with the public key
 */
public record DetachedSignature(Path signature, Path publicKey) {
  private static final int LONGEST = 1 << 16;

  /**
   * Checks the signature of a file.
   *
   * @throws ProblemException if it is not that of the file and the key
   */
  void check(Path file) {
    PublicKey key = key();
    byte[] bytes = decoded(read(signature));
    boolean right;
    try {
      Signature check = Signature.getInstance(algorithm(key));
      check.initVerify(key);
      byte[] chunk = new byte[1 << 16];
      try (InputStream content = Files.newInputStream(file)) {
        int read = content.read(chunk);
        while (read >= 0) {
          check.update(chunk, 0, read);
          read = content.read(chunk);
        }
      }
      right = check.verify(bytes);
    } catch (GeneralSecurityException malformed) {
      throw problem(signature, "it is no signature: " + malformed.getMessage());
    } catch (IOException unreadable) {
      throw problem(file, "it cannot be read: " + unreadable.getMessage());
    }
    if (!right) {
      throw new ProblemException(
          Problem.input(
              file.toString(),
              "the signature "
                  + signature
                  + " is not that of this file and of the key "
                  + publicKey,
              "do not use the file; get it and its signature again from its provider"));
    }
  }

  private String algorithm(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "EdDSA", "Ed25519" -> "Ed25519";
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> throw problem(publicKey, "keys of " + key.getAlgorithm() + " are not supported");
    };
  }

  private PublicKey key() {
    String text = new String(read(publicKey), StandardCharsets.US_ASCII);
    try {
      if (text.contains("BEGIN CERTIFICATE")) {
        return CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
            .getPublicKey();
      }
      int begin = text.indexOf("-----BEGIN PUBLIC KEY-----");
      int end = text.indexOf("-----END PUBLIC KEY-----");
      if (begin < 0 || end < begin) {
        throw problem(publicKey, "it holds no public key in PEM");
      }
      String body = text.substring(begin + "-----BEGIN PUBLIC KEY-----".length(), end);
      X509EncodedKeySpec encoded = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(body));
      for (String algorithm : new String[] {"Ed25519", "RSA", "EC"}) {
        try {
          return KeyFactory.getInstance(algorithm).generatePublic(encoded);
        } catch (GeneralSecurityException _) {
          // A key of another algorithm.
        }
      }
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      throw problem(publicKey, "it is no public key: " + malformed.getMessage());
    }
    throw problem(publicKey, "it is no public key of Ed25519, RSA or EC");
  }

  /** Base64 where it is that; the bytes themselves otherwise. */
  private static byte[] decoded(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1).strip();
    try {
      return Base64.getMimeDecoder().decode(text).length > 0 && isBase64(text)
          ? Base64.getMimeDecoder().decode(text)
          : bytes;
    } catch (IllegalArgumentException _) {
      return bytes;
    }
  }

  private static boolean isBase64(String text) {
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      boolean allowed =
          (letter >= 'a' && letter <= 'z')
              || (letter >= 'A' && letter <= 'Z')
              || (letter >= '0' && letter <= '9')
              || "+/=\r\n".indexOf(letter) >= 0;
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  private static byte[] read(Path file) {
    try (InputStream bytes = Files.newInputStream(file)) {
      return bytes.readNBytes(LONGEST);
    } catch (IOException unreadable) {
      throw problem(file, "it cannot be read: " + unreadable.getMessage());
    }
  }

  private static ProblemException problem(Path file, String message) {
    return new ProblemException(
        Problem.input(file.toString(), message, "name the right file, or leave the signature out"));
  }
}
