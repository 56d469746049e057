package dev.coremill.core.mlpackage;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coremill.core.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Real packages, and copies of them that a test may damage. */
final class Fixtures {
  static final String MODEL = "Data/com.apple.CoreML/model.mlmodel";
  static final String WEIGHTS = "Data/com.apple.CoreML/weights/weight.bin";

  private static final Path PACKAGES = Path.of("src/test/resources/packages");

  private Fixtures() {}

  static List<String> names() {
    return List.of("digits-cnn", "digits-multifunction", "digits-pipeline-classifier");
  }

  static Path fixture(String name) {
    return PACKAGES.resolve(name + ".mlpackage");
  }

  static Path copy(String name, Path folder) {
    Path from = fixture(name);
    Path to = folder.resolve(name + ".mlpackage");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
    return to;
  }

  /** The problem that an action ends with; null if it ends well. */
  static ProblemException problem(ThrowingCallable action) {
    return catchThrowableOfType(ProblemException.class, action);
  }

  /** Opens a package and closes it. */
  static void open(Path path) {
    ModelPackage.open(path).close();
  }
}
