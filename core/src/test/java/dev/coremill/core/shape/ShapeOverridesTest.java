package dev.coremill.core.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.tensor.Shape;
import dev.coremill.core.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeOverridesTest {
  @Test
  void shapesAreReadWithCommasOrCrosses() {
    ShapeOverrides overrides =
        ShapeOverrides.parse(List.of("image=1,3,224,224", "a=b = 7", "text=1x128"));

    assertThat(overrides.of("image")).contains(Shape.of(1, 3, 224, 224));
    assertThat(overrides.of("a=b")).contains(Shape.of(7));
    assertThat(overrides.of("text")).contains(Shape.of(1, 128));
    assertThat(overrides.of("other")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "1,3,224,224 | names no input",
        "=1,3 | names no input",
        "image= | '' is no whole number",
        "image=1,,3 | '' is no whole number",
        "image=1,3.5 | '3.5' is no whole number",
        "image=1,0 | a dimension of 0 holds nothing",
        "image=1,-1 | a dimension of -1 holds nothing",
        "image=4294967296,4294967296 | more elements than can be counted",
        "image=1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1 | more than 16 dimensions"
      })
  void aMalformedShapeIsRefusedWithTheFormThatIsMeant(String argument, String message) {
    assertThatThrownBy(() -> ShapeOverrides.parse(List.of(argument)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("--shape " + argument)
        .hasMessageContaining(message)
        .hasMessageContaining("write it as NAME=1,3,224,224");
  }

  @Test
  void anInputHasOneShape() {
    assertThatThrownBy(() -> ShapeOverrides.parse(List.of("x=1", "x=2")))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("the input x is given a second shape");
  }
}
