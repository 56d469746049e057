package dev.coremill.core.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.program.Dimension;
import dev.coremill.api.program.ValueType;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.core.mlpackage.Feature;
import dev.coremill.core.mlpackage.FeatureType;
import dev.coremill.core.mlpackage.FeatureType.Image;
import dev.coremill.core.mlpackage.FeatureType.Range;
import dev.coremill.core.sample.InputSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the description of a model adds to the inputs of its program. */
class DescribedInputTest {
  private static final ValueType.OfTensor PLANES =
      new ValueType.OfTensor(
          DataType.FLOAT32,
          List.of(
              new Dimension.Fixed(1),
              new Dimension.Fixed(3),
              new Dimension.Open(false),
              new Dimension.Open(false)),
          false,
          Map.of());

  @Test
  void theSizesOfAnImageAreShapesOfTheProgram() {
    InputSpec input =
        spec(
            PLANES,
            new Image(
                64,
                32,
                FeatureType.ColorSpace.RGB,
                List.of(new Image.Size(64, 32), new Image.Size(16, 8)),
                Optional.empty()),
            false);

    assertThat(input.usual()).contains(Shape.of(1, 3, 32, 64));
    assertThat(input.takes(Shape.of(1, 3, 8, 16))).isTrue();
    assertThat(input.takes(Shape.of(1, 3, 16, 8))).isFalse();
  }

  @Test
  void theRangeOfAnImageIsOfItsRowsAndColumns() {
    InputSpec input =
        spec(
            PLANES,
            new Image(
                64,
                32,
                FeatureType.ColorSpace.RGB,
                List.of(),
                Optional.of(new Image.SizeRange(new Range(10, -1), new Range(1, 32)))),
            false);

    assertThat(input.takes(Shape.of(1, 3, 1, 4000))).isTrue();
    assertThat(input.takes(Shape.of(1, 3, 1, 9))).isFalse();
    assertThat(input.takes(Shape.of(1, 3, 33, 10))).isFalse();
    assertThat(input.shown()).isEqualTo("float32[1, 3, ?, ?] within 1 x 3 x 1..32 x 10..");
  }

  @Test
  void onlyAnOptionalArrayMayBeLeftOut() {
    ValueType.OfTensor row = ValueType.OfTensor.of(DataType.FLOAT32, Shape.of(1, 4));
    FeatureType.MultiArray array =
        new FeatureType.MultiArray(
            Optional.of(DataType.FLOAT32), List.of(1L, 4L), List.of(), List.of(), Optional.of(3.0));

    assertThat(spec(row, array, true).omitted()).contains(3.0);
    assertThat(spec(row, array, false).omitted()).isEmpty();
  }

  @Test
  void aShapeThatNoArrayCanHaveIsNotTaken() {
    FeatureType.MultiArray array =
        new FeatureType.MultiArray(
            Optional.empty(), List.of(1L << 62, 1L << 62), List.of(), List.of());
    ValueType.OfTensor open =
        new ValueType.OfTensor(
            DataType.FLOAT32,
            List.of(new Dimension.Open(false), new Dimension.Open(false)),
            false,
            Map.of());

    assertThat(spec(open, array, false).usual()).isEmpty();
  }

  private static InputSpec spec(ValueType.OfTensor type, FeatureType feature, boolean optional) {
    return DescribedInput.spec("x", type, List.of(new Feature("x", "", feature, optional)));
  }
}
