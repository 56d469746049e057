package dev.coremill.core.evaluate;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.mlpackage.Feature;
import dev.coremill.core.mlpackage.FeatureType;
import dev.coremill.core.sample.InputSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an input of a program takes, by its type and by what the description says of it. */
final class DescribedInput {
  private DescribedInput() {}

  /**
   * What an input takes.
   *
   * @param type its type in the program
   * @param features the inputs of the description
   */
  static InputSpec spec(String name, ValueType.OfTensor type, List<Feature> features) {
    for (Feature feature : features) {
      if (feature.name().equals(name)) {
        return switch (feature.type()) {
          case FeatureType.Image image -> image(name, type, image);
          case FeatureType.MultiArray array -> array(name, type, array, feature.optional());
          case FeatureType.Simple _, FeatureType.State _ -> bare(name, type);
        };
      }
    }
    return bare(name, type);
  }

  private static InputSpec bare(String name, ValueType.OfTensor type) {
    return new InputSpec(
        name,
        type.dataType(),
        type.dimensions(),
        type.variableRank(),
        List.of(),
        List.of(),
        type.shape(),
        Optional.empty());
  }

  private static InputSpec array(
      String name, ValueType.OfTensor type, FeatureType.MultiArray array, boolean optional) {
    List<Shape> shapes = new ArrayList<>();
    array.enumeratedShapes().forEach(sizes -> shape(sizes).ifPresent(shapes::add));
    Optional<Shape> described = array.shape().isEmpty() ? Optional.empty() : shape(array.shape());
    return new InputSpec(
        name,
        type.dataType(),
        type.dimensions(),
        type.variableRank(),
        shapes,
        array.ranges(),
        type.shape().or(() -> described),
        Optional.empty(),
        optional ? array.omitted() : Optional.empty());
  }

  /** An image enters a program with its rows and columns last. */
  private static InputSpec image(String name, ValueType.OfTensor type, FeatureType.Image image) {
    List<Shape> shapes = new ArrayList<>();
    for (FeatureType.Image.Size size : image.sizes()) {
      sized(type, size.height(), size.width()).ifPresent(shapes::add);
    }
    return new InputSpec(
        name,
        type.dataType(),
        type.dimensions(),
        type.variableRank(),
        shapes,
        image.range().map(range -> ranges(type, range)).orElse(List.of()),
        type.shape().or(() -> sized(type, image.height(), image.width())),
        Optional.of(image));
  }

  private static Optional<Shape> sized(ValueType.OfTensor type, long height, long width) {
    List<Long> sizes = new ArrayList<>();
    int rank = type.dimensions().size();
    for (int axis = 0; axis < rank; axis++) {
      long open = axis == rank - 1 ? width : axis == rank - 2 ? height : 1;
      sizes.add(type.dimensions().get(axis) instanceof Dimension.Fixed(long size) ? size : open);
    }
    return type.variableRank() ? Optional.empty() : shape(sizes);
  }

  private static List<FeatureType.Range> ranges(
      ValueType.OfTensor type, FeatureType.Image.SizeRange range) {
    List<FeatureType.Range> ranges = new ArrayList<>();
    int rank = type.dimensions().size();
    for (int axis = 0; axis < rank; axis++) {
      long only = type.dimensions().get(axis) instanceof Dimension.Fixed(long size) ? size : 1;
      FeatureType.Range other = new FeatureType.Range(only, only);
      ranges.add(axis == rank - 1 ? range.width() : axis == rank - 2 ? range.height() : other);
    }
    return ranges;
  }

  /** A shape of the description; empty where no array can have it. */
  private static Optional<Shape> shape(List<Long> sizes) {
    try {
      return Optional.of(Shape.of(sizes.stream().mapToLong(size -> Math.max(0, size)).toArray()));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
