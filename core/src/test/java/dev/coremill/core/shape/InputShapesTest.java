package dev.coremill.core.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.Function;
import dev.coremill.api.program.NamedType;
import dev.coremill.api.program.UnknownFields;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.mlpackage.Feature;
import dev.coremill.core.mlpackage.FeatureType;
import dev.coremill.core.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InputShapesTest {
  /** A function with one input; a size of -1 is open. */
  private static Function taking(long... sizes) {
    List<Dimension> dimensions = new ArrayList<>();
    for (long size : sizes) {
      dimensions.add(size < 0 ? new Dimension.Open(false) : new Dimension.Fixed(size));
    }
    ValueType type = new ValueType.OfTensor(DataType.FLOAT16, dimensions, false, Map.of());
    return new Function(
        List.of(new NamedType("image", type)), "CoreML7", Map.of(), Map.of(), UnknownFields.NONE);
  }

  private static List<Feature> described(FeatureType type) {
    return List.of(new Feature("image", "", type, false));
  }

  private static FeatureType array(
      List<Long> shape, List<List<Long>> enumerated, FeatureType.Range... ranges) {
    return new FeatureType.MultiArray(
        Optional.of(DataType.FLOAT16), shape, enumerated, List.of(ranges));
  }

  private static ValueType shape(Function function, FeatureType type, String... overrides) {
    return InputShapes.of(
            "main", function, described(type), ShapeOverrides.parse(List.of(overrides)))
        .values()
        .iterator()
        .next();
  }

  private static ValueType float16(long... sizes) {
    return ValueType.OfTensor.of(DataType.FLOAT16, Shape.of(sizes));
  }

  @Test
  void anOpenInputHasTheDefaultShapeOfTheDescription() {
    Function open = taking(1, 3, -1, -1);
    FeatureType ranges =
        array(
            List.of(1L, 3L, 256L, 320L),
            List.of(),
            new FeatureType.Range(1, 1),
            new FeatureType.Range(3, 3),
            new FeatureType.Range(128, 512),
            new FeatureType.Range(128, -1));

    assertThat(shape(open, ranges)).isEqualTo(float16(1, 3, 256, 320));
    assertThat(shape(open, ranges, "image=1,3,128,9999")).isEqualTo(float16(1, 3, 128, 9999));
    assertThatThrownBy(() -> shape(open, ranges, "image=1,3,100,128"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("the input image of function main cannot be [1, 3, 100, 128]")
        .hasMessageContaining("it takes [1, 3, 128 to 512, 128 or more]");
  }

  @Test
  void ofEnumeratedShapesOneMustBeTaken() {
    Function open = taking(1, -1);
    FeatureType enumerated = array(List.of(1L, 64L), List.of(List.of(1L, 64L), List.of(1L, 128L)));

    assertThat(shape(open, enumerated, "image=1,128")).isEqualTo(float16(1, 128));
    assertThatThrownBy(() -> shape(open, enumerated, "image=1,96"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("it takes [1, 64] or [1, 128]");
  }

  @Test
  void anImageGivesRowsAndColumns() {
    FeatureType image = new FeatureType.Image(640, 480, FeatureType.ColorSpace.RGB);

    assertThat(shape(taking(1, 3, -1, -1), image)).isEqualTo(float16(1, 3, 480, 640));
  }

  @Test
  void aFixedInputTakesNoOtherShape() {
    Function fixed = taking(1, 3, 224, 224);
    FeatureType plain = array(List.of(1L, 3L, 224L, 224L), List.of());

    assertThat(shape(fixed, plain, "image=1,3,224,224")).isEqualTo(float16(1, 3, 224, 224));
    assertThatThrownBy(() -> shape(fixed, plain, "image=1,3,256,256"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("it takes [1, 3, 224, 224]");
    assertThatThrownBy(() -> shape(fixed, plain, "image=224,224"))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void anOpenInputThatNothingTellsMustBeGiven() {
    assertThatThrownBy(() -> InputShapes.of("main", taking(1, -1), List.of(), ShapeOverrides.NONE))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("the shape of the input image is open")
        .hasMessageContaining("--shape image=");
  }
}
