package dev.coremill.core.sample;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.mlpackage.FeatureType;
import java.util.List;
import java.util.Optional;

/**
 * What an input of a model takes.
 *
 * @param name its name
 * @param type the type of the elements that the program takes
 * @param dimensions the dimensions that the program takes
 * @param variableRank whether the program takes any number of dimensions; there are none then
 * @param shapes the only shapes that the model allows; empty if it names none
 * @param ranges the sizes that each dimension may have; empty if the model says nothing
 * @param usual the shape that is meant where nothing else is said
 * @param image what the model says of it, if it is an image
 * @param omitted the value of all its elements where samples leave it out; empty if they may not
 */
public record InputSpec(
    String name,
    DataType type,
    List<Dimension> dimensions,
    boolean variableRank,
    List<Shape> shapes,
    List<FeatureType.Range> ranges,
    Optional<Shape> usual,
    Optional<FeatureType.Image> image,
    Optional<Double> omitted) {
  /** Copies the lists. */
  public InputSpec {
    dimensions = List.copyOf(dimensions);
    shapes = List.copyOf(shapes);
    ranges = List.copyOf(ranges);
  }

  /** The same input with elements of another type. */
  public InputSpec of(DataType other) {
    return new InputSpec(
        name, other, dimensions, variableRank, shapes, ranges, usual, image, omitted);
  }

  /** Whether a value of this shape may enter. */
  public boolean takes(Shape shape) {
    if (variableRank) {
      return takesSizes(shape);
    }
    if (shape.rank() != dimensions.size()) {
      return false;
    }
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (dimensions.get(axis) instanceof Dimension.Fixed(long size)
          && size != shape.dimension(axis)) {
        return false;
      }
    }
    return takesSizes(shape);
  }

  private boolean takesSizes(Shape shape) {
    if (!shapes.isEmpty()) {
      return shapes.contains(shape);
    }
    if (ranges.size() == shape.rank()) {
      for (int axis = 0; axis < shape.rank(); axis++) {
        FeatureType.Range range = ranges.get(axis);
        long size = shape.dimension(axis);
        if (size < range.lowest() || range.highest() >= 0 && size > range.highest()) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The shape that a sample of this shape enters with: its own, or with ones before it where the
   * model has a batch of one that the sample leaves out.
   */
  public Optional<Shape> fitted(Shape shape) {
    if (takes(shape)) {
      return Optional.of(shape);
    }
    int missing = dimensions.size() - shape.rank();
    if (variableRank || missing < 1) {
      return Optional.empty();
    }
    long[] sizes = new long[dimensions.size()];
    for (int axis = 0; axis < sizes.length; axis++) {
      sizes[axis] = axis < missing ? 1 : shape.dimension(axis - missing);
    }
    Shape padded = Shape.of(sizes);
    return takes(padded) ? Optional.of(padded) : Optional.empty();
  }

  /** The type and the shapes, for messages. */
  public String shown() {
    StringBuilder text = new StringBuilder(type.text());
    if (!shapes.isEmpty()) {
      text.append(" of the shapes ");
      for (int i = 0; i < shapes.size(); i++) {
        text.append(i == 0 ? "" : ", ").append(shapes.get(i));
      }
      return text.toString();
    }
    text.append(variableRank ? "[...]" : dimensions.toString());
    boolean open = dimensions.stream().anyMatch(each -> each instanceof Dimension.Open);
    if (open && !ranges.isEmpty()) {
      text.append(" within ");
      for (int axis = 0; axis < ranges.size(); axis++) {
        FeatureType.Range range = ranges.get(axis);
        text.append(axis == 0 ? "" : " x ").append(range.lowest());
        if (range.highest() != range.lowest()) {
          text.append("..").append(range.highest() < 0 ? "" : range.highest());
        }
      }
    }
    return text.toString();
  }
}
