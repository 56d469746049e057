package dev.coremill.api.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Integers of every width, against bits that are set one by one. */
class PackedIntegersTest {
  private static final String SMALL =
      "BOOL|INT4|INT8|UINT1|UINT2|UINT3|UINT4|UINT6|UINT8|INT16|UINT16|INT32|UINT32";

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = SMALL)
  void whatIsWrittenAnywhereIsReadAgainAndNeighboursAreUnharmed(DataType type) {
    SplittableRandom random = new SplittableRandom(type.text().length() * 31 + type.bits());
    for (int round = 0; round < 300; round++) {
      int total = 1 + random.nextInt(70);
      int start = random.nextInt(total);
      int count = random.nextInt(total - start + 1);
      byte[] memory = new byte[(int) Tensor.packedSize(type, total)];
      random.nextBytes(memory);
      byte[] expected = memory.clone();
      int[] values = new int[count + 3];
      for (int i = 0; i < count; i++) {
        values[3 + i] = random(type, random);
        setBits(expected, type.bits(), start + i, values[3 + i]);
      }

      Elements.writeIntegers(type, MemorySegment.ofArray(memory), start, values, 3, count);

      assertThat(memory).isEqualTo(expected);
      int[] read = new int[count + 5];
      Elements.readIntegers(type, MemorySegment.ofArray(memory), start, count, read, 5);
      assertThat(Arrays.copyOfRange(read, 5, read.length))
          .isEqualTo(Arrays.copyOfRange(values, 3, values.length));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "INT4|UINT[12346]")
  void manyValuesAreWrittenAndReadAsFewAre(DataType type) {
    SplittableRandom random = new SplittableRandom(type.text().length() * 37 + type.bits());
    for (int count : new int[] {8191, 8192, 8193, 20_011}) {
      for (int start : new int[] {0, 3, 8}) {
        int total = start + count + 5;
        byte[] memory = new byte[(int) Tensor.packedSize(type, total)];
        random.nextBytes(memory);
        byte[] expected = memory.clone();
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
          values[i] = random(type, random);
          setBits(expected, type.bits(), start + i, values[i]);
        }

        Elements.writeIntegers(type, MemorySegment.ofArray(memory), start, values, 0, count);

        assertThat(memory).isEqualTo(expected);
        int[] read = new int[count];
        Elements.readIntegers(type, MemorySegment.ofArray(memory), start, count, read, 0);
        assertThat(read).isEqualTo(values);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "BOOL|INT4|INT8|UINT[123468]")
  void bytesAreWrittenAsIntegersAre(DataType type) {
    SplittableRandom random = new SplittableRandom(7 + type.text().length() * 31 + type.bits());
    for (int round = 0; round < 100; round++) {
      int total = 1 + random.nextInt(100);
      int start = random.nextInt(total);
      int count = random.nextInt(total - start + 1);
      byte[] fromBytes = new byte[(int) Tensor.packedSize(type, total)];
      byte[] fromIntegers = fromBytes.clone();
      byte[] bytes = new byte[count + 1];
      random.nextBytes(bytes);
      int[] integers = new int[count + 1];
      for (int i = 0; i <= count; i++) {
        integers[i] = bytes[i];
      }

      Elements.writeIntegers(type, MemorySegment.ofArray(fromBytes), start, bytes, 1, count);
      Elements.writeIntegers(type, MemorySegment.ofArray(fromIntegers), start, integers, 1, count);

      assertThat(fromBytes).isEqualTo(fromIntegers);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = SMALL)
  void floatsAreTheIntegersThemselves(DataType type) {
    SplittableRandom random = new SplittableRandom(11 + type.text().length() * 31 + type.bits());
    int total = 1003;
    byte[] memory = new byte[(int) Tensor.packedSize(type, total)];
    random.nextBytes(memory);
    if (type == DataType.BOOL) {
      for (int i = 0; i < total; i++) {
        memory[i] &= 1;
      }
    }
    MemorySegment segment = MemorySegment.ofArray(memory);
    for (int start : new int[] {0, 1, 8, 501}) {
      int count = total - start;
      int[] integers = new int[count];
      float[] floats = new float[count + 2];
      Elements.readIntegers(type, segment, start, count, integers, 0);
      Elements.readFloats(type, segment, start, count, floats, 2);
      for (int i = 0; i < count; i++) {
        long value =
            type == DataType.UINT32 ? Integer.toUnsignedLong(integers[i]) : (long) integers[i];
        assertThat(floats[2 + i]).isEqualTo((float) value);
        if (type.isInteger()) {
          assertThat(value).isBetween(type.minimum(), type.maximum());
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = SMALL)
  void elementsBeyondTheMemoryAreRefused(DataType type) {
    MemorySegment segment = MemorySegment.ofArray(new byte[(int) Tensor.packedSize(type, 16)]);
    assertThatThrownBy(() -> Elements.readIntegers(type, segment, 8, 9, new int[9], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Elements.readFloats(type, segment, 8, 9, new float[9], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Elements.readFloats(type, segment, 0, 16, new float[15], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Elements.writeIntegers(type, segment, 8, new int[9], 0, 9))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static int random(DataType type, SplittableRandom random) {
    if (type == DataType.BOOL) {
      return random.nextInt(2);
    }
    return type.bits() == 32
        ? random.nextInt()
        : (int) random.nextLong(type.minimum(), type.maximum() + 1);
  }

  private static void setBits(byte[] memory, int bits, int element, int value) {
    for (int i = 0; i < bits; i++) {
      int position = element * bits + i;
      int mask = 1 << position % 8;
      memory[position / 8] =
          (byte)
              ((value >>> i & 1) == 1 ? memory[position / 8] | mask : memory[position / 8] & ~mask);
    }
  }
}
