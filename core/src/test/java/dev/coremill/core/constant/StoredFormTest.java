package dev.coremill.core.constant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.program.Opset;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.weight.Encoding;
import org.junit.jupiter.api.Test;

class StoredFormTest {
  private static final Encoding INTEGERS = new Encoding.Dense(DataType.INT8, Shape.of(8, 4));
  private static final Encoding SCALES = new Encoding.Dense(DataType.FLOAT16, Shape.of(8, 1));

  @Test
  void olderOpsetsStoreZeroPointsThatTheEncodingLacks() {
    Encoding stored = Lowering.stored(new Encoding.Affine(INTEGERS, SCALES, null), Opset.CORE_ML_6);

    assertThat(stored.storedBytes()).isEqualTo(32 + 16 + 8);
  }

  @Test
  void newerOpsetsStoreNoZeroPoints() {
    Encoding encoding = new Encoding.Affine(INTEGERS, SCALES, null);

    assertThat(Lowering.stored(encoding, Opset.CORE_ML_8)).isEqualTo(encoding);
  }

  @Test
  void aScaleForEachChannelRepeatsTheTableInCoreMl8Only() {
    Encoding.Dense indices = new Encoding.Dense(DataType.UINT4, Shape.of(8, 4));
    Encoding table = new Encoding.Dense(DataType.FLOAT16, Shape.of(1, 1, 16, 1));
    Encoding encoding = new Encoding.Affine(new Encoding.Lookup(indices, table, 0), SCALES, null);

    assertThat(Lowering.stored(encoding, Opset.CORE_ML_8).storedBytes())
        .isEqualTo(16 + 8 * 16 * 2 + 16);
    assertThat(Lowering.stored(encoding, Opset.CORE_ML_9)).isEqualTo(encoding);
  }
}
