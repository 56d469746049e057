package dev.coremill.core.sample;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import dev.coremill.core.problem.Suggestions;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file or folder of samples, as a user names it.
 *
 * @param path the file or folder
 * @param name what its nameless values are called, such as an input; empty for the only input
 * @param raw what its bytes are, if it is a file of bare elements
 */
public record DataArgument(Path path, String name, Optional<Raw> raw) {
  private static final List<DataType> TYPES =
      List.of(
          DataType.BOOL,
          DataType.UINT8,
          DataType.INT8,
          DataType.UINT16,
          DataType.INT16,
          DataType.UINT32,
          DataType.INT32,
          DataType.INT64,
          DataType.FLOAT16,
          DataType.BFLOAT16,
          DataType.FLOAT32,
          DataType.FLOAT64);

  /**
   * What the bytes of a file are.
   *
   * @param type the type of the elements
   * @param shape the shape of one sample
   */
  public record Raw(DataType type, Shape shape) {}

  /**
   * Reads {@code FILE}, {@code NAME=FILE} or {@code NAME=FILE:float32[1,3,224,224]}.
   *
   * @param folder what a relative path is relative to
   * @throws ProblemException if it is none of them
   */
  public static DataArgument parse(String text, Path folder) {
    if (text.isBlank() || text.endsWith("=")) {
      throw new ProblemException(
          Problem.input("data '" + text + "'", "no file is named", "write FILE or NAME=FILE"));
    }
    if (exists(folder, text)) {
      return new DataArgument(folder.resolve(text), "", Optional.empty());
    }
    int equals = text.indexOf('=');
    String name = equals > 0 ? text.substring(0, equals) : "";
    String rest = equals > 0 ? text.substring(equals + 1) : text;
    if (exists(folder, rest) || !rest.endsWith("]") || rest.lastIndexOf(':') < 1) {
      return new DataArgument(path(folder, rest), name, Optional.empty());
    }
    int colon = rest.lastIndexOf(':');
    return new DataArgument(
        path(folder, rest.substring(0, colon)),
        name,
        Optional.of(raw(text, rest.substring(colon + 1))));
  }

  private static Raw raw(String text, String declared) {
    int bracket = declared.indexOf('[');
    String typeName = declared.substring(0, Math.max(0, bracket));
    List<String> known = new ArrayList<>();
    for (DataType type : TYPES) {
      known.add(type.text());
      if (type.text().equals(typeName)) {
        return new Raw(type, shape(text, declared.substring(bracket + 1, declared.length() - 1)));
      }
    }
    throw new ProblemException(
        Problem.input(
            text,
            "there is no element type '" + typeName + "'",
            Suggestions.offer(typeName, known)));
  }

  private static Shape shape(String text, String dimensions) {
    String[] parts = dimensions.isBlank() ? new String[0] : dimensions.split(",", -1);
    long[] sizes = new long[parts.length];
    try {
      for (int axis = 0; axis < sizes.length; axis++) {
        sizes[axis] = Long.parseLong(parts[axis].strip());
      }
      return Shape.of(sizes);
    } catch (IllegalArgumentException wrong) {
      throw new ProblemException(
          Problem.input(
              text,
              "[" + dimensions + "] is no shape",
              "write the shape of one sample, such as float32[1,3,224,224]"),
          wrong);
    }
  }

  private static boolean exists(Path folder, String text) {
    try {
      return Files.exists(folder.resolve(text));
    } catch (InvalidPathException _) {
      return false;
    }
  }

  private static Path path(Path folder, String text) {
    try {
      return folder.resolve(text);
    } catch (InvalidPathException invalid) {
      throw new ProblemException(
          Problem.input(text, "is no path: " + invalid.getReason(), "name a file"), invalid);
    }
  }
}
