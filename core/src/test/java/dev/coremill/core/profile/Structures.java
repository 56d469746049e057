package dev.coremill.core.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Packages of published networks whose weights are all zero, kept as archives. */
public final class Structures {
  private static final Path ARCHIVES = Path.of("src/test/resources/structures");

  private Structures() {}

  /** Unpacks an archive of the project. */
  public static Path unpack(String name, Path folder) {
    return unpack(ARCHIVES.resolve(name + ".mlpackage.zip"), folder);
  }

  /** Unpacks an archive, which holds one package. */
  public static Path unpack(Path archive, Path folder) {
    try (InputStream file = Files.newInputStream(archive);
        ZipInputStream entries = new ZipInputStream(file)) {
      Path unpacked = Files.createTempDirectory(folder, "structure");
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        Path target = unpacked.resolve(entry.getName());
        if (!entry.isDirectory()) {
          Files.createDirectories(target.getParent());
          Files.copy(entries, target);
        }
      }
      return unpacked.resolve(
          archive.getFileName().toString().replace(".mlpackage.zip", ".mlpackage"));
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }
}
