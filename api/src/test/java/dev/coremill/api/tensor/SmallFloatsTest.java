package dev.coremill.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The narrow float types, against their definitions, for all bit patterns. */
class SmallFloatsTest {
  private static final String NARROW = "FLOAT16|BFLOAT16|FLOAT8E4M3FN|FLOAT8E5M2";

  private static int exponentBits(DataType type) {
    return switch (type.name()) {
      case "FLOAT16", "FLOAT8E5M2" -> 5;
      case "FLOAT8E4M3FN" -> 4;
      default -> 8;
    };
  }

  /** The value of a bit pattern, from sign, exponent and mantissa. */
  private static double value(DataType type, int pattern) {
    int exponentBits = exponentBits(type);
    int mantissaBits = type.bits() - 1 - exponentBits;
    int mantissa = pattern & (1 << mantissaBits) - 1;
    int exponent = pattern >>> mantissaBits & (1 << exponentBits) - 1;
    int bias = (1 << exponentBits - 1) - 1;
    double sign = pattern >>> type.bits() - 1 == 0 ? 1 : -1;
    boolean top = exponent == (1 << exponentBits) - 1;
    if (type == DataType.FLOAT8E4M3FN) {
      if (top && mantissa == 7) {
        return Double.NaN;
      }
    } else if (top) {
      return mantissa == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
    }
    return exponent == 0
        ? sign * Math.scalb((double) mantissa, 1 - bias - mantissaBits)
        : sign
            * Math.scalb((double) (mantissa + (1 << mantissaBits)), exponent - bias - mantissaBits);
  }

  private static MemorySegment allPatterns(DataType type) {
    int count = 1 << type.bits();
    byte[] memory = new byte[count * type.bits() / 8];
    for (int i = 0; i < count; i++) {
      if (type.bits() == 8) {
        memory[i] = (byte) i;
      } else {
        memory[2 * i] = (byte) i;
        memory[2 * i + 1] = (byte) (i >> 8);
      }
    }
    return MemorySegment.ofArray(memory);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = NARROW)
  void everyPatternHasTheValueOfItsDefinition(DataType type) {
    int count = 1 << type.bits();
    float[] read = new float[count + 1];
    Elements.readFloats(type, allPatterns(type), 0, count, read, 1);
    for (int i = 0; i < count; i++) {
      assertThat(Float.floatToIntBits(read[1 + i]))
          .as("%s pattern %x", type, i)
          .isEqualTo(Float.floatToIntBits((float) value(type, i)));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = NARROW)
  void everyValueIsWrittenAsItsPattern(DataType type) {
    int count = 1 << type.bits();
    MemorySegment patterns = allPatterns(type);
    float[] values = new float[count];
    Elements.readFloats(type, patterns, 0, count, values, 0);
    MemorySegment written = MemorySegment.ofArray(new byte[(int) patterns.byteSize()]);
    Elements.writeFloats(type, written, 0, values, 0, count);
    int size = type.bits() / 8;
    for (int i = 0; i < count; i++) {
      if (!Float.isNaN(values[i])) {
        assertThat(
                MemorySegment.mismatch(
                    patterns,
                    (long) i * size,
                    (long) (i + 1) * size,
                    written,
                    (long) i * size,
                    (long) (i + 1) * size))
            .as("pattern %x", i)
            .isEqualTo(-1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = NARROW)
  void whatLiesBetweenTwoValuesGoesToTheNearerAndHalvesToTheEvenOne(DataType type) {
    int infinity = (1 << exponentBits(type)) - 1 << type.bits() - 1 - exponentBits(type);
    int patterns = type == DataType.FLOAT8E4M3FN ? 0x7e : infinity - 1;
    for (int i = 0; i < patterns; i++) {
      double low = value(type, i);
      double high = value(type, i + 1);
      float half = (float) ((low + high) / 2);
      float even = (float) (i % 2 == 0 ? low : high);
      assertThat(Elements.round(type, half)).isEqualTo(even);
      assertThat(Elements.round(type, -half)).isEqualTo(-even);
      assertThat(Elements.round(type, Math.nextDown(half))).isEqualTo((float) low);
      assertThat(Elements.round(type, Math.nextUp(half))).isEqualTo((float) high);
    }
  }

  @Test
  void whatIsTooLargeBecomesInfinityOrNaN() {
    assertThat(Elements.round(DataType.FLOAT16, 65520f)).isInfinite();
    assertThat(Elements.round(DataType.FLOAT8E5M2, -61440f)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Elements.round(DataType.FLOAT8E5M2, Math.nextDown(61440f))).isEqualTo(57344f);
    assertThat(Elements.round(DataType.FLOAT8E4M3FN, 464.1f)).isNaN();
    assertThat(Elements.round(DataType.FLOAT8E4M3FN, 464f)).isEqualTo(448f);
    assertThat(Elements.round(DataType.BFLOAT16, Float.MAX_VALUE)).isInfinite();
    assertThat(Elements.round(DataType.BFLOAT16, Float.NaN)).isNaN();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "FLOAT16|BFLOAT16|FLOAT32|FLOAT64")
  void chunksOfAnyLengthAndStartAreCopiedWhole(DataType type) {
    SplittableRandom random = new SplittableRandom(3);
    int total = 6000;
    float[] values = new float[total];
    for (int i = 0; i < total; i++) {
      values[i] = Elements.round(type, (float) random.nextDouble(-5, 5));
    }
    MemorySegment memory = MemorySegment.ofArray(new byte[(int) Tensor.packedSize(type, total)]);
    Elements.writeFloats(type, memory, 0, values, 0, 3001);
    Elements.writeFloats(type, memory, 3001, values, 3001, total - 3001);
    for (int round = 0; round < 50; round++) {
      int start = random.nextInt(total);
      int count = random.nextInt(total - start + 1);
      float[] read = new float[count];
      Elements.readFloats(type, memory, start, count, read, 0);
      assertThat(read).isEqualTo(Arrays.copyOfRange(values, start, start + count));
    }
    assertThatThrownBy(() -> Elements.readFloats(type, memory, 1, total, new float[total], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
