package dev.coremill.core.inspect;

import dev.coremill.core.mlpackage.Feature;
import dev.coremill.core.mlpackage.FeatureType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Says in a few words what an input, output or state holds. */
final class FeatureText {
  private FeatureText() {}

  /** Such as {@code float32[1, 3, 224, 224]} or {@code image 224 x 224 rgb, optional}. */
  static String of(Feature feature) {
    return of(feature.type()) + (feature.optional() ? ", optional" : "");
  }

  private static String of(FeatureType type) {
    return switch (type) {
      case FeatureType.Simple simple -> simple.name().toLowerCase(Locale.ROOT);
      case FeatureType.Image image ->
          "image "
              + image.width()
              + " x "
              + image.height()
              + " "
              + image.colorSpace().name().toLowerCase(Locale.ROOT)
              + sizes(image);
      case FeatureType.MultiArray array -> array(array);
      case FeatureType.State state -> "state of " + array(state.array());
    };
  }

  private static String sizes(FeatureType.Image image) {
    List<String> sizes = new ArrayList<>();
    image.sizes().forEach(size -> sizes.add(size.width() + " x " + size.height()));
    return (sizes.isEmpty() ? "" : ", one of " + sizes)
        + image
            .range()
            .map(range -> ", sizes " + text(range.width()) + " x " + text(range.height()))
            .orElse("");
  }

  private static String text(FeatureType.Range range) {
    return range.lowest() + ".." + (range.highest() < 0 ? "any" : Long.toString(range.highest()));
  }

  private static String array(FeatureType.MultiArray array) {
    StringBuilder text = new StringBuilder();
    text.append(array.dataType().isPresent() ? array.dataType().get().text() : "unknown");
    text.append(array.shape());
    if (!array.enumeratedShapes().isEmpty()) {
      text.append(", one of ").append(array.enumeratedShapes());
    }
    if (!array.ranges().isEmpty()) {
      List<String> ranges = new ArrayList<>();
      for (FeatureType.Range range : array.ranges()) {
        ranges.add(text(range));
      }
      text.append(", sizes ").append(ranges);
    }
    return text.toString();
  }
}
