package dev.coremill.core.mlpackage;

import dev.coremill.api.program.Program;
import java.nio.file.Path;

/** Writes packages again. */
final class RoundTrip {
  private RoundTrip() {}

  /** Writes a package that nothing was changed in. */
  static WrittenPackage copy(Path input, Path output) {
    try (ModelPackage source = ModelPackage.open(input);
        PackageWriter writer = PackageWriter.create(source, output)) {
      return writer.commit();
    }
  }

  /** Takes every program apart and puts it together again from equal values. */
  static WrittenPackage rebuild(Path input, Path output) {
    try (ModelPackage source = ModelPackage.open(input);
        PackageWriter writer = PackageWriter.create(source, output)) {
      for (ProgramPart part : source.programs()) {
        Program same = ValueMapper.map(part.program(), value -> writer.keep(part, value));
        writer.replace(part, same, part.specificationVersion());
      }
      return writer.commit();
    }
  }
}
