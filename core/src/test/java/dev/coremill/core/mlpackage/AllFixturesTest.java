package dev.coremill.core.mlpackage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coremill.core.mlpackage.proto.ModelMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes every package below a folder again: {@code -Dcoremill.fixtures=FOLDER}. With {@code
 * -Dcoremill.fixtures.output=FOLDER} the results stay there.
 */
class AllFixturesTest {
  @TempDir Path temporary;

  @Test
  void everyPackageComesBackAsItWas() throws IOException {
    String fixtures = System.getProperty("coremill.fixtures", "");
    assumeTrue(!fixtures.isEmpty(), "SKIPPED: no packages given with -Dcoremill.fixtures=FOLDER");
    String kept = System.getProperty("coremill.fixtures.output", "");
    Path output = kept.isEmpty() ? temporary : Path.of(kept);
    List<Path> packages = packages(Path.of(fixtures));
    assertThat(packages).isNotEmpty();
    for (Path each : packages) {
      Path name = Path.of(fixtures).relativize(each);
      Path copy = output.resolve("copied").resolve(name);
      RoundTrip.copy(each, copy);
      assertThat(PackageFiles.read(copy)).as("%s", each).isEqualTo(PackageFiles.read(each));

      Path rebuilt = output.resolve("rebuilt").resolve(name);
      RoundTrip.rebuild(each, rebuilt);
      assertSameMessages(each, rebuilt);
      if (kept.isEmpty()) {
        Folders.delete(copy);
        Folders.delete(rebuilt);
      }
    }
  }

  /** Blobs may have moved, so references to them are compared by what they refer to. */
  private static void assertSameMessages(Path expected, Path actual) {
    try (ModelPackage one = ModelPackage.open(expected);
        ModelPackage two = ModelPackage.open(actual)) {
      ModelMessage message = BlobContents.inPlaceOfReferences(one);
      assertThat(BlobContents.inPlaceOfReferences(two).equals(message)).as("%s", expected).isTrue();
    }
  }

  private static List<Path> packages(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".mlpackage")).sorted().toList();
    }
  }
}
