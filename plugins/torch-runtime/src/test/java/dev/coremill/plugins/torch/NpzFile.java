package dev.coremill.plugins.torch;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Reads NumPy archives whose first axis counts samples; for files that tests trust. */
final class NpzFile {
  private final Map<String, Tensor> arrays = new LinkedHashMap<>();

  NpzFile(Path path) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(path))) {
      ZipEntry entry = zip.getNextEntry();
      while (entry != null) {
        String name = entry.getName();
        arrays.put(name.substring(0, name.length() - ".npy".length()), array(zip.readAllBytes()));
        entry = zip.getNextEntry();
      }
    }
  }

  /** The arrays by name, samples along the first axis. */
  Map<String, Tensor> arrays() {
    return arrays;
  }

  /** How many samples there are. */
  int samples() {
    return (int) arrays.values().iterator().next().shape().dimension(0);
  }

  /** One sample of an array. */
  static Tensor sample(Tensor array, int index) {
    long[] dimensions = array.shape().dimensions();
    Shape shape = Shape.of(Arrays.copyOfRange(dimensions, 1, dimensions.length));
    long size = Tensor.packedSize(array.type(), shape.elementCount());
    return Tensor.of(array.type(), shape, array.data().asSlice(index * size, size));
  }

  private static Tensor array(byte[] file) {
    int length = (file[8] & 0xff) | (file[9] & 0xff) << 8;
    String header = new String(file, 10, length, StandardCharsets.ISO_8859_1);
    String sizes = between(header, "'shape': (", ")");
    long[] dimensions =
        Arrays.stream(sizes.split(",", -1))
            .map(String::strip)
            .filter(size -> !size.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    String description = between(header, "'descr': '", "'");
    DataType type =
        switch (description) {
          case "<f4" -> DataType.FLOAT32;
          case "<f2" -> DataType.FLOAT16;
          case "<i4" -> DataType.INT32;
          case "<i8" -> DataType.INT64;
          case "|u1" -> DataType.UINT8;
          default -> throw new IllegalArgumentException("elements of " + description);
        };
    return Tensor.of(
        type,
        Shape.of(dimensions),
        MemorySegment.ofArray(Arrays.copyOfRange(file, 10 + length, file.length)));
  }

  private static String between(String text, String before, String after) {
    int start = text.indexOf(before) + before.length();
    return text.substring(start, text.indexOf(after, start));
  }
}
