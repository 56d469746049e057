package dev.coremill.plugins.torch;

import static dev.coremill.plugins.torch.OperationRun.counting;
import static dev.coremill.plugins.torch.OperationRun.floats;
import static dev.coremill.plugins.torch.OperationRun.integers;
import static dev.coremill.plugins.torch.OperationRun.shape;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Matrix products, attention, normalizations and quantization against plain loops. */
class LinearCasesTest {
  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void aMatrixProductBroadcastsItsBatches(boolean transposeX, boolean transposeY) {
    float[] expected = new float[2 * 2 * 4];
    for (int b = 0; b < 2; b++) {
      for (int i = 0; i < 2; i++) {
        for (int j = 0; j < 4; j++) {
          for (int k = 0; k < 3; k++) {
            float x = b * 6 + (transposeX ? k * 2 + i : i * 3 + k) - 3;
            float y = transposeY ? j * 3 + k : k * 4 + j;
            expected[(b * 2 + i) * 4 + j] += x * y;
          }
        }
      }
    }
    OperationRun.of("matmul")
        .input("x", counting(-3, transposeX ? shape(2, 3, 2) : shape(2, 2, 3)))
        .input("y", counting(0, transposeY ? shape(4, 3) : shape(3, 4)))
        .parameter("transpose_x", transposeX)
        .parameter("transpose_y", transposeY)
        .run()
        .isClose(shape(2, 2, 4), expected);
  }

  @Test
  void vectorsAndIntegersAreMultipliedToo() {
    OperationRun.of("matmul")
        .input("x", floats(shape(3), 1, 2, 3))
        .input("y", floats(shape(3), 4, 5, 6))
        .run()
        .isClose(shape(), 32);
    OperationRun.of("matmul")
        .input("x", integers(shape(1, 2), 3, 4))
        .input("y", integers(shape(2, 1), 5, -6))
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(1, 1), -9);
  }

  /** The result is of the type of the factor that is no constant. */
  @Test
  void floatsMeetConstantsOfIntegers() {
    Tensor halves = floats(shape(1, 2), 0.5f, 1.5f);
    Tensor counts = integers(shape(1, 2), 3, 4);
    OperationRun.of("matmul")
        .input("x", halves)
        .constant("y", counts)
        .parameter("transpose_y", true)
        .run()
        .isClose(shape(1, 1), 7.5f);
    OperationRun.of("matmul")
        .constant("x", halves)
        .input("y", counts)
        .parameter("transpose_y", true)
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(1, 1), 7);
    OperationRun.of("linear")
        .input("x", halves)
        .constant("weight", counts)
        .constant("bias", integers(10))
        .run()
        .isClose(shape(1, 1), 17.5f);
    OperationRun.of("linear")
        .input("x", counts)
        .constant("weight", halves)
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(1, 1), 7);
    OperationRun.of("linear")
        .input("x", halves)
        .constant("weight", halves)
        .constant("bias", integers(-1))
        .run()
        .isClose(shape(1, 1), 1.5f);
    OperationRun.of("linear")
        .input("x", counts)
        .constant("weight", counts)
        .constant("bias", integers(-1))
        .outputs(DataType.INT32)
        .run()
        .isExactly(shape(1, 1), 24);
  }

  @Test
  void aLinearLayerAddsItsBias() {
    Tensor weight = floats(shape(2, 3), 1, 0, -1, 2, 2, 2);
    OperationRun.of("linear")
        .input("x", floats(shape(2, 3), 1, 2, 3, 4, 5, 6))
        .constant("weight", weight)
        .constant("bias", floats(shape(2), 10, 20))
        .run()
        .isClose(shape(2, 2), 8, 32, 8, 50);
    OperationRun.of("linear")
        .input("x", floats(shape(3), 1, 2, 3))
        .constant("weight", weight)
        .run()
        .isClose(shape(2), -2, 12);
  }

  @Test
  void anEinsumOfFourDimensionsMultipliesAndBroadcasts() {
    float[] expected = new float[2 * 3];
    for (int c = 0; c < 2; c++) {
      for (int h = 0; h < 3; h++) {
        for (int w = 0; w < 2; w++) {
          expected[c * 3 + h] += ((c * 3 + h) * 2 + w) * (w + 1f);
        }
      }
    }
    OperationRun.of("einsum")
        .input("values", counting(0, shape(1, 2, 3, 2)))
        .input("values", counting(1, shape(1, 2, 1, 1)))
        .parameter("equation", "nchw,nwhu->nchu")
        .run()
        .isClose(shape(1, 2, 3, 1), expected);
  }

  @ParameterizedTest
  @CsvSource({"none", "bool", "float"})
  void attentionWeighsValuesBySimilarity(String mask) {
    float[] query = {1, 0, 0.5f, -1};
    float[] key = {0.5f, 1, -1, 2, 0, 1};
    float[] value = {1, 2, 3, 4, 5, 6};
    float[] bias = {0, -1, 0.5f, 0, 0, 2};
    int[] allowed = {1, 0, 1, 1, 1, 0};
    float[] expected = new float[4];
    for (int i = 0; i < 2; i++) {
      double[] weights = new double[3];
      double total = 0;
      for (int j = 0; j < 3; j++) {
        double score =
            (query[2 * i] * key[2 * j] + query[2 * i + 1] * key[2 * j + 1]) / Math.sqrt(2);
        score += mask.equals("float") ? bias[3 * i + j] : 0;
        weights[j] = mask.equals("bool") && allowed[3 * i + j] == 0 ? 0 : Math.exp(score);
        total += weights[j];
      }
      for (int j = 0; j < 3; j++) {
        expected[2 * i] += (float) (weights[j] / total * value[2 * j]);
        expected[2 * i + 1] += (float) (weights[j] / total * value[2 * j + 1]);
      }
    }
    OperationRun operation =
        OperationRun.of("scaled_dot_product_attention")
            .input("query", floats(shape(1, 2, 2), query))
            .input("key", floats(shape(1, 3, 2), key))
            .input("value", floats(shape(1, 3, 2), value));
    switch (mask) {
      case "bool" ->
          operation.constant("attn_mask", Tensor.ofIntegers(DataType.BOOL, shape(2, 3), allowed));
      case "float" -> operation.constant("attn_mask", floats(shape(2, 3), bias));
      default -> {}
    }
    operation.run().isClose(shape(1, 2, 2), expected);
  }

  @Test
  void softmaxAddsUpToOneAlongItsAxis() {
    double total = Math.E + Math.exp(2) + 1;
    OperationRun.of("softmax")
        .input("x", floats(shape(1, 3), 1, 2, 0))
        .run()
        .isClose(
            shape(1, 3),
            (float) (Math.E / total),
            (float) (Math.exp(2) / total),
            (float) (1 / total));
    OperationRun.of("softmax")
        .input("x", floats(shape(1, 2), 3, 8))
        .integer("axis", 0)
        .run()
        .isClose(shape(1, 2), 1, 1);
  }

  @Test
  void parametersOfAnActivationMayStandForChannels() {
    OperationRun.of("prelu")
        .input("x", floats(shape(1, 2, 2), -1, 2, -3, 4))
        .constant("alpha", floats(shape(2), 0.5f, 2))
        .run()
        .isClose(shape(1, 2, 2), -0.5f, 2, -6, 4);
    OperationRun.of("softplus_parametric")
        .input("x", floats(shape(1, 2, 1), 1, -1))
        .constant("alpha", floats(shape(2), 2, 3))
        .constant("beta", floats(shape(2), 1, 4))
        .run()
        .isClose(
            shape(1, 2, 1),
            (float) (2 * Math.log1p(Math.E)),
            (float) (3 * Math.log1p(Math.exp(-4))));
  }

  @Test
  void codesComeFromNumbersAndGiveThemBack() {
    OperationRun.of("quantize")
        .input("input", floats(shape(6), -100, -0.5f, 0.25f, 0.75f, 1, 100))
        .parameter("scale", 0.5f)
        .parameter("output_dtype", "int8")
        .outputs(DataType.INT8)
        .run()
        .isExactly(shape(6), -128, -1, 0, 2, 2, 127);
    OperationRun.of("quantize")
        .input("input", floats(shape(2, 2), 1, -1, 1, -1))
        .constant("scale", floats(shape(2), 1, 0.25f))
        .constant("zero_point", Tensor.ofIntegers(DataType.UINT8, shape(2), 3, 128))
        .integer("axis", 0)
        .parameter("output_dtype", "uint8")
        .outputs(DataType.UINT8)
        .run()
        .isExactly(shape(2, 2), 4, 2, 132, 124);
    OperationRun.of("dequantize")
        .input("input", Tensor.ofIntegers(DataType.UINT8, shape(2, 2), 4, 2, 132, 124))
        .constant("scale", floats(shape(2), 1, 0.25f))
        .constant("zero_point", Tensor.ofIntegers(DataType.UINT8, shape(2), 3, 128))
        .integer("axis", 1)
        .run()
        .isClose(shape(2, 2), 1, -31.5f, 129, -1);
    OperationRun.of("dequantize")
        .input("input", Tensor.ofIntegers(DataType.INT8, shape(2), -128, 127))
        .parameter("scale", 2f)
        .run()
        .isClose(shape(2), -256, 254);
  }
}
