package dev.coremill.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The output of an earlier run, alone in a folder, which a failing run must leave as it is.
 *
 * @param folder the folder
 * @param files every file in it with its size and time
 */
record OlderOutput(Path folder, Map<String, Long> files) {
  /** Puts a package where the output of a run will be. */
  static OlderOutput put(Path source, Path output) throws IOException {
    try (Stream<Path> all = Files.walk(source)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        Path copied = output.resolve(source.relativize(file));
        Files.createDirectories(copied.resolveSibling("."));
        Files.copy(file, copied);
      }
    }
    Path folder = output.toAbsolutePath().resolveSibling(".").normalize();
    return new OlderOutput(folder, files(folder));
  }

  /** Checks that nothing of it has changed, and that nothing was added beside it. */
  void requireUntouched() throws IOException {
    assertThat(files(folder)).isEqualTo(files);
  }

  private static Map<String, Long> files(Path below) throws IOException {
    Map<String, Long> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(below)) {
      for (Path file : all.toList()) {
        boolean regular = Files.isRegularFile(file);
        found.put(
            file.toString(),
            regular
                ? Files.size(file) ^ Files.getLastModifiedTime(file).toMillis() << 20
                : Long.valueOf(-1));
      }
    }
    return found;
  }
}
