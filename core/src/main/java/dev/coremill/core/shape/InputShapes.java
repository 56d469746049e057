package dev.coremill.core.shape;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.mlpackage.Feature;
import dev.coremill.core.mlpackage.FeatureType;
import dev.coremill.core.problem.Problem;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shapes of the inputs of a function: those that a user asks for, else those that the program
 * states, else the default ones of the model's description.
 */
public final class InputShapes {
  private InputShapes() {}

  /**
   * The type of each input of a function, every dimension fixed.
   *
   * @param path the function, with the path of its model in a pipeline before it
   * @param function the function
   * @param described what the model's description says about its inputs and states
   * @param overrides the shapes that a user asks for
   * @throws ProblemException if an override is not allowed for its input, or if nothing tells the
   *     shape of an input
   */
  public static Map<String, ValueType> of(
      String path, Function function, List<Feature> described, ShapeOverrides overrides) {
    Map<String, ValueType> types = new LinkedHashMap<>();
    for (NamedType input : function.inputs()) {
      Optional<FeatureType> feature = Optional.empty();
      for (Feature each : described) {
        if (each.name().equals(input.name())) {
          feature = Optional.of(each.type());
        }
      }
      types.put(
          input.name(),
          switch (input.type()) {
            case ValueType.OfTensor tensor ->
                tensor(path, input.name(), tensor, feature, overrides.of(input.name()));
            case ValueType.OfState(ValueType.OfTensor tensor) ->
                new ValueType.OfState(
                    tensor(path, input.name(), tensor, feature, Optional.empty()));
            case ValueType other -> other;
          });
    }
    return types;
  }

  private static ValueType tensor(
      String path,
      String name,
      ValueType.OfTensor stated,
      Optional<FeatureType> feature,
      Optional<Shape> override) {
    if (override.isPresent()) {
      if (!fits(override.get(), stated) || !allowed(override.get(), feature)) {
        throw new ProblemException(
            Problem.input(
                "--shape " + name,
                "the input " + name + " of function " + path + " cannot be " + override.get(),
                "it takes " + allowedText(stated, feature)));
      }
      return ValueType.OfTensor.of(stated.dataType(), override.get());
    }
    Optional<Shape> shape =
        stated.shape().or(() -> usual(stated, feature).filter(usual -> fits(usual, stated)));
    if (shape.isEmpty()) {
      throw new ProblemException(
          Problem.input(
              "function " + path,
              "the shape of the input " + name + " is open: " + stated,
              "give one with --shape " + name + "=..."));
    }
    return ValueType.OfTensor.of(stated.dataType(), shape.get());
  }

  private static boolean fits(Shape shape, ValueType.OfTensor stated) {
    if (stated.variableRank()) {
      return true;
    }
    List<Dimension> dimensions = stated.dimensions();
    if (shape.rank() != dimensions.size()) {
      return false;
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (dimensions.get(axis) instanceof Dimension.Fixed(long size)
          && size != shape.dimension(axis)) {
        return false;
      }
    }
    return true;
  }

  private static boolean allowed(Shape shape, Optional<FeatureType> feature) {
    if (!(feature.orElse(null) instanceof FeatureType.MultiArray array)) {
      return true;
    }
    if (!array.enumeratedShapes().isEmpty()) {
      for (List<Long> each : array.enumeratedShapes()) {
        if (shape.equals(shape(each))) {
          return true;
        }
      }
      return false;
    }
    List<FeatureType.Range> ranges = array.ranges();
    if (ranges.isEmpty()) {
      return true;
    }
    if (ranges.size() != shape.rank()) {
      return false;
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      long size = shape.dimension(axis);
      FeatureType.Range range = ranges.get(axis);
      if (size < range.lowest() || (range.highest() >= 0 && size > range.highest())) {
        return false;
      }
    }
    return true;
  }

  /** The default shape of the description. */
  private static Optional<Shape> usual(ValueType.OfTensor stated, Optional<FeatureType> feature) {
    return switch (feature.orElse(null)) {
      case FeatureType.MultiArray array when !array.shape().isEmpty() ->
          Optional.of(shape(array.shape()));
      case FeatureType.MultiArray array when !array.enumeratedShapes().isEmpty() ->
          Optional.of(shape(array.enumeratedShapes().getFirst()));
      case FeatureType.Image image -> image(image, stated);
      case FeatureType.State(FeatureType.MultiArray array) -> Optional.of(shape(array.shape()));
      case null, default -> Optional.empty();
    };
  }

  /** An image enters a program as one sample with its rows and columns last. */
  private static Optional<Shape> image(FeatureType.Image image, ValueType.OfTensor stated) {
    int rank = stated.dimensions().size();
    if (stated.variableRank() || rank < 2) {
      return Optional.empty();
    }
    long[] sizes = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      sizes[axis] =
          stated.dimensions().get(axis) instanceof Dimension.Fixed(long size)
              ? size
              : axis == rank - 1 ? image.width() : axis == rank - 2 ? image.height() : 1;
    }
    return Optional.of(Shape.of(sizes));
  }

  private static Shape shape(List<Long> sizes) {
    long[] dimensions = new long[sizes.size()];
    for (int axis = 0; axis < dimensions.length; axis++) {
      dimensions[axis] = Math.max(0, sizes.get(axis));
    }
    try {
      return Shape.of(dimensions);
    } catch (IllegalArgumentException tooLarge) {
      return Shape.scalar();
    }
  }

  private static String allowedText(ValueType.OfTensor stated, Optional<FeatureType> feature) {
    if (feature.orElse(null) instanceof FeatureType.MultiArray array) {
      if (!array.enumeratedShapes().isEmpty()) {
        List<String> shapes = new ArrayList<>();
        for (List<Long> each : array.enumeratedShapes()) {
          shapes.add(each.toString());
        }
        return String.join(" or ", shapes);
      }
      if (!array.ranges().isEmpty()) {
        List<String> sizes = new ArrayList<>();
        for (FeatureType.Range range : array.ranges()) {
          sizes.add(text(range));
        }
        return "[" + String.join(", ", sizes) + "]";
      }
    }
    return stated.variableRank() ? "any shape" : stated.dimensions() + ", where ? is any size";
  }

  private static String text(FeatureType.Range range) {
    if (range.lowest() == range.highest()) {
      return Long.toString(range.lowest());
    }
    return range.highest() < 0
        ? range.lowest() + " or more"
        : range.lowest() + " to " + range.highest();
  }
}
