package dev.coremill.core.sample;

import dev.coremill.api.runtime.SampleSource;
import dev.coremill.api.runtime.Samples;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A NumPy array in a file of its own, for the model's only input. */
public final class NumpySource implements SampleSource {
  @Override
  public String format() {
    return "npy";
  }

  @Override
  public boolean accepts(Path path) {
    return FileNames.endsWith(path, ".npy");
  }

  @Override
  public Samples open(Path path) throws IOException {
    Column column =
        NumpyColumn.open(
            () -> new BufferedInputStream(Files.newInputStream(path), 1 << 16), Files.size(path));
    return new ColumnSamples(Map.of("", column), () -> {});
  }
}
