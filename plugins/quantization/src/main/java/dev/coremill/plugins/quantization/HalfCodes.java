package dev.coremill.plugins.quantization;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * From float16 elements to packed integers, where no value has to be clamped.
 *
 * <p>Float16 numbers from 1024 to 2048 are the integers there, so that converting a quotient plus
 * 1536 to float16 rounds it, half to even, and leaves the integer in the low bits. Multiplying by
 * the inverse of the scale gives the same integers as dividing: elements and scales have 11
 * significant bits, so a quotient that is no tie is at least 1/4096 away from one, and the sum with
 * 1536 in float32 moves what is within 1/16384 of a tie onto it. Zero points are added afterwards,
 * so that ties go to even multiples of the scale.
 */
final class HalfCodes {
  private static final ValueLayout.OfShort SHORTS =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final float INTEGERS = 1536;
  private static final long BYTES = 0x00ff_00ff_00ff_00ffL;
  private static final long PAIRS = 0x0000_ffff_0000_ffffL;
  private static final long NIBBLES = 0x000f_000f_000f_000fL;

  private final boolean nibbles;
  private final long points;
  private final short[] halves;
  private final short[] codes;
  private final long[] words;
  private final int[] packed;
  private int count;

  /**
   * @param elements the most elements that are worked on at a time
   * @param range a range that lies symmetrically about its middle
   */
  HalfCodes(int elements, IntegerRange range) {
    this.nibbles = range.type().bits() == 4;
    this.points = 0x0001_0001_0001_0001L * range.middle();
    this.halves = new short[elements];
    this.codes = new short[elements];
    this.words = new long[elements / 4];
    this.packed = new int[elements / 4];
  }

  /**
   * Takes elements.
   *
   * @param from the memory of the elements
   * @param start the number of the first element
   * @param elements how many elements, a multiple of 4
   */
  void read(MemorySegment from, long start, int elements) {
    MemorySegment.copy(from, SHORTS, start * 2, halves, 0, elements);
    count = elements;
  }

  /** Makes integers of elements that share a scale. */
  void encode(float inverse) {
    encode(halves, inverse, count, codes);
  }

  /** Makes integers of elements, each with a scale of its own. */
  void encode(float[] inverses) {
    encode(halves, inverses, count, codes);
  }

  /**
   * Writes the integers.
   *
   * @param start the number of the first element, a multiple of 4
   */
  void write(MemorySegment to, long start) {
    view(MemorySegment.ofArray(codes), count * 2L);
    MemorySegment integers = MemorySegment.ofArray(packed);
    if (nibbles) {
      packNibbles(words, points, packed, count / 4);
      view(integers, count);
      joinPairs(words, packed, (count + 7) / 8);
      MemorySegment.copy(integers, 0, to, start / 2, count / 2);
    } else {
      packBytes(words, points, packed, count / 4);
      MemorySegment.copy(integers, 0, to, start, count);
    }
  }

  private void view(MemorySegment values, long bytes) {
    MemorySegment.copy(values, 0, MemorySegment.ofArray(words), 0, bytes);
  }

  private static void encode(short[] halves, float inverse, int count, short[] codes) {
    for (int i = 0; i < count; i++) {
      codes[i] = Float.floatToFloat16(Float.float16ToFloat(halves[i]) * inverse + INTEGERS);
    }
  }

  private static void encode(short[] halves, float[] inverses, int count, short[] codes) {
    for (int i = 0; i < count; i++) {
      codes[i] = Float.floatToFloat16(Float.float16ToFloat(halves[i]) * inverses[i] + INTEGERS);
    }
  }

  private static void packBytes(long[] words, long points, int[] packed, int count) {
    for (int i = 0; i < count; i++) {
      long word = words[i] + points & BYTES;
      word = (word | word >>> 8) & PAIRS;
      packed[i] = (int) (word | word >>> 16);
    }
  }

  private static void packNibbles(long[] words, long points, int[] packed, int count) {
    for (int i = 0; i < count; i++) {
      long word = words[i] + points & NIBBLES;
      word |= word >>> 12;
      packed[i] = (int) (word & 0xff | word >>> 24 & 0xff00);
    }
  }

  private static void joinPairs(long[] words, int[] packed, int count) {
    for (int i = 0; i < count; i++) {
      packed[i] = (int) (words[i] | words[i] >>> 16);
    }
  }
}
