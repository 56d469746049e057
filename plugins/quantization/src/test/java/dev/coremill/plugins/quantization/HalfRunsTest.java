package dev.coremill.plugins.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HalfRunsTest {
  private static final short[] EXTREMES = {
    0,
    (short) 0x8000,
    1,
    (short) 0x8001,
    0x03ff,
    (short) 0x83ff,
    0x0400,
    (short) 0x8400,
    0x3c00,
    0x7bff,
    (short) 0xfbff
  };

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 16, 31})
  void theLargestMagnitudeOfEachRunIsFound(int runWords) {
    SplittableRandom random = new SplittableRandom(runWords);
    IntegerRange range = IntegerRange.of(QuantizationMode.LINEAR_SYMMETRIC, DataType.INT4);
    int runs = 200;
    short[] halves = new short[runs * runWords * 4];
    long[] words = new long[runs * runWords];
    int[] blocks = new int[runs];
    for (int i = 0; i < halves.length; i++) {
      boolean extreme = i / (runWords * 4) % 2 == 0;
      halves[i] =
          extreme
              ? EXTREMES[random.nextInt(random.nextBoolean() ? 4 : EXTREMES.length)]
              : Float.floatToFloat16((float) random.nextGaussian());
      words[i / 4] |= (halves[i] & 0xffffL) << 16 * (i % 4);
    }
    for (int run = 0; run < runs; run++) {
      // Blocks of two runs, which do not follow each other.
      blocks[run] = run % (runs / 2);
    }
    BlockScales ranges = new BlockScales(runs / 2, DataType.FLOAT16, range);

    HalfRuns.widen(ranges, words, runWords, runs, blocks);

    for (int block = 0; block < runs / 2; block++) {
      float largest = 0;
      for (int i = 0; i < halves.length; i++) {
        if (blocks[i / (runWords * 4)] == block) {
          largest = Math.max(largest, Math.abs(Float.float16ToFloat(halves[i])));
        }
      }
      assertThat(ranges.maximum(block)).isEqualTo(largest);
      assertThat(ranges.minimum(block)).isEqualTo(-largest);
    }
  }

  /** Float32 weights take another way to the same ranges, and the same arithmetic from there. */
  @ParameterizedTest
  @EnumSource(QuantizedType.class)
  void integersAreTheNearestForTheStoredScales(QuantizedType type) {
    for (int block : new int[] {4, 12, 32, 64, 124, 128}) {
      for (float size : new float[] {1f, 1e-3f, 1e-5f, 3e-7f, 20_000f}) {
        SplittableRandom random = new SplittableRandom(block);
        float[] values = new float[3 * block * 7];
        for (int i = 0; i < values.length; i++) {
          double drawn = random.nextInt(9) == 0 ? 3 : random.nextGaussian();
          values[i] = Elements.round(DataType.FLOAT16, (float) (Math.clamp(drawn, -3, 3) * size));
        }
        Shape shape = Shape.of(3, block * 7L);
        WeightExpression weight =
            new WeightExpression.Dense(Tensor.ofFloats(DataType.FLOAT16, shape, values));

        WeightExpression.Affine result =
            (WeightExpression.Affine)
                Sites.quantize(
                    weight,
                    new QuantizationConfiguration(
                        QuantizationMode.LINEAR_SYMMETRIC,
                        type,
                        Granularity.PER_BLOCK,
                        List.of(block)));

        IntegerRange range = IntegerRange.of(QuantizationMode.LINEAR_SYMMETRIC, type.dataType());
        float[] scales = Elements.floats(((WeightExpression.Dense) result.scale()).tensor());
        int[] codes = Elements.integers(((WeightExpression.Dense) result.data()).tensor());
        for (int i = 0; i < values.length; i++) {
          double nearest = Math.rint(values[i] / scales[i / block]) + range.middle();
          assertThat(codes[i])
              .isEqualTo((int) Math.clamp(nearest, range.minimum(), (double) range.maximum()));
        }
      }
    }
  }
}
