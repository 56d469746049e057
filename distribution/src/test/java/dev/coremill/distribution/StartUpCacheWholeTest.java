package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What the start-up cache asks of the jars beside the launcher. */
class StartUpCacheWholeTest {
  /** The cache takes classes from this version of the format on, with stack maps from Java 7 on. */
  private static final int OLDEST = 50;

  @Test
  void theClassesOfTheCommandLineAreOfAVersionThatTheCacheTakes() throws IOException {
    assumeTrue(
        System.getProperty("exec.skip") == null,
        "SKIPPED: -Dexec.skip leaves the classes of libraries as they are");
    List<String> old = new ArrayList<>();
    int read = 0;
    Path folder = Path.of(System.getProperty("coremill.folder"), "lib");
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "picocli-*.jar")) {
      for (Path path : jars) {
        try (JarFile jar = new JarFile(path.toFile())) {
          for (JarEntry entry : Collections.list(jar.entries())) {
            if (!entry.getName().endsWith(".class")) {
              continue;
            }
            read++;
            if (version(jar, entry) < OLDEST) {
              old.add(entry.getName());
            }
          }
        }
      }
    }
    assertThat(old).isEmpty();
    assertThat(read).isPositive();
  }

  private static int version(JarFile jar, JarEntry entry) throws IOException {
    try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
      // A magic number and the minor version come first.
      in.skipNBytes(6);
      return in.readUnsignedShort();
    }
  }
}
