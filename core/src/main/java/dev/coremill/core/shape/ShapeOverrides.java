package dev.coremill.core.shape;

import dev.coremill.api.tensor.Shape;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shapes that a user asks for, by the name of the input; they apply to every function that has
 * an input of that name.
 *
 * @param shapes input name to shape, in the order in which they were given
 */
public record ShapeOverrides(Map<String, Shape> shapes) {
  /** No overrides. */
  public static final ShapeOverrides NONE = new ShapeOverrides(Map.of());

  private static final String MEND = "write it as NAME=1,3,224,224";
  private static final int MAXIMUM_RANK = 16;

  /** Copies the map. */
  public ShapeOverrides {
    shapes = Collections.unmodifiableMap(new LinkedHashMap<>(shapes));
  }

  /**
   * Reads arguments such as {@code image=1,3,224,224}; {@code 1x3x224x224} is the same.
   *
   * @throws ProblemException if one is malformed, or if an input is named twice
   */
  public static ShapeOverrides parse(List<String> arguments) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (String argument : arguments) {
      int equals = argument.lastIndexOf('=');
      if (equals <= 0) {
        throw problem(argument, "names no input");
      }
      String name = argument.substring(0, equals).strip();
      if (shapes.put(name, shape(argument, argument.substring(equals + 1))) != null) {
        throw new ProblemException(
            Problem.input(
                "--shape " + argument,
                "the input " + name + " is given a second shape",
                "keep one of them"));
      }
    }
    return new ShapeOverrides(shapes);
  }

  /** The shape that is asked for an input. */
  public Optional<Shape> of(String input) {
    return Optional.ofNullable(shapes.get(input));
  }

  private static Shape shape(String argument, String text) {
    String[] sizes = text.replace('x', ',').split(",", -1);
    if (sizes.length > MAXIMUM_RANK) {
      throw problem(argument, "has more than " + MAXIMUM_RANK + " dimensions");
    }
    long[] dimensions = new long[sizes.length];
    for (int axis = 0; axis < sizes.length; axis++) {
      dimensions[axis] = size(argument, sizes[axis].strip());
    }
    try {
      return Shape.of(dimensions);
    } catch (IllegalArgumentException tooLarge) {
      throw problem(argument, "has more elements than can be counted");
    }
  }

  private static long size(String argument, String text) {
    long size;
    try {
      size = Long.parseLong(text);
    } catch (NumberFormatException noNumber) {
      throw problem(argument, "'" + text + "' is no whole number");
    }
    if (size < 1) {
      throw problem(argument, "a dimension of " + size + " holds nothing");
    }
    return size;
  }

  private static ProblemException problem(String argument, String message) {
    return new ProblemException(Problem.input("--shape " + argument, message, MEND));
  }
}
