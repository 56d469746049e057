package dev.coremill.core.sample;

import dev.coremill.api.runtime.Samples;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Bare elements, sample after sample, little end first: the type and the shape are declared beside
 * the file.
 *
 * @param type the type of the elements
 * @param shape the shape of one sample
 */
record RawSource(DataType type, Shape shape) {
  /**
   * Opens a file of such samples.
   *
   * @throws IllegalArgumentException if its size is not a whole number of samples
   */
  Samples open(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IllegalArgumentException("is a folder; name a file of elements");
    }
    int bytes = FileColumn.sampleBytes(type, shape);
    return Channels.open(
        path,
        channel -> {
          long size = channel.size();
          if (bytes == 0 || size % bytes != 0) {
            throw new IllegalArgumentException(
                "has "
                    + size
                    + " bytes, which are no whole number of samples of "
                    + type.text()
                    + shape
                    + " ("
                    + bytes
                    + " bytes each)");
          }
          Column column = new FileColumn(channel, 0, type, shape, size / bytes);
          return new ColumnSamples(Map.of("", column), () -> Channels.close(channel));
        });
  }
}
