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
    Optional<Feature> feature =
        features.stream().filter(each -> each.name().equals(name)).findFirst();
    FeatureType described = feature.map(Feature::type).orElse(FeatureType.Simple.UNKNOWN);
    Optional<Double> omitted =
        feature.filter(Feature::optional).isPresent()
                && described instanceof FeatureType.MultiArray array
            ? array.omitted()
            : Optional.empty();
    return new InputSpec(
        name,
        type.dataType(),
        type.dimensions(),
        type.variableRank(),
        shapes(type, described),
        ranges(type, described),
        type.shape().or(() -> usual(type, described)),
        described instanceof FeatureType.Image image ? Optional.of(image) : Optional.empty(),
        omitted);
  }

  private static List<Shape> shapes(ValueType.OfTensor type, FeatureType described) {
    return switch (described) {
      case FeatureType.Image image ->
          image.sizes().stream()
              .flatMap(size -> sized(type, size.height(), size.width()).stream())
              .toList();
      case FeatureType.MultiArray array ->
          array.enumeratedShapes().stream().flatMap(sizes -> shape(sizes).stream()).toList();
      case FeatureType.Simple _, FeatureType.State _ -> List.of();
    };
  }

  private static List<FeatureType.Range> ranges(ValueType.OfTensor type, FeatureType described) {
    return switch (described) {
      case FeatureType.Image image ->
          image.range().map(range -> ranges(type, range)).orElse(List.of());
      case FeatureType.MultiArray array -> array.ranges();
      case FeatureType.Simple _, FeatureType.State _ -> List.of();
    };
  }

  private static Optional<Shape> usual(ValueType.OfTensor type, FeatureType described) {
    return switch (described) {
      case FeatureType.Image image -> sized(type, image.height(), image.width());
      case FeatureType.MultiArray array when !array.shape().isEmpty() -> shape(array.shape());
      case FeatureType.MultiArray _, FeatureType.Simple _, FeatureType.State _ -> Optional.empty();
    };
  }

  /** An image enters a program with its rows and columns last. */
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
