package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.shape;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coremill.api.runtime.PredictionException;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Quantization of activations: where it rounds, where it stops, and which scale an element has. */
class QuantizationCasesTest {
  private static OperationRun quantize(Tensor input, DataType type) {
    return OperationRun.of("quantize")
        .input("input", input)
        .parameter("output_dtype", type.text())
        .outputs(type);
  }

  @Test
  void halvesAreRoundedToEvenBeforeTheZeroPointIsAdded() {
    Tensor halves = floats(shape(6), -2.5f, -1.5f, -0.5f, 0.5f, 1.5f, 2.5f);
    quantize(halves, DataType.INT8)
        .parameter("scale", 1f)
        .parameter("zero_point", Tensor.ofIntegers(DataType.INT8, Shape.scalar(), 1))
        .run()
        .isExactly(shape(6), -1, -1, 1, 1, 3, 3);
  }

  @Test
  void codesStopAtTheBoundsOfTheirTypeWithTheZeroPoint() {
    Tensor input = floats(shape(5), -1000, -130, 0, 125, 1e30f);
    quantize(input, DataType.INT8)
        .parameter("scale", 1f)
        .parameter("zero_point", Tensor.ofIntegers(DataType.INT8, Shape.scalar(), 5))
        .run()
        .isExactly(shape(5), -128, -125, 5, 127, 127);
    quantize(input, DataType.UINT8)
        .parameter("scale", 1f)
        .parameter("zero_point", Tensor.ofIntegers(DataType.UINT8, Shape.scalar(), 140))
        .run()
        .isExactly(shape(5), 0, 10, 140, 255, 255);
    quantize(input, DataType.UINT8)
        .parameter("scale", 1f)
        .run()
        .isExactly(shape(5), 0, 0, 0, 125, 255);
  }

  /** 30.153 is 100.51 scales of 0.3, and 100.494 of the nearest number that float16 has. */
  @Test
  void aScaleOfFloat16IsTheNumberThatItsTypeHolds() {
    Tensor input = floats(shape(1), 30.153f);
    quantize(input, DataType.INT8).parameter("scale", 0.3f).run().isExactly(shape(1), 101);
    quantize(input, DataType.INT8)
        .parameter("scale", Tensor.ofFloats(DataType.FLOAT16, Shape.scalar(), 0.3f))
        .run()
        .isExactly(shape(1), 100);
  }

  @Test
  void anAxisMayBeCountedFromTheLast() {
    quantize(floats(shape(1, 1, 2, 2), 1, 2, 3, 4), DataType.INT8)
        .constant("scale", floats(shape(2), 0.5f, 2))
        .constant("zero_point", Tensor.ofIntegers(DataType.INT8, shape(2), -1, 4))
        .integer("axis", -2)
        .run()
        .isExactly(shape(1, 1, 2, 2), 1, 3, 6, 6);
    OperationRun.of("dequantize")
        .input("input", Tensor.ofIntegers(DataType.INT8, shape(1, 1, 2, 2), 1, 3, 6, -128))
        .constant("scale", floats(shape(2), 0.5f, 2))
        .constant("zero_point", Tensor.ofIntegers(DataType.INT8, shape(2), -1, 4))
        .integer("axis", -2)
        .run()
        .isClose(shape(1, 1, 2, 2), 1, 2, 4, -264);
  }

  /** The difference, which no 8-bit type holds, is exact; the product is rounded once. */
  @Test
  void numbersAreRoundedToFloat16WhereTheProgramSaysSo() {
    OperationRun.of("dequantize")
        .input("input", Tensor.ofIntegers(DataType.UINT8, shape(3), 0, 128, 255))
        .parameter("scale", Tensor.ofFloats(DataType.FLOAT16, Shape.scalar(), 0.3f))
        .parameter("zero_point", Tensor.ofIntegers(DataType.UINT8, Shape.scalar(), 255))
        .outputs(DataType.FLOAT16)
        .rounding()
        .run()
        .isClose(shape(3), -76.5f, -38.09375f, 0);
  }

  @Test
  void aScaleThatDoesNotGoWithItsAxisIsRefused() {
    assertThatThrownBy(() ->
            quantize(floats(shape(1, 2), 1, 2), DataType.INT8)
                .constant("scale", floats(shape(3), 1, 2, 3))
                .integer("axis", 0)
                .run())
        .isInstanceOf(PredictionException.class)
        .hasMessageContaining("scale is [3], and axis 0 of input has 1 elements");
  }
}
