package dev.coremill.plugins.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.plugins.torch.operator.Tensors;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two ways of rounding to float16, for few elements and for many. */
class HalfRoundingTest {
  private static final float[] EXTREMES = {
    0,
    -0f,
    1,
    65504,
    65519.996f,
    65520,
    -1e30f,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    0x1p-24f,
    0x1p-25f,
    0x1.000002p-25f,
    -0x3p-25f,
    0x1.ffcp-15f,
    0x1.ffep-15f,
    1 + 0x1p-11f,
    1 + 0x3p-11f,
    Float.MIN_VALUE
  };

  @BeforeAll
  static void load() {
    NativeLibrary.require();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 6, 19, 255, 4098, 16384, 16385})
  void elementsAreRoundedWhereTheyLieAsLibtorchRoundsThem(int size) {
    Random random = new Random(size);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] =
          i < EXTREMES.length
              ? EXTREMES[i]
              : (float) Math.scalb(random.nextGaussian(), random.nextInt(-26, 17));
    }
    try (PointerScope _ = new PointerScope()) {
      Tensor tensor = Tensors.ofFloats(new long[] {size}, values);
      float[] expected = Tensors.floats(HalfRounding.rounded(tensor));
      HalfRounding rounding = new HalfRounding();
      // The second time changes nothing more.
      for (int time = 0; time < 2; time++) {
        rounding.round(tensor);
        assertThat(Tensors.floats(tensor)).containsExactly(expected);
      }
    }
  }
}
