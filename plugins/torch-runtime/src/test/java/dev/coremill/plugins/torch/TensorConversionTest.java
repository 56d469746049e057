package dev.coremill.plugins.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values go into libtorch and come back. */
class TensorConversionTest {
  /** More than is converted at a time, and no multiple of that. */
  private static final int LENGTH = 2 * 32_768 + 8;

  @BeforeAll
  static void load() {
    NativeLibrary.require();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STRING")
  void whatEntersComesOutBitByBit(DataType type) {
    byte[] bytes = new byte[Math.toIntExact(Tensor.packedSize(type, LENGTH))];
    new Random(7).nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      // Booleans are 0 or 1; of floats no exponent is all ones, because NaN need not keep its bits.
      bytes[i] = (byte) (type == DataType.BOOL ? bytes[i] & 1 : bytes[i] & 0x3b);
    }
    Tensor given = Tensor.of(type, Shape.of(LENGTH), MemorySegment.ofArray(bytes));

    try (PointerScope _ = new PointerScope()) {
      Tensor converted = TensorConversion.fromTorch(TensorConversion.toTorch(given), type);

      assertThat(converted.type()).isEqualTo(type);
      assertThat(converted.shape()).isEqualTo(given.shape());
      assertThat(converted.data().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
    }
  }
}
