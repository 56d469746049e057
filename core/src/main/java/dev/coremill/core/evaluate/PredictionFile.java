package dev.coremill.core.evaluate;

import dev.coremill.api.program.Value;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.sample.BoundSamples;
import dev.coremill.core.sample.Numbers;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes predictions to an npz archive: an array {@code out.NAME} for each output, whose first axis
 * is the sample. It can be read as data again. The file appears in one step at the end.
 */
public final class PredictionFile implements AutoCloseable {
  private static final int CHUNK = 1 << 16;

  private final Path output;
  private final Path folder;
  private final Map<String, Array> arrays = new LinkedHashMap<>();
  private long samples;

  /** One output while it is written: numbers in a file, texts in memory. */
  private static final class Array {
    private final Path file;
    private final OutputStream stream;
    private final DataType type;
    private final Shape shape;
    private final List<String> texts = new ArrayList<>();

    Array(Path file, DataType type, Shape shape) throws IOException {
      this.file = file;
      this.stream = new BufferedOutputStream(Files.newOutputStream(file), CHUNK);
      this.type = type;
      this.shape = shape;
    }
  }

  private PredictionFile(Path output, Path folder) {
    this.output = output;
    this.folder = folder;
  }

  /**
   * Begins a file.
   *
   * @throws ProblemException if it cannot be written
   */
  public static PredictionFile create(Path output) {
    if (!output.toString().endsWith(".npz")) {
      throw new ProblemException(
          Problem.input(
              output.toString(), "predictions are written as npz", "use a name that ends in .npz"));
    }
    if (Files.isDirectory(output)) {
      throw new ProblemException(
          Problem.input(output.toString(), "is a folder", "name a file in it"));
    }
    try {
      Path parent = output.toAbsolutePath().getParent();
      Files.createDirectories(parent);
      return new PredictionFile(output, Files.createTempDirectory(parent, ".coremill-predict"));
    } catch (IOException unwritable) {
      throw failed(output, unwritable);
    }
  }

  /**
   * Begins a file that replaces nothing that is still read.
   *
   * @param model the package that predicts
   * @param data the files of samples
   * @throws ProblemException if it is one of them, or cannot be written
   */
  public static PredictionFile create(Path output, Path model, Collection<Path> data) {
    if (output.toAbsolutePath().normalize().startsWith(model.toAbsolutePath().normalize())) {
      throw new ProblemException(
          Problem.input(
              output.toString(), "lies inside the package", "name a file beside the package"));
    }
    for (Path file : data) {
      if (isSame(output, file)) {
        throw new ProblemException(
            Problem.input(
                output.toString(),
                "is the file of samples, which the predictions would replace",
                "name another file"));
      }
    }
    return create(output);
  }

  private static boolean isSame(Path output, Path file) {
    try {
      return Files.exists(output) && Files.isSameFile(output, file);
    } catch (IOException unknown) {
      throw failed(output, unknown);
    }
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException file -> file.getFile() + " is no folder";
      case NoSuchFileException _ -> "its folder takes no files";
      case FileSystemException system when system.getReason() != null -> system.getReason();
      default -> String.valueOf(cause.getMessage());
    };
  }

  private static ProblemException failed(Path output, IOException cause) {
    String reason = reason(cause);
    return new ProblemException(
        Problem.failed(
            output.toString(),
            "cannot be written: " + reason,
            "name a file in a folder that you may write to, on a disk with space"),
        cause);
  }

  /**
   * Adds the outputs of the next sample.
   *
   * @throws ProblemException if an output has another shape than before
   */
  public void add(Map<String, Value> outputs) {
    try {
      for (Map.Entry<String, Value> each : outputs.entrySet()) {
        add(each.getKey(), each.getValue());
      }
      samples++;
    } catch (IOException unwritable) {
      throw failed(output, unwritable);
    }
  }

  private void add(String name, Value value) throws IOException {
    switch (value) {
      case Value.OfTensor holder -> numbers(name, holder.tensor());
      case Value.OfStrings strings -> {
        Array array = array(name, DataType.STRING, Shape.of(strings.strings().size()));
        array.texts.addAll(strings.strings());
      }
      case Value.OfDictionary dictionary -> {
        double[] values = ClassifierOutputs.probabilities(dictionary);
        numbers(name, Numbers.tensor(DataType.FLOAT32, Shape.of(values.length), values));
      }
      case Value.OfList _, Value.OfTuple _, Value.Opaque _ ->
          throw new ProblemException(
              Problem.input(
                  output.toString(),
                  "the output '" + name + "' is " + value.type() + ", which npz cannot hold",
                  "leave --output out"));
    }
  }

  private void numbers(String name, Tensor given) throws IOException {
    Tensor tensor = given;
    if (NumpyArrayHeader.description(given.type()).isEmpty()) {
      DataType wide = given.type().isFloat() ? DataType.FLOAT32 : DataType.INT8;
      wide = !given.type().isFloat() && !given.type().isSigned() ? DataType.UINT8 : wide;
      tensor = Numbers.tensor(wide, given.shape(), Numbers.all(given));
    }
    Array array = array(name, tensor.type(), tensor.shape());
    byte[] chunk = new byte[(int) Math.min(CHUNK, tensor.byteSize())];
    for (long start = 0; start < tensor.byteSize(); start += chunk.length) {
      int size = (int) Math.min(chunk.length, tensor.byteSize() - start);
      MemorySegment.copy(tensor.data(), ValueLayout.JAVA_BYTE, start, chunk, 0, size);
      array.stream.write(chunk, 0, size);
    }
  }

  private Array array(String name, DataType type, Shape shape) throws IOException {
    Array array = arrays.get(name);
    if (array == null) {
      if (samples > 0) {
        throw changed(name, "appears first at sample " + samples);
      }
      array = new Array(folder.resolve(arrays.size() + ".bin"), type, shape);
      arrays.put(name, array);
    }
    if (array.type != type || !array.shape.equals(shape)) {
      throw changed(
          name,
          "is "
              + type.text()
              + shape
              + " at sample "
              + samples
              + ", and before it was "
              + array.type.text()
              + array.shape);
    }
    return array;
  }

  private ProblemException changed(String name, String how) {
    return new ProblemException(
        Problem.input(
            output.toString(),
            "the output '" + name + "' " + how,
            "predict samples of one shape at a time"));
  }

  /**
   * Writes the archive and moves it into place.
   *
   * @throws ProblemException if it cannot be written
   */
  public void finish() {
    Path packed = folder.resolve("packed.npz");
    try {
      try (ZipOutputStream zip =
          new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(packed), CHUNK))) {
        for (Map.Entry<String, Array> each : arrays.entrySet()) {
          ZipEntry entry = new ZipEntry(BoundSamples.OUTPUT_PREFIX + each.getKey() + ".npy");
          // Equal predictions give equal files.
          entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
          zip.putNextEntry(entry);
          write(each.getValue(), zip);
          zip.closeEntry();
        }
      }
      Files.move(
          packed,
          output.toAbsolutePath(),
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException unwritable) {
      throw failed(output, unwritable);
    }
  }

  private void write(Array array, OutputStream zip) throws IOException {
    array.stream.close();
    if (array.type == DataType.STRING) {
      texts(array, zip);
      return;
    }
    zip.write(header(NumpyArrayHeader.description(array.type).orElseThrow(), array.shape));
    try (InputStream numbers = Files.newInputStream(array.file)) {
      long _ = numbers.transferTo(zip);
    }
  }

  private void texts(Array array, OutputStream zip) throws IOException {
    int longest = 1;
    for (String text : array.texts) {
      longest = Math.max(longest, text.codePointCount(0, text.length()));
    }
    zip.write(header(NumpyArrayHeader.texts(longest), array.shape));
    for (String text : array.texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_32LE);
      zip.write(bytes);
      zip.write(new byte[longest * 4 - bytes.length]);
    }
  }

  private byte[] header(String type, Shape shape) {
    return new NumpyArrayHeader(type, samples, shape).bytes();
  }

  /**
   * Removes what is left of the work.
   *
   * @throws ProblemException if it cannot be removed
   */
  @Override
  public void close() {
    List<IOException> failures = new ArrayList<>();
    for (Array array : arrays.values()) {
      try {
        array.stream.close();
      } catch (IOException full) {
        // Of a file that a full disk cut off nothing is wanted but the end of it.
        failures.add(full);
      }
    }
    try {
      List<Path> files;
      try (Stream<Path> inside = Files.list(folder)) {
        files = inside.toList();
      }
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException stuck) {
      failures.forEach(stuck::addSuppressed);
      throw failed(folder, stuck);
    }
  }
}
