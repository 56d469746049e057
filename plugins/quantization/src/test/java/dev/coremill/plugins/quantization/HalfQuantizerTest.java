package dev.coremill.plugins.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coremill.api.algorithm.IndivisiblePolicy;
import dev.coremill.api.tensor.BlockGrid;
import dev.coremill.api.tensor.DataType;
import dev.coremill.api.tensor.Elements;
import dev.coremill.api.tensor.Shape;
import dev.coremill.api.tensor.Tensor;
import dev.coremill.api.weight.WeightExpression;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HalfQuantizerTest {
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

  private static IntegerRange range(QuantizedType type) {
    return IntegerRange.of(QuantizationMode.LINEAR_SYMMETRIC, type.dataType());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 16, 31})
  void theLargestMagnitudeOfEachBlockIsFound(int words) {
    SplittableRandom random = new SplittableRandom(words);
    int blocks = 200;
    int length = words * 4;
    short[] halves = new short[blocks * length];
    for (int i = 0; i < halves.length; i++) {
      boolean extreme = i / length % 2 == 0;
      halves[i] =
          extreme
              ? EXTREMES[random.nextInt(random.nextBoolean() ? 4 : EXTREMES.length)]
              : Float.floatToFloat16((float) random.nextGaussian());
    }
    MemorySegment memory = MemorySegment.ofArray(halves);
    HalfMagnitudes magnitudes = new HalfMagnitudes(halves.length);
    float[] found = new float[blocks];

    magnitudes.ofBlocks(memory, 0, blocks, length, found);

    for (int block = 0; block < blocks; block++) {
      float largest = 0;
      for (int i = block * length; i < (block + 1) * length; i++) {
        largest = Math.max(largest, Math.abs(Float.float16ToFloat(halves[i])));
      }
      assertThat(found[block]).isEqualTo(largest);
      assertThat(magnitudes.of(memory, (long) block * length, length)).isEqualTo(largest);
    }
  }

  /** Every float16 number that a scale serves, for scales of all sizes. */
  @ParameterizedTest
  @EnumSource(QuantizedType.class)
  void everyIntegerIsTheQuotientRoundedHalfToEven(QuantizedType type) {
    IntegerRange range = range(type);
    SplittableRandom random = new SplittableRandom(7);
    HalfCodes codes = new HalfCodes(1 << 16, range);
    byte[] written = new byte[1 << 16];
    for (int trial = 0; trial < 60; trial++) {
      // Small bits are subnormal scales; 1, 1.5 and their like make many ties.
      int bits = trial < 20 ? trial + 1 : random.nextInt(0x5c00) + 1;
      float scale = Float.float16ToFloat((short) (trial % 4 == 3 ? bits & 0x7e00 | 0x200 : bits));
      short[] served = served(scale, range);

      codes.read(MemorySegment.ofArray(served), 0, served.length);
      codes.encode(1 / scale);
      codes.write(MemorySegment.ofArray(written), 0);

      int[] integers = new int[served.length];
      Elements.readIntegers(
          range.type(), MemorySegment.ofArray(written), 0, served.length, integers, 0);
      for (int i = 0; i < served.length; i++) {
        double nearest = Math.rint(Float.float16ToFloat(served[i]) / (double) scale);
        if (integers[i] != nearest + range.middle()) {
          assertThat(integers[i])
              .as("%s / %s", Float.float16ToFloat(served[i]), scale)
              .isEqualTo((int) nearest + range.middle());
        }
      }
    }
  }

  /** The numbers that are not clamped, a multiple of four of them. */
  private static short[] served(float scale, IntegerRange range) {
    double bound = (range.maximum() - range.middle() + 0.5) * scale;
    short[] all = new short[1 << 16];
    int count = 0;
    for (int bits = 0; bits < 0x7c00 && Float.float16ToFloat((short) bits) < bound; bits++) {
      all[count++] = (short) bits;
      all[count++] = (short) (bits | 0x8000);
    }
    return Arrays.copyOf(all, count / 4 * 4);
  }

  @ParameterizedTest
  @EnumSource(QuantizedType.class)
  void integersAreTheNearestForTheStoredScales(QuantizedType type) {
    for (int block : new int[] {4, 12, 32, 64, 124, 128, 252, 256, 260, 512, 1024, 2052, 5004}) {
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

        IntegerRange range = range(type);
        float[] scales = Elements.floats(((WeightExpression.Dense) result.scale()).tensor());
        int[] codes = Elements.integers(((WeightExpression.Dense) result.data()).tensor());
        for (int i = 0; i < values.length; i++) {
          double nearest = Math.rint(values[i] / scales[i / block]) + range.middle();
          int expected = (int) Math.clamp(nearest, range.minimum(), (double) range.maximum());
          if (codes[i] != expected) {
            assertThat(codes[i]).as("element %d in blocks of %d", i, block).isEqualTo(expected);
          }
        }
      }
    }
  }

  /** Blocks of zeros, of numbers near the ends of the type's range, and of usual ones. */
  @ParameterizedTest
  @EnumSource(QuantizedType.class)
  void theBytesAreThoseOfTheGeneralWay(QuantizedType type) {
    for (int block : new int[] {4, 32, 36, 128, 288, 1028, 3000}) {
      SplittableRandom random = new SplittableRandom(block);
      int count = 101;
      float[] values = new float[count * block];
      for (int i = 0; i < values.length; i++) {
        double size =
            switch (i / block % 16) {
              case 0 -> 0;
              case 1 -> random.nextInt(2);
              case 2 -> block < 100 ? 1e-6 : 1e-4;
              case 3 -> block < 100 ? 20_000 : 0.5;
              default -> 0.02;
            };
        double drawn = Math.clamp(random.nextGaussian(), -3.2, 3.2);
        values[i] = (float) (drawn * size);
      }
      Shape shape = Shape.of(count, block);
      Tensor tensor = Tensor.ofFloats(DataType.FLOAT16, shape, values);
      BlockGrid grid = new BlockGrid(shape, Shape.of(count, 1));
      Sites.Context context = Sites.Context.of(IndivisiblePolicy.ERROR);
      QuantizedMemory general = memory(type, tensor, count);
      new BlockQuantizer(ElementBlocks.dense(tensor, grid), grid, general, context).quantize();
      for (int piece : new int[] {HalfQuantizer.LARGE_PIECE, HalfQuantizer.SMALL_PIECE}) {
        QuantizedMemory shorter = memory(type, tensor, count);
        new HalfQuantizer(tensor, grid, shorter, context, piece).quantize();

        assertThat(bytes(shorter.integers())).isEqualTo(bytes(general.integers()));
        assertThat(bytes(shorter.scales())).isEqualTo(bytes(general.scales()));
        assertThat(shorter.zeroPoints() == null).isEqualTo(general.zeroPoints() == null);
        if (shorter.zeroPoints() != null && general.zeroPoints() != null) {
          assertThat(bytes(shorter.zeroPoints())).isEqualTo(bytes(general.zeroPoints()));
        }
      }
    }
  }

  private static QuantizedMemory memory(QuantizedType type, Tensor tensor, int blocks) {
    return QuantizedMemory.allocate(
        range(type),
        tensor.type(),
        tensor.elementCount(),
        blocks,
        new Sites.Context(IndivisiblePolicy.ERROR, Arena.ofAuto(), List.of()));
  }

  private static byte[] bytes(MemorySegment memory) {
    return memory.toArray(ValueLayout.JAVA_BYTE);
  }
}
